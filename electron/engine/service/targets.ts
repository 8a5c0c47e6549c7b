import type { Connection } from '../../../shared/contract/connection.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import type { JobTarget } from '../import/job.ts'
import { keyFor, type Settings } from '../settings/index.ts'

/** A connection that is saved nowhere: the demo's, or host and project as typed on a command line. */
export interface TransientConnection {
  readonly connection: Connection
  readonly apiKey: string | null
}

/** Finds the Phoenix behind a connection's id or name, with its key for one job. */
export class Targets {
  readonly #settings: Settings
  readonly #credentials: CredentialStore
  readonly #transient = new Map<string, TransientConnection>()

  constructor(settings: Settings, credentials: CredentialStore) {
    this.#settings = settings
    this.#credentials = credentials
  }

  addTransient(transient: TransientConnection): void {
    this.#transient.set(transient.connection.id, transient)
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
    const transient = this.#transient.get(idOrName)
    const connection = transient?.connection ?? (await this.#settings.connection(idOrName))
    const apiKey = transient ? transient.apiKey : await keyFor(this.#credentials, connection)
    return { host: connection.host, project: connection.project, apiKey }
  }
}
