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
