import type { CheckEvent, CheckResult } from '../../shared/contract/checks.ts'
import type { ImportEvent, ImportReport, ImportRequest, Progress } from '../../shared/contract/import.ts'
import type { PreviewEvent, PreviewReport } from '../../shared/contract/preview.ts'
import type { EngineClient } from './engine.tsx'
import { sameQuestion } from './request.ts'
import { createStreamJob } from './stream-job.ts'

export interface PreviewLive {
  readonly progress: Progress | null
  readonly verdict: Extract<PreviewEvent, { kind: 'verdict' }> | null
  readonly report: PreviewReport | null
}

export const previewJob = createStreamJob<ImportRequest, PreviewEvent, PreviewLive>(
  'the preview',
  { progress: null, verdict: null, report: null },
  (live, event) => {
    switch (event.kind) {
      case 'progress':
        return { ...live, progress: event }
      case 'verdict':
        return { ...live, verdict: event }
      case 'report':
        return { ...live, report: event.report }
    }
  },
)

export interface ImportLive {
  readonly progress: Progress | null
  readonly report: ImportReport | null
}

export const importJob = createStreamJob<ImportRequest, ImportEvent, ImportLive>(
  'the import',
  { progress: null, report: null },
  (live, event) => (event.kind === 'progress' ? { ...live, progress: event } : { ...live, report: event.report }),
)

/** Whom the checks asked, as it was when they started: a connection can be changed afterwards. */
export interface CheckedPhoenix {
  readonly name: string
  readonly host: string
  readonly project: string
}

export interface ChecksLive {
  readonly phoenix: CheckedPhoenix | null
  readonly gathering: string | null
  readonly results: readonly CheckResult[]
  /** The checks that this run is about; null for all. */
  readonly only: readonly string[] | null
  /** In milliseconds since 1970; null before the first run. */
  readonly startedAt: number | null
}

const withResult = (results: readonly CheckResult[], result: CheckResult) =>
  results.some((known) => known.id === result.id)
    ? results.map((known) => (known.id === result.id ? result : known))
    : [...results, result]

export const checksJob = createStreamJob<ImportRequest, CheckEvent, ChecksLive>(
  'the checks',
  { phoenix: null, gathering: null, results: [], only: null, startedAt: null },
  (live, event) => {
    switch (event.kind) {
      case 'gathering':
        return { ...live, gathering: event.what }
      case 'check':
        return { ...live, results: withResult(live.results, event.result) }
      case 'report':
        return { ...live, gathering: null, results: event.report.checks.reduce(withResult, live.results) }
    }
  },
)

export function runPreview(client: EngineClient, request: ImportRequest): Promise<unknown> {
  dropOtherImport(request)
  return previewJob.run(request, (signal) => client.preview.run(request, { signal }))
}

/** What was imported of another simulation is not the result of what is looked at now; Simulations has it. */
function dropOtherImport({ connectionId, simulation }: ImportRequest): void {
  const job = importJob.useJob.getState()
  if (job.phase === 'idle' || job.phase === 'running') return
  if (job.request.connectionId !== connectionId || job.request.simulation !== simulation) importJob.reset()
}

/** A preview goes with the connection that it asked. */
export function forgetPreviewOf(connectionId: string): void {
  const job = previewJob.useJob.getState()
  if (job.phase !== 'idle' && job.request.connectionId === connectionId) previewJob.reset()
}

/** Shows what a preview answered earlier, as the engine holds it: Phoenix is not asked. */
export function recallPreview(client: EngineClient, request: ImportRequest, previewId: string): Promise<unknown> {
  return previewJob.run(request, async (signal) => {
    const report = await client.preview.get({ previewId }, { signal })
    return oneEvent({ kind: 'report', report })
  })
}

async function* oneEvent<Event>(event: Event) {
  yield event
}

/** Imports, and answers with the id of the import that is in the store then, be it an earlier one; null where there is none. */
export async function runImport(client: EngineClient, request: ImportRequest): Promise<string | null> {
  const job = await importJob.run(request, (signal) => client.imports.run(request, { signal }))
  return job.phase === 'done' ? (job.live.report?.importId ?? null) : null
}

/** Runs every check, or only those named; results of the others stay where they answer the same question of the same Phoenix. */
export function runChecks(
  client: EngineClient,
  request: ImportRequest,
  only: readonly string[] | null,
  connection: CheckedPhoenix | null,
): Promise<unknown> {
  const job = checksJob.useJob.getState()
  const phoenix = connection && { name: connection.name, host: connection.host, project: connection.project }
  const same = job.phase !== 'idle' && sameQuestion(job.request, request) && samePhoenix(job.live.phoenix, phoenix)
  return checksJob.run(request, (signal) => client.checks.run({ request, only: only ? [...only] : null }, { signal }), {
    phoenix,
    gathering: null,
    results: only && same ? job.live.results : [],
    only,
    startedAt: Date.now(),
  })
}

export const samePhoenix = (a: CheckedPhoenix | null, b: CheckedPhoenix | null): boolean =>
  a?.host === b?.host && a?.project === b?.project
