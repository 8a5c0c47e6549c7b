import type { Readable } from 'node:stream'
import { CompanionError } from '../../shared/contract/errors.ts'
import type { Session } from './session.ts'

/** A key or password is at most this long; anything longer on standard input is not one. */
const maxLength = 10_000

/**
 * Reads a secret: typed without echo on a terminal, else the first line of standard input. Never an argument: arguments stand in
 * process lists and shell histories.
 */
export async function readSecret({ terminal, signal }: Pick<Session, 'terminal' | 'signal'>, what: string): Promise<string> {
  const secret = process.stdin.isTTY
    ? await typeHidden(terminal.note, `${what} (not shown): `, signal)
    : await readLine(process.stdin, signal)
  if (secret === '') throw new CompanionError('usage', `No ${what} was given on standard input`)
  return secret
}

const cancelled = () => new CompanionError('cancelled', 'Cancelled while a secret was asked for')

/** The next line of a pipe; what stands behind it is left for the next reader. Throws `cancelled` as soon as the signal fires. */
export function readLine(stdin: Readable, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const end = (finish: () => void) => {
      stdin.off('data', onData)
      stdin.off('end', onEnd)
      signal.removeEventListener('abort', onAbort)
      stdin.pause()
      finish()
    }
    const onAbort = () => end(() => reject(cancelled()))
    const onEnd = () => end(() => resolve(text.slice(0, maxLength).trim()))
    const onData = (data: Buffer) => {
      text += data.toString('utf8')
      const [line = '', ...rest] = text.split('\n')
      if (rest.length === 0 && text.length <= maxLength) return
      end(() => {
        if (rest.length > 0) stdin.unshift(Buffer.from(rest.join('\n')))
        resolve(line.slice(0, maxLength).trim())
      })
    }
    if (signal.aborted) return reject(cancelled())
    if (stdin.readableEnded) return resolve('')
    stdin.on('data', onData)
    stdin.on('end', onEnd)
    signal.addEventListener('abort', onAbort, { once: true })
    stdin.resume()
  })
}

function typeHidden(note: (text: string) => void, prompt: string, signal: AbortSignal): Promise<string> {
  const { stdin } = process
  note(prompt)
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = (finish: () => void) => {
      stdin.off('data', onData)
      signal.removeEventListener('abort', onAbort)
      stdin.setRawMode(false)
      stdin.pause()
      finish()
    }
    const onAbort = () => end(() => reject(cancelled()))
    const onData = (data: Buffer) => {
      for (const character of data.toString('utf8')) {
        if (character === '\u0003') return end(() => reject(cancelled()))
        if (character === '\r' || character === '\n' || character === '\u0004') return end(() => resolve(typed.trim()))
        if (character === '\u007f' || character === '\b') typed = typed.slice(0, -1)
        else typed += character
      }
    }
    stdin.setRawMode(true)
    stdin.resume()
    stdin.on('data', onData)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
