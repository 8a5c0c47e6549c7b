import { CompanionError } from '../../shared/contract/errors.ts'
import type { Session } from './session.ts'

/** A key or password is at most this long; anything longer on standard input is not one. */
const maxLength = 10_000

/**
 * Reads a secret: typed without echo on a terminal, else the first line of standard input. Never an argument: arguments stand in
 * process lists and shell histories.
 */
export async function readSecret({ terminal, signal }: Pick<Session, 'terminal' | 'signal'>, what: string): Promise<string> {
  const secret = process.stdin.isTTY ? await typeHidden(terminal.note, `${what} (not shown): `, signal) : await readLine(signal)
  if (secret === '') throw new CompanionError('usage', `No ${what} was given on standard input`)
  return secret
}

async function readLine(signal: AbortSignal): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin) {
    signal.throwIfAborted()
    text += String(chunk)
    if (text.includes('\n') || text.length > maxLength) break
  }
  return (text.split(/\r?\n/)[0] ?? '').slice(0, maxLength).trim()
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
    const cancelled = () => new CompanionError('cancelled', 'Cancelled while a secret was asked for')
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
