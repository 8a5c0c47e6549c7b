import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..', '..')

/** Starts the loopback host; its link lets one browser in, once. */
export async function serveApp(
  home: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly child: ChildProcess; readonly link: string }> {
  const child = spawn(process.execPath, [path.join(root, 'out', 'cli', 'index.mjs'), 'serve', '--no-open'], {
    env: {
      PATH: process.env.PATH ?? '',
      TZ: 'UTC',
      HOME: home,
      COVAL_COMPANION_HOME: path.join(home, 'companion'),
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Also where a run is torn down without its hooks.
  const killOnExit = () => child.kill('SIGKILL')
  process.once('exit', killOnExit)
  child.once('exit', () => process.off('exit', killOnExit))
  let said = ''
  const link = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk
      const found = /http:\/\/127\.0\.0\.1:\S+/.exec(said)
      if (found) resolve(found[0])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}: ${said}`)))
  })
  return { child, link }
}

/** Ends the host as Ctrl-C does, and waits for it. */
export async function endServing(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGINT')
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(tooLong)
}
