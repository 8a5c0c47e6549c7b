import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { CredentialStore } from '../../shared/contract/credentials.ts'
import { CompanionError } from '../../shared/contract/errors.ts'
import type { ImportRequest } from '../../shared/contract/import.ts'
import { createEngine, type Engine, transientConnection } from '../engine/service/engine.ts'
import {
  connectionFromEnvironment,
  type Directories,
  environmentConnectionId,
  resolveDirectories,
} from '../engine/settings/index.ts'
import type { StoreLocation } from '../engine/store/types.ts'
import { openVault } from '../vault/index.ts'
import {
  type OptionName,
  type Options,
  readChoice,
  readDuration,
  readHost,
  readProject,
  readSimulation,
  readWindow,
} from './options.ts'
import { readSecret } from './secret.ts'
import type { Terminal } from './terminal.ts'

/** What a command runs with. */
export interface Session {
  readonly terminal: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly vault: CredentialStore
}

export const targetOptions: readonly OptionName[] = [
  'host',
  'project',
  'connection',
  'simulation',
  'from',
  'to',
  'last',
  'store',
  'table',
  'limits',
  'strategy',
  'budget',
  'with-key',
  'with-password',
  'json',
]

const commandLineConnectionId = 'command-line'

export const homeDirectories = (session: Session): Directories => resolveDirectories(session.env, process.platform, homedir())

/** The engine of one command, over the saved settings and, where the command line names one, another store. */
export async function openEngine(session: Session, options: Options): Promise<Engine> {
  const directories = homeDirectories(session)
  const override = await readStore(session, options)
  return createEngine({
    directories,
    vault: session.vault,
    surface: 'cli',
    ended: session.signal,
    ...(override ? { storeOverride: override } : {}),
  })
}

/** The request that the options mean. A connection comes from `--connection`, `--host` and `--project`, or Phoenix's own variables. */
export async function readRequest(session: Session, engine: Engine, options: Options): Promise<ImportRequest> {
  const { simulation, window } = readSimulation(options)
  const given = readWindow(options) ?? window
  if (simulation === null && given === null) {
    throw new CompanionError('usage', 'Without --simulation the window is needed: --from and --to, or --last')
  }
  const budget = options.budget ?? '90'
  return {
    connectionId: await readConnection(session, engine, options),
    simulation,
    window: given ?? { kind: 'find' },
    limits: readChoice('--limits', options.limits, ['simulation', 'documented'], 'simulation'),
    strategy: readChoice('--strategy', options.strategy, ['auto', 'select', 'scan'], 'auto'),
    budgetSeconds: readDuration('--budget', budget),
    replace: options.replace === true,
  }
}

async function readConnection(session: Session, engine: Engine, options: Options): Promise<string> {
  if (options.connection !== undefined) {
    if (options.host !== undefined) throw new CompanionError('usage', '--connection and --host exclude each other')
    const connection = await engine.targets.connection(options.connection)
    if (options.project === undefined) return connection.id
    const target = await engine.targets.resolve(connection.id)
    const project = readProject(options.project)
    engine.targets.addTransient({
      connection: transientConnection(commandLineConnectionId, connection.name, connection.host, project),
      apiKey: target.apiKey,
    })
    return commandLineConnectionId
  }
  if (options.host !== undefined) {
    if (options.project === undefined) throw new CompanionError('usage', '--host needs --project')
    const host = readHost(options.host)
    const environment = session.env.PHOENIX_API_KEY?.trim() || null
    const apiKey = options['with-key'] === true ? await readSecret(session, 'API key') : environment
    engine.targets.addTransient({
      connection: transientConnection(commandLineConnectionId, 'command line', host, readProject(options.project)),
      apiKey,
    })
    return commandLineConnectionId
  }
  const fromEnvironment = connectionFromEnvironment(session.env)
  if (fromEnvironment === null) {
    const { activeId } = await engine.settings.connections()
    if (activeId !== null && options.project === undefined) return activeId
    throw new CompanionError(
      'usage',
      'Which Phoenix? Give --connection, or --host and --project, or set PHOENIX_COLLECTOR_ENDPOINT',
    )
  }
  const { connection, apiKey } = fromEnvironment
  const project = options.project === undefined ? connection.project : readProject(options.project)
  engine.targets.addTransient({ connection: { ...connection, project }, apiKey })
  return environmentConnectionId
}

/** `--store DIR` is an embedded store, `--store URL` a ClickHouse server (user and database in the URL, the password typed or piped). */
async function readStore(session: Session, options: Options): Promise<StoreLocation | null> {
  const table = options.table ?? 'otel_traces'
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(table)) throw new CompanionError('usage', '--table is not a table name')
  if (options.store === undefined) {
    if (options.table !== undefined) throw new CompanionError('usage', '--table needs --store')
    return null
  }
  if (!/^https?:\/\//i.test(options.store)) return { kind: 'embedded', path: resolve(options.store), table }
  if (!URL.canParse(options.store)) throw new CompanionError('usage', '--store is not a URL')
  const url = new URL(options.store)
  if (url.password !== '') throw new CompanionError('usage', 'A password does not belong on a command line; use --with-password')
  const password = options['with-password'] === true ? await readSecret(session, 'ClickHouse password') : null
  const database = url.searchParams.get('database') ?? (decodeURIComponent(url.pathname.slice(1)) || 'default')
  return { kind: 'server', url: url.origin, user: decodeURIComponent(url.username) || 'default', password, database, table }
}

/** The vault of a command line: opened once, whatever asks first. */
export const openCommandVault = (): Promise<CredentialStore> => openVault()
