import { Connection } from '../../../shared/contract/connection.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'

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

/**
 * `PHOENIX_API_KEY` for a host that was named elsewhere. Beside `PHOENIX_COLLECTOR_ENDPOINT` the key is that endpoint's, and is
 * withheld from every other origin; `belongsTo` then says whose it is. Without an endpoint it is for the host that was named.
 */
export function environmentKeyFor(
  env: Readonly<Record<string, string | undefined>>,
  host: string,
): { readonly apiKey: string | null; readonly belongsTo: string | null } {
  const apiKey = env.PHOENIX_API_KEY?.trim() || null
  const endpoint = env.PHOENIX_COLLECTOR_ENDPOINT?.trim() ?? ''
  if (apiKey === null || endpoint === '') return { apiKey, belongsTo: null }
  const origin = URL.parse(endpoint)?.origin
  if (origin === new URL(host).origin) return { apiKey, belongsTo: null }
  return { apiKey: null, belongsTo: origin === undefined || origin === 'null' ? 'PHOENIX_COLLECTOR_ENDPOINT' : origin }
}
