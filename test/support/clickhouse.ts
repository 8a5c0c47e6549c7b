import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { realParts } from './real-parts.ts'

/** A real ClickHouse server on loopback: `writer` may do everything, `reader` has a profile with `readonly = 1`. */
export interface ClickHouseServer {
  readonly url: string
  readonly writer: { readonly user: string; readonly password: string }
  readonly reader: { readonly user: string; readonly password: string }
  /** Runs one statement as the writer; throws with ClickHouse's own words. */
  run(sql: string, database?: string): Promise<string>
  stop(): Promise<void>
}

/** The engine's library inside the installed chDB package, or null where chDB has none for this platform. */
export function findClickHouseLibrary(): string | null {
  const scope = (() => {
    try {
      return join(dirname(createRequire(import.meta.url).resolve('chdb/package.json')), '..', '@chdb')
    } catch {
      return null
    }
  })()
  if (scope === null || !existsSync(scope)) return null
  for (const name of readdirSync(scope)) {
    const library = join(scope, name, 'libchdb.so')
    if (name.includes(`${process.platform}-${process.arch}`) && existsSync(library)) return library
  }
  return null
}

export interface ClickHouseParts {
  readonly library: string
  readonly python: string
}

/** What `startClickHouse` needs, or null; with `COVAL_REQUIRE_REAL_PARTS=1` its absence throws. */
export function findClickHouse(): ClickHouseParts | null {
  const { python } = realParts
  const library = findClickHouseLibrary()
  if (library !== null && python !== null) return { library, python }
  if (process.env.COVAL_REQUIRE_REAL_PARTS === '1')
    throw new Error('chDB has no library for this platform (COVAL_REQUIRE_REAL_PARTS=1)')
  return null
}

/** Starts a server on a free port with an empty data directory. `stop` ends it and removes the directory. */
export async function startClickHouse({ library, python }: ClickHouseParts): Promise<ClickHouseServer> {
  const home = await mkdtemp(join(tmpdir(), 'coval-clickhouse-'))
  const writer = { user: 'writer', password: 'w-Secret&9 /+' }
  const reader = { user: 'reader', password: 'r-secret' }
  await mkdir(join(home, 'data'))
  await writeFile(join(home, 'config.xml'), `<clickhouse><users_config>${join(home, 'users.xml')}</users_config></clickhouse>`)
  await writeFile(join(home, 'users.xml'), usersXml(writer, reader))

  const port = await freePort()
  const script = join(import.meta.dirname, 'clickhouse_server.py')
  const child = spawn(python, [script, library, join(home, 'config.xml'), join(home, 'data'), String(port)], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let complaints = ''
  child.stderr?.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-4000)
  })
  const stop = async () => {
    await end(child)
    await rm(home, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await untilReady(url, child)
  } catch (error) {
    await stop()
    throw new Error(`the ClickHouse server did not start: ${complaints}`, { cause: error })
  }
  const run = async (sql: string, database = 'default') => {
    const answer = await fetch(`${url}/?database=${encodeURIComponent(database)}`, {
      method: 'POST',
      body: sql,
      headers: { 'X-ClickHouse-User': writer.user, 'X-ClickHouse-Key': writer.password },
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    return text
  }
  return { url, writer, reader, run, stop }
}

interface User {
  readonly user: string
  readonly password: string
}

function usersXml(writer: User, reader: User): string {
  const account = ({ user, password }: User, profile: string, more = '') =>
    `<${user}><password>${password.replaceAll('&', '&amp;')}</password><networks><ip>127.0.0.1</ip></networks>` +
    `<profile>${profile}</profile><quota>default</quota>${more}</${user}>`
  return (
    '<clickhouse><profiles><default/><looking><readonly>1</readonly></looking></profiles><quotas><default/></quotas>' +
    // The library's own session logs in as `default`.
    `<users><default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default>` +
    `${account(writer, 'default', '<access_management>1</access_management>')}${account(reader, 'looking')}</users></clickhouse>`
  )
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`ended with ${child.exitCode ?? child.signalCode}`)
    const answered = await fetch(`${url}/ping`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (answered) return
    if (Date.now() > deadline) throw new Error('no answer within 60 s')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.stdin?.end()
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(timer)
}

/** A port that nothing listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
