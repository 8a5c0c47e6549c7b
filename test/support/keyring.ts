import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * What a desktop session may offer: `unlocked` and `locked` keyrings, `silent` (a keyring that never answers, as when a prompt
 * waits for a person), `no-service` (a bus without a keyring), `no-bus`.
 */
export type KeyringKind = 'unlocked' | 'locked' | 'silent' | 'no-service' | 'no-bus'

export interface Keyring {
  /** For the processes that are to use it; complete, so give it as `env`. */
  readonly env: NodeJS.ProcessEnv
  stop(): Promise<void>
}

/** Starts a message bus of its own and a real gnome-keyring, whose data lives in `home`. */
export async function startKeyring(kind: KeyringKind, home: string): Promise<Keyring> {
  const runtime = await mkdtemp(join(tmpdir(), 'companion-bus-'))
  const started: ChildProcess[] = []
  const stop = async () => {
    for (const child of started.reverse()) await end(child)
    await rm(runtime, { recursive: true, force: true })
  }
  await mkdir(home, { recursive: true })
  const bare: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_RUNTIME_DIR: runtime,
    TZ: 'UTC',
  }
  if (kind === 'no-bus') return { env: bare, stop }
  try {
    // Without service directories nothing is started on demand: no second keyring, no password prompt.
    const config = join(runtime, 'bus.conf')
    await writeFile(config, busConfig(runtime))
    const bus = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address=1'], {
      env: bare,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    started.push(bus)
    const env = { ...bare, DBUS_SESSION_BUS_ADDRESS: (await firstLine(bus)).trim() }
    if (kind === 'no-service') return { env, stop }
    // Without --unlock the daemon asks for a password, which nobody here can type.
    const unlock = kind === 'locked' ? [] : ['--unlock']
    const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...unlock], {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    started.push(daemon)
    daemon.stdin.end(kind === 'locked' ? '' : 'password\n')
    await waitForService(env)
    if (kind === 'silent') daemon.kill('SIGSTOP')
    return { env, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const busConfig = (directory: string) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${directory}/bus</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  const lines = child.stdout
  if (lines === null) throw new Error('the bus has no output')
  for await (const chunk of lines) {
    text += String(chunk)
    if (text.includes('\n')) return text
  }
  throw new Error('the bus ended before it said its address')
}

/** Asks the bus until the Secret Service has an owner. */
async function waitForService(env: NodeJS.ProcessEnv): Promise<void> {
  const ask = [
    '--session',
    '--print-reply',
    '--dest=org.freedesktop.DBus',
    '/',
    'org.freedesktop.DBus.GetNameOwner',
    'string:org.freedesktop.secrets',
  ]
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const child = spawn('dbus-send', ask, { env, stdio: 'ignore' })
    const code = await new Promise((resolve) => child.once('close', resolve))
    if (code === 0) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('gnome-keyring did not register on the bus')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
