import { Connection } from '../../../shared/contract/connection.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { originOf, phoenixAccount } from './credentials.ts'

/** The connection that Phoenix's own variables describe; it is saved nowhere. */
export interface EnvironmentConnection {
  readonly connection: Connection
  /** Stays in this process's memory. */
  readonly apiKey: string | null
}

/** The id by which a request means the connection of the environment. No saved connection can have it: those end in eight hex digits. */
export const environmentConnectionId = 'environment'

/**
 * Reads `PHOENIX_COLLECTOR_ENDPOINT` (cut before `/v1/traces`), `PHOENIX_API_KEY` and `PHOENIX_PROJECT_NAME` (`default`, as in Phoenix).
 * Null without an endpoint; `connection-incomplete` when one is there and cannot be used. `PHOENIX_CLIENT_HEADERS` is ignored:
 * Phoenix takes a bearer key only, and other headers could carry secrets to places that are not checked.
 */
export function connectionFromEnvironment(env: Readonly<Record<string, string | undefined>>): EnvironmentConnection | null {
  const endpoint = env.PHOENIX_COLLECTOR_ENDPOINT?.trim() ?? ''
  if (endpoint === '') return null
  const parsed = Connection.safeParse({
    id: environmentConnectionId,
    name: 'from the environment',
    host: endpoint.replace(/\/+$/, '').replace(/\/v1\/traces$/, ''),
    project: env.PHOENIX_PROJECT_NAME?.trim() || 'default',
  })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const variable = issue?.path[0] === 'project' ? 'PHOENIX_PROJECT_NAME' : 'PHOENIX_COLLECTOR_ENDPOINT'
    throw new CompanionError('connection-incomplete', `${variable} cannot be used: ${issue?.message ?? 'not valid'}`, {
      variable,
    })
  }
  const apiKey = env.PHOENIX_API_KEY?.trim() ?? ''
  return { connection: parsed.data, apiKey: apiKey === '' ? null : apiKey }
}

/** Answers for the environment's key from memory and asks `credentials` for everything else. */
export function withEnvironmentKey(credentials: CredentialStore, environment: EnvironmentConnection | null): CredentialStore {
  if (environment === null) return credentials
  const own = phoenixAccount(environmentConnectionId)
  const credential =
    environment.apiKey === null ? null : { secret: environment.apiKey, origin: originOf(environment.connection.host) }
  const refuse = () => new CompanionError('usage', 'the key of this connection comes from PHOENIX_API_KEY', {})
  return {
    state: () => credentials.state(),
    get: async (account) => (account === own ? credential : credentials.get(account)),
    peek: async (account) => {
      if (account !== own) return credentials.peek(account)
      return credential && { origin: credential.origin }
    },
    set: async (account, value) => {
      if (account === own) throw refuse()
      return credentials.set(account, value)
    },
    remove: async (account) => {
      if (account === own) throw refuse()
      return credentials.remove(account)
    },
  }
}
