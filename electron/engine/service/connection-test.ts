import type { ServerInfo } from '../../../shared/contract/connection.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { JobTarget } from '../import/job.ts'
import { createPhoenixClient } from '../phoenix/client.ts'
import type { PhoenixClient } from '../phoenix/types.ts'

const budgetMs = 15_000

export interface ConnectionTest {
  readonly server: ServerInfo
  readonly projectFound: boolean
  /** Projects with a similar name, where there is none of this one. */
  readonly nearest: string[]
}

type Reached = Pick<JobTarget, 'host' | 'apiKey'>

async function withClient<T>(target: Reached, signal: AbortSignal, work: (client: PhoenixClient) => Promise<T>): Promise<T> {
  const { host, apiKey } = target
  const client = createPhoenixClient({ host, apiKey, deadline: performance.now() + budgetMs, signal })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

/** The real answer of a Phoenix to the smallest request that an import makes. Throws for everything but an unknown project. */
export function testConnection(target: JobTarget, signal: AbortSignal): Promise<ConnectionTest> {
  return withClient(target, signal, async (client) => {
    const startedAt = performance.now()
    const missing = await readOneSpan(client, target.project)
    const latencyMs = performance.now() - startedAt
    const server = await client.server()
    const selects = (['trace_id', 'parent_id', 'attribute'] as const).every((feature) => server.supports(feature))
    const nearest = missing?.facts.nearest
    return {
      server: { version: server.version, selects, latencyMs },
      projectFound: missing === null,
      nearest: Array.isArray(nearest) ? nearest.map(String) : [],
    }
  })
}

/** Names of all projects, as the server lists them. */
export const listProjects = (target: Reached, signal: AbortSignal): Promise<string[]> =>
  withClient(target, signal, (client) => client.projects())

/** The failure `phoenix-project-unknown` is an answer here; any other one is thrown. */
async function readOneSpan(client: PhoenixClient, project: string): Promise<CompanionError | null> {
  const pages = client.pages({ project, range: null, limit: 1 }, { ahead: false })
  try {
    await pages.next()
    return null
  } catch (error) {
    if (error instanceof CompanionError && error.code === 'phoenix-project-unknown') return error
    throw error
  } finally {
    await pages.return()
  }
}
