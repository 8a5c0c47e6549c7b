import { spawn } from 'node:child_process'
import path from 'node:path'
import { keptCompiled } from './compile-cache.ts'

const root = path.join(import.meta.dirname, '..', '..')

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Written to standard input, which is then closed. */
  readonly input?: string
  /** Called with everything standard error has said so far; may signal the process. */
  readonly onStderr?: (text: string, signal: (name: NodeJS.Signals) => void) => void
}

/** Runs the command line in a process of its own, with an empty home and without the caller's Phoenix variables. */
export function runCommandLine(home: string, words: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { PATH = '', TMPDIR } = process.env
  const child = spawn(process.execPath, [path.join(root, 'electron', 'cli', 'index.ts'), ...words], {
    env: {
      PATH,
      TZ: 'UTC',
      ...(TMPDIR === undefined ? {} : { TMPDIR }),
      ...keptCompiled(),
      HOME: home,
      COVAL_COMPANION_HOME: home,
      ...options.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text
    options.onStderr?.(said.stderr, (name) => child.kill(name))
  })
  // The command may be over before it has read everything.
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input ?? '')
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...said }))
  })
}
