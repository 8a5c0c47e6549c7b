import type { Connection } from '../../../shared/contract/connection.ts'
import type { Credential, CredentialStore } from '../../../shared/contract/credentials.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { JobTarget } from '../import/job.ts'
import { keyFor, originOf, phoenixAccount, readTypedKey, type Settings } from '../settings/index.ts'

/** A connection that is saved nowhere: the demo's, the environment's, or host and project as typed on a command line. */
export interface TransientConnection {
  readonly connection: Connection
  /** Stays in this process's memory. */
  readonly apiKey: string | null
}

/** What stands in a connection's form; `id` is null for one that is being made. */
export interface TypedTarget {
  readonly id: string | null
  readonly host: string
  readonly key: string | null
}

/** Finds the Phoenix behind a connection's id or name, with its key for one job. */
export class Targets {
  readonly #settings: Settings
  readonly #transient = new Map<string, TransientConnection>()
  /** The vault, and before it the keys of transient connections. */
  readonly credentials: CredentialStore

  constructor(settings: Settings, vault: CredentialStore) {
    this.#settings = settings
    const own = (): string[] => this.transient().map(({ id }) => phoenixAccount(id))
    this.credentials = overlay(vault, (account) => this.#transientCredential(account), own)
  }

  addTransient(transient: TransientConnection): void {
    this.#transient.set(transient.connection.id, transient)
  }

  removeTransient(id: string): void {
    this.#transient.delete(id)
  }

  transient(): readonly Connection[] {
    return [...this.#transient.values()].map(({ connection }) => connection)
  }

  /** Throws `connection-unknown`. */
  async connection(idOrName: string): Promise<Connection> {
    return this.#transient.get(idOrName)?.connection ?? this.#settings.connection(idOrName)
  }

  /** Throws `connection-unknown`, `key-origin-mismatch` or `vault-failed`. */
  async resolve(idOrName: string): Promise<JobTarget> {
    const connection = await this.connection(idOrName)
    return { host: connection.host, project: connection.project, apiKey: await keyFor(this.credentials, connection) }
  }

  /**
   * For a host as it is typed, saved or not, with the typed key, which is kept nowhere. Without one the connection's own key serves,
   * for its own origin only. Throws `connection-unknown`, `key-origin-mismatch`, `vault-failed`, or `usage` for an impossible key.
   */
  async resolveTyped({ id, host, key }: TypedTarget): Promise<Omit<JobTarget, 'project'>> {
    if (key !== null) return { host, apiKey: readTypedKey(key) }
    if (id === null) return { host, apiKey: null }
    return { host, apiKey: await keyFor(this.credentials, { ...(await this.connection(id)), host }) }
  }

  /** Undefined where the account is not a transient connection's. */
  #transientCredential(account: string): Credential | null | undefined {
    const held = [...this.#transient.values()].find(({ connection }) => phoenixAccount(connection.id) === account)
    if (held === undefined) return undefined
    return held.apiKey === null ? null : { secret: held.apiKey, origin: originOf(held.connection.host) }
  }
}

/** Answers for some accounts from memory and asks `vault` for everything else. */
function overlay(
  vault: CredentialStore,
  own: (account: string) => Credential | null | undefined,
  ownAccounts: () => readonly string[],
): CredentialStore {
  const refuse = () => new CompanionError('usage', 'This connection is not saved, so its key cannot be changed')
  return {
    state: () => vault.state(),
    get: async (account) => {
      const held = own(account)
      return held === undefined ? vault.get(account) : held
    },
    peek: async (account) => {
      const held = own(account)
      return held === undefined ? vault.peek(account) : held && { origin: held.origin }
    },
    set: async (account, credential) => {
      if (own(account) !== undefined) throw refuse()
      await vault.set(account, credential)
    },
    remove: async (account) => {
      if (own(account) !== undefined) throw refuse()
      return vault.remove(account)
    },
    accounts: async () => [...new Set([...(await vault.accounts()), ...ownAccounts()])],
  }
}
