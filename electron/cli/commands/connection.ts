import { CompanionError } from '../../../shared/contract/errors.ts'
import type { Engine } from '../../engine/service/engine.ts'
import { isPlainHttpAbroad, removeKey, saveKey, viewConnection } from '../../engine/settings/index.ts'
import { exitCodes } from '../exit-codes.ts'
import { jsonDocument } from '../json.ts'
import { type Options, readHost, readProject } from '../options.ts'
import { readSecret } from '../secret.ts'
import { openEngine, plainHttpWarning, type Session } from '../session.ts'
import { formatTable } from '../table.ts'
import { harmless } from '../terminal.ts'
import { connectionLine } from '../text/connection.ts'
import type { Command } from './command.ts'

const usage = (message: string) => new CompanionError('usage', message)

/** The connection that `--name` means; the active one without it. */
async function named(engine: Engine, options: Options) {
  if (options.name !== undefined) return engine.settings.connection(options.name)
  const { activeId } = await engine.settings.connections()
  if (activeId === null) throw usage('There is no connection yet: `coval-companion connection add`')
  return engine.settings.connection(activeId)
}

/** What was done: a sentence, or a document. */
async function tell({ terminal }: Session, options: Options, sentence: string, content: () => Promise<object>): Promise<void> {
  terminal.out(options.json === true ? jsonDocument(await content()) : harmless(sentence))
}

async function add(session: Session, engine: Engine, options: Options): Promise<number> {
  if (options.host === undefined || options.project === undefined) throw usage('`connection add` needs --host and --project')
  const host = readHost(options.host)
  const key = options['with-key'] === true ? await readSecret(session, 'API key') : null
  const connection = await engine.settings.saveConnection({
    id: null,
    name: options.name ?? readProject(options.project),
    host,
    project: readProject(options.project),
  })
  if (key !== null) {
    const state = await saveKey(engine.credentials, connection, key).catch(async (error: unknown) => {
      // Half a connection would stand in the way of the next attempt, by its name.
      await engine.settings.removeConnection(connection.id)
      throw error
    })
    if (isPlainHttpAbroad(host)) session.terminal.note(plainHttpWarning(host))
    if (state.kept.kind === 'memory') {
      session.terminal.note(
        `The key was not kept: ${state.kept.reason ?? 'no keychain answers'}. Use PHOENIX_API_KEY for a command line without a keychain.`,
      )
    }
  }
  await tell(session, options, `Saved ${connection.name}.`, async () => ({
    saved: await viewConnection(engine.credentials, connection),
  }))
  return exitCodes.done
}

async function list(session: Session, engine: Engine, options: Options): Promise<number> {
  const { connections, activeId } = await engine.settings.connections()
  const views = await Promise.all(connections.map((connection) => viewConnection(engine.credentials, connection)))
  if (options.json === true) session.terminal.out(jsonDocument({ connections: views, activeId }))
  else if (views.length === 0)
    session.terminal.out('No connections yet: `coval-companion connection add --host URL --project NAME [--with-key]`.')
  else
    session.terminal.out(
      formatTable(
        views.map((view) => connectionLine(view, view.id === activeId)),
        ['left', 'left', 'left', 'left', 'left'],
      ),
    )
  return exitCodes.done
}

async function test(session: Session, engine: Engine, options: Options): Promise<number> {
  const connection = await named(engine, options)
  const result = await engine.testConnection(connection.id, session.signal)
  if (options.json === true) session.terminal.out(jsonDocument(result))
  else {
    const version = result.server.version ?? 'of an unknown version'
    const found = result.projectFound ? `project ${connection.project} is there` : `project ${connection.project} is not there`
    const nearest = result.projectFound || result.nearest.length === 0 ? '' : `; nearest: ${result.nearest.join(', ')}`
    session.terminal.out(
      harmless(`Phoenix ${version} answered in ${Math.round(result.server.latencyMs)} ms; ${found}${nearest}.`),
    )
  }
  return result.projectFound ? exitCodes.done : exitCodes.empty
}

async function replaceKey(session: Session, engine: Engine, options: Options): Promise<number> {
  const connection = await named(engine, options)
  const state = await saveKey(engine.credentials, connection, await readSecret(session, 'API key'))
  if (state.kept.kind === 'memory')
    throw new CompanionError('vault-failed', `The key cannot be kept: ${state.kept.reason ?? 'no keychain answers'}`)
  if (isPlainHttpAbroad(connection.host)) session.terminal.note(plainHttpWarning(connection.host))
  await tell(session, options, `The key of ${connection.name} is in the keychain.`, async () => ({
    saved: await viewConnection(engine.credentials, connection),
  }))
  return exitCodes.done
}

async function remove(session: Session, engine: Engine, options: Options): Promise<number> {
  if (options.name === undefined) throw usage('`connection remove` needs --name')
  const connection = await engine.settings.connection(options.name)
  // The key goes first: a connection that is gone could never be asked to give it up.
  await removeKey(engine.credentials, connection)
  await engine.settings.removeConnection(connection.id)
  await tell(session, options, `Removed ${connection.name} and its key.`, async () => ({
    removed: { id: connection.id, name: connection.name },
  }))
  return exitCodes.done
}

const actions = { add, list, test, 'replace-key': replaceKey, remove } as const

export const connectionCommand: Command = {
  name: 'connection',
  form: `${Object.keys(actions).join('|')} [--name N]`,
  summary: 'keep connections to Phoenix; keys are typed or piped, and live in the OS keychain',
  options: ['name', 'host', 'project', 'with-key', 'json'],
  async run(session, options, [word]) {
    const action = Object.entries(actions).find(([name]) => name === word)?.[1]
    if (action === undefined) throw usage(`\`connection\` is followed by one of ${Object.keys(actions).join(', ')}`)
    const engine = await openEngine(session, {})
    try {
      return await action(session, engine, options)
    } finally {
      await engine.close()
    }
  },
}
