import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Connection, StoreSettings } from '../../../shared/contract/connection.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { type SettingsDocument, settingsFile } from './file.ts'
import { changeVersioned, readVersioned } from './versioned-file.ts'

export interface ConnectionDraft {
  /** Null makes a new connection. */
  readonly id: string | null
  readonly name: string
  readonly host: string
  readonly project: string
}

/** Every method reads the file anew: the app and the command line may both be running. */
export interface Settings {
  readonly path: string
  read(): Promise<SettingsDocument>
  connections(): Promise<{ connections: Connection[]; activeId: string | null }>
  /** By id, else by name. Throws `connection-unknown`. */
  connection(idOrName: string): Promise<Connection>
  /** The first connection becomes the active one. Throws `connection-unknown`, `connection-incomplete`, or `usage` when the name is taken. */
  saveConnection(draft: ConnectionDraft): Promise<Connection>
  activate(id: string): Promise<void>
  /** Answers false when there was none. The active one is followed by the first that is left. */
  removeConnection(id: string): Promise<boolean>
  store(): Promise<StoreSettings>
  /** Throws `usage` when the URL carries a user or password: those do not belong in a file. */
  saveStore(settings: StoreSettings): Promise<StoreSettings>
}

/** Opens the settings in `directory`, which is made at the first write, for this user only. */
export function openSettings({ directory }: { directory: string }): Settings {
  const path = join(directory, 'settings.json')

  const read = () => readVersioned(path, settingsFile)
  const change = <T>(edit: (document: SettingsDocument) => { document: SettingsDocument; result: T }): Promise<T> =>
    changeVersioned(path, settingsFile, edit)

  return {
    path,
    read,
    async connections() {
      const { connections, activeId } = await read()
      return { connections, activeId }
    },
    async connection(idOrName) {
      const { connections } = await read()
      return findConnection(connections, idOrName)
    },
    saveConnection: (draft) =>
      change((document) => {
        const connection = parseConnection(draft)
        const others = document.connections.filter(({ id }) => id !== connection.id)
        if (others.some(({ name }) => name === connection.name))
          throw new CompanionError('usage', `There is already a connection named ${connection.name}`, { name: connection.name })
        if (draft.id !== null) findConnection(document.connections, draft.id)
        const connections =
          draft.id === null
            ? [...document.connections, connection]
            : document.connections.map((each) => (each.id === connection.id ? connection : each))
        return { document: { ...document, connections, activeId: document.activeId ?? connection.id }, result: connection }
      }),
    activate: (id) =>
      change((document) => {
        const { id: activeId } = findConnection(document.connections, id)
        return { document: { ...document, activeId }, result: undefined }
      }),
    removeConnection: (id) =>
      change((document) => {
        const connections = document.connections.filter((each) => each.id !== id)
        const activeId = document.activeId === id ? (connections[0]?.id ?? null) : document.activeId
        return { document: { ...document, connections, activeId }, result: connections.length < document.connections.length }
      }),
    async store() {
      return (await read()).store
    },
    saveStore: (settings) =>
      change((document) => {
        const store = parseStore(settings)
        return { document: { ...document, store }, result: store }
      }),
  }
}

function findConnection(connections: readonly Connection[], idOrName: string): Connection {
  const found = connections.find(({ id }) => id === idOrName) ?? connections.find(({ name }) => name === idOrName)
  if (found) return found
  throw new CompanionError('connection-unknown', `there is no connection ${idOrName}`, {
    connection: idOrName,
    known: connections.map(({ name }) => name),
  })
}

function parseConnection(draft: ConnectionDraft): Connection {
  const parsed = Connection.safeParse({ ...draft, id: draft.id ?? createId(draft.name) })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new CompanionError('connection-incomplete', `the connection is not complete: ${problems.join('; ')}`, { problems })
}

/** Readable, and never used twice: a key that is still in the keychain cannot fall to a later connection of the same name. */
function createId(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)
  return `${slug === '' ? 'connection' : slug}-${randomBytes(4).toString('hex')}`
}

function parseStore(settings: StoreSettings): StoreSettings {
  const parsed = StoreSettings.safeParse(settings)
  if (!parsed.success)
    throw new CompanionError('usage', `the store settings are not valid: ${parsed.error.issues[0]?.message ?? ''}`, {})
  const store = parsed.data
  if (store.kind === 'server') {
    const url = URL.canParse(store.url) ? new URL(store.url) : null
    if (url === null || !/^https?:$/.test(url.protocol))
      throw new CompanionError('usage', 'the address of the ClickHouse server is not an http or https URL', {})
    if (url.username !== '' || url.password !== '' || url.searchParams.has('password'))
      throw new CompanionError('usage', 'a user or password does not belong in the address of the ClickHouse server', {})
  }
  return store
}
