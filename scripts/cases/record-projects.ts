import { createPhoenixClient } from '../../electron/engine/phoenix/client.ts'
import { HeldCases, type HeldJobs } from '../../electron/engine/recording/held-cases.ts'
import type { ImportReport, ImportRequest } from '../../shared/contract/import.ts'
import type { PreviewReport } from '../../shared/contract/preview.ts'

export interface WholeProjects {
  readonly host: string
  readonly apiKey: string | null
  /** Whose spans are asked for, all of them. */
  readonly projects: readonly string[]
  /** What the case is about, and what was decided on it; the first project is its own. */
  readonly request: ImportRequest
  readonly connectionName: string
  readonly startedAt: Date
  readonly reports: { readonly preview?: PreviewReport; readonly import?: ImportReport }
}

/** A case of every page of these projects, asked for once and without a filter: an import of one simulation holds spans several times over. */
export async function recordProjects({ projects, reports, ...start }: WholeProjects): Promise<HeldJobs> {
  const [project = ''] = projects
  const cases = new HeldCases()
  const job = cases.begin({ ...start, project, kind: 'preview' }, createPhoenixClient)
  const { signal } = new AbortController()
  const client = job.openPhoenix({ host: start.host, apiKey: start.apiKey, deadline: performance.now() + 60_000, signal })
  await client.server()
  await client.projects()
  for (const name of projects)
    for await (const page of client.pages({ project: name, range: null }, { ahead: false })) page.spans.length
  await client.close()
  return cases.get(job.finish(reports))
}
