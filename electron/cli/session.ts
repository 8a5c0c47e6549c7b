import { homedir } from 'node:os'
import type { CredentialStore } from '../../shared/contract/credentials.ts'
import { CompanionError } from '../../shared/contract/errors.ts'
import type { ImportRequest } from '../../shared/contract/import.ts'
import { createEngine, type Engine, transientConnection } from '../engine/service/engine.ts'
import {
  connectionFromEnvironment,
  type Directories,
  environmentConnectionId,
  environmentKeyFor,
  isPlainHttpAbroad,
  keyState,
  resolveDirectories,
} from '../engine/settings/index.ts'
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
import { readStore } from './store-option.ts'
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
  const connectionId = await readConnection(session, engine, options)
  await warnOfPlainHttp(session, engine, connectionId)
  return {
    connectionId,
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
    if (options['with-key'] === true) throw savedKeyOnly()
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
    const apiKey = options['with-key'] === true ? await readSecret(session, 'API key') : keyOfEnvironment(session, host)
    engine.targets.addTransient({
      connection: transientConnection(commandLineConnectionId, 'command line', host, readProject(options.project)),
      apiKey,
    })
    return commandLineConnectionId
  }
  const fromEnvironment = connectionFromEnvironment(session.env)
  if (fromEnvironment === null) {
    const { activeId } = await engine.settings.connections()
    if (activeId !== null && options.project === undefined) {
      if (options['with-key'] === true) throw savedKeyOnly()
      return activeId
    }
    throw new CompanionError(
      'usage',
      'Which Phoenix? Give --connection, or --host and --project, or set PHOENIX_COLLECTOR_ENDPOINT',
    )
  }
  const { connection } = fromEnvironment
  const apiKey = options['with-key'] === true ? await readSecret(session, 'API key') : fromEnvironment.apiKey
  const project = options.project === undefined ? connection.project : readProject(options.project)
  engine.targets.addTransient({ connection: { ...connection, project }, apiKey })
  return environmentConnectionId
}

const savedKeyOnly = (): CompanionError =>
  new CompanionError('usage', 'A saved connection has a key of its own; `connection replace-key` changes it, --with-key does not')

function keyOfEnvironment({ env, terminal }: Session, host: string): string | null {
  const { apiKey, belongsTo } = environmentKeyFor(env, host)
  if (belongsTo !== null)
    terminal.note(
      `PHOENIX_API_KEY belongs to ${belongsTo} and was not sent to ${new URL(host).origin}; --with-key reads another.`,
    )
  return apiKey
}

/** Only says so: whoever reads a Phoenix in a network of their own may want exactly this. */
async function warnOfPlainHttp({ terminal }: Session, engine: Engine, connectionId: string): Promise<void> {
  const connection = await engine.targets.connection(connectionId)
  if (isPlainHttpAbroad(connection.host) && (await keyState(engine.credentials, connection)).configured)
    terminal.note(plainHttpWarning(connection.host))
}

export const plainHttpWarning = (host: string): string =>
  `! ${new URL(host).origin} is plain http and not this machine: the API key crosses the network unencrypted.`

/** The vault of a command line: opened once, whatever asks first. */
export const openCommandVault = (): Promise<CredentialStore> => openVault()
