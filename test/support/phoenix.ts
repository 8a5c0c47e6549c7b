import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export interface RunningPhoenix {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Where its SQLite file lies. */
  readonly folder: string
  /** The administrator's secret, which works as a key; null without authentication. */
  readonly adminSecret: string | null
  /** Ends the process and removes its folder, unless the folder was given. */
  stop(): Promise<void>
}

export interface PhoenixStart {
  readonly executable: string
  readonly auth?: boolean
  /** Where it works, and what is left there at the end; a folder of its own, removed at the end, unless given. */
  readonly folder?: string
  /** Milliseconds until it must answer. */
  readonly timeoutMs?: number
}

/** A throw-away Phoenix on free ports; ready when it resolves. */
export async function startPhoenix(start: PhoenixStart): Promise<RunningPhoenix> {
  const { executable, auth = false, timeoutMs = 90_000 } = start
  const folder = start.folder ?? (await mkdtemp(path.join(tmpdir(), 'companion-phoenix-')))
  const [port, grpcPort] = await Promise.all([freePort(), freePort()])
  const adminSecret = auth ? 'test0admin0abcdefghijklmnopqrstuvw5678' : null
  const child = spawn(executable, ['serve'], {
    // The variables of this process are not handed on: PHOENIX_… of the person at the keyboard would move the server.
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      PHOENIX_HOST: '127.0.0.1',
      PHOENIX_PORT: String(port),
      PHOENIX_GRPC_PORT: String(grpcPort),
      PHOENIX_WORKING_DIR: folder,
      PHOENIX_TELEMETRY_ENABLED: 'false',
      ...(auth
        ? {
            PHOENIX_ENABLE_AUTH: 'true',
            PHOENIX_SECRET: 'test0secret0abcdefghijklmnopqrstuvw1234',
            PHOENIX_ADMIN_SECRET: adminSecret ?? '',
            PHOENIX_DEFAULT_ADMIN_INITIAL_PASSWORD: 'Test-admin-1',
          }
        : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk).slice(-4000)
    })
  // Also where a test run is torn down without its hooks.
  const killOnExit = () => child.kill('SIGKILL')
  process.once('exit', killOnExit)
  const stop = async () => {
    await end(child)
    process.off('exit', killOnExit)
    if (start.folder === undefined) await rm(folder, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await untilReady(url, child, Date.now() + timeoutMs)
  } catch (error) {
    await stop()
    throw new Error(`Phoenix did not start: ${String(error)}\n${output}`)
  }
  return { url, folder, adminSecret, stop }
}

async function untilReady(url: string, child: ChildProcess, deadline: number): Promise<void> {
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`)
    const ready = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return
    await wait(150)
  }
  throw new Error('no answer in time')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const inTime = await Promise.race([gone.then(() => true), wait(5_000, false, { ref: false })])
  if (!inTime) child.kill('SIGKILL')
  await gone
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

/** A system key of a Phoenix with authentication, and how to revoke it. */
export async function createSystemKey(phoenix: RunningPhoenix): Promise<{ readonly key: string; revoke(): Promise<void> }> {
  const headers = { authorization: `Bearer ${phoenix.adminSecret}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ data: { name: `test-${Date.now()}` } })
  const response = await fetch(`${phoenix.url}/v1/system/api_keys`, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`no key: ${response.status} ${await response.text()}`)
  const { data } = (await response.json()) as { data: { id: string; key: string } }
  return {
    key: data.key,
    async revoke() {
      const revoked = await fetch(`${phoenix.url}/v1/system/api_keys/${data.id}`, { method: 'DELETE', headers })
      if (!revoked.ok) throw new Error(`not revoked: ${revoked.status}`)
    },
  }
}
