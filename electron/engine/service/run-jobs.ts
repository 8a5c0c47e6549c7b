import { randomUUID } from 'node:crypto'
import type { CheckEvent } from '../../../shared/contract/checks.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportReport, ImportRequest, Progress } from '../../../shared/contract/import.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import type { RecordedJob } from '../../../shared/recording/format.ts'
import type { RunChecksOptions } from '../diagnostics/run-checks.ts'
import type { JobTarget } from '../import/job.ts'
import { type PreviewSession, PreviewSessions } from '../import/preview-session.ts'
import type { ImportStore } from '../import/run-import.ts'
import type { PreviewVerdict } from '../import/run-preview.ts'
import type { Clock } from '../phoenix/clock.ts'
import { type CapturedJob, HeldCases } from '../recording/held-cases.ts'
import { createMemoryStore } from '../recording/memory-store.ts'
import { OpenedRecordings } from '../recording/opened.ts'
import type { Store } from '../store/types.ts'
import type { Targets } from './targets.ts'

export interface JobParts {
  readonly targets: Targets
  /** The store for one job, which ends with the signal. */
  readonly openStore: (signal: AbortSignal) => Promise<Store>
  readonly now: () => Date
  readonly clock: Clock
  /** True where a command line named a store for this run: imports of a recording go there too, in place of memory. */
  readonly storeNamed: boolean
}

/** What a job takes for now, and how it waits. */
interface JobTime {
  now(): Date
  readonly startedAt: Date
  readonly clock: Clock
}

export interface ImportOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

/**
 * The three jobs of the engine. Each is captured as it runs; those on an opened recording ask the recording and its clock instead.
 * Their code is loaded with the first of each, so that the engine answers sooner.
 */
export interface Jobs {
  readonly sessions: PreviewSessions
  readonly held: HeldCases
  readonly opened: OpenedRecordings
  import(request: ImportRequest, options: ImportOptions): Promise<ImportReport>
  /** An import into memory: what would be written, and no store is asked. */
  dryImport(request: ImportRequest, options: ImportOptions): Promise<ImportReport>
  /** A dry one, unless a command line named a store for it. */
  tryImport(request: ImportRequest, options: ImportOptions): Promise<ImportReport>
  isImporting(): boolean
  preview(
    request: ImportRequest,
    options: { signal: AbortSignal; onEvent: (event: Progress | PreviewVerdict) => void },
  ): Promise<{ report: PreviewReport; session: PreviewSession }>
  check(request: ImportRequest, options: RunChecksOptions): AsyncGenerator<CheckEvent, void, void>
}

export function createJobs({ targets, openStore, now, clock, storeNamed }: JobParts): Jobs {
  const sessions = new PreviewSessions()
  const held = new HeldCases()
  const opened = new OpenedRecordings()
  /** Imports under way, by what makes two of them the same. */
  const running = new Map<string, { readonly signal: AbortSignal; readonly ended: Promise<void> }>()

  /** Where a job asks, and by which clocks. `finish` keeps its report beside its answers. */
  async function start(kind: RecordedJob, request: ImportRequest, target: JobTarget): Promise<CapturedJob & JobTime> {
    const recording = opened.find(request.connectionId)
    if (recording !== null) {
      const startedAt = recording.startOf(kind)
      const recorded = recording.begin(kind)
      // The wall clock moves on, as it did when it was recorded.
      const later = () => new Date(startedAt.getTime() + recorded.elapsed())
      return { openPhoenix: recording.openPhoenix, finish: () => '', now: later, startedAt, clock: recorded }
    }
    const { name: connectionName } = await targets.connection(request.connectionId)
    const { host, project, apiKey } = target
    const startedAt = now()
    const { createPhoenixClient } = await import('../phoenix/client.ts')
    const job = { kind, request, connectionName, host, project, apiKey, startedAt }
    return { ...held.begin(job, createPhoenixClient), now, startedAt, clock }
  }

  async function importTo(
    request: ImportRequest,
    { signal, onProgress }: ImportOptions,
    place: string,
    store: (ended: AbortSignal) => Promise<ImportStore>,
  ): Promise<ImportReport> {
    const target = await targets.resolve(request.connectionId)
    const key = `${place} ${importKey(request, target)}`
    // One that was cancelled still removes what it staged; the next one starts behind it. Looking and taking the place are one step.
    for (let other = running.get(key); other !== undefined; other = running.get(key)) {
      if (!other.signal.aborted) throw new CompanionError('usage', 'This simulation is being imported already')
      await other.ended
    }
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    running.set(key, { signal, ended })
    try {
      const job = await start('import', request, target)
      const { runImport } = await import('../import/run-import.ts')
      const report = await runImport(request, target, { ...job, openStore: store }, { signal, onProgress })
      job.finish({ import: report })
      return report
    } finally {
      running.delete(key)
      end()
    }
  }

  async function* check(request: ImportRequest, options: RunChecksOptions): AsyncGenerator<CheckEvent, void, void> {
    const recording = opened.find(request.connectionId)
    // A connection that cannot be resolved is what the first checks are about: they run without being captured.
    const target = await targets.resolve(request.connectionId).catch((error: unknown) => {
      if (error instanceof CompanionError) return null
      throw error
    })
    const [{ runChecks }, { replayChecks }, { createPhoenixClient }, { probeReachability }, { runPreview }, { tallyAliases }] =
      await Promise.all([
        import('../diagnostics/run-checks.ts'),
        import('../recording/replay-checks.ts'),
        import('../phoenix/client.ts'),
        import('../phoenix/probe.ts'),
        import('../import/run-preview.ts'),
        import('./spans.ts'),
      ])
    const job =
      target === null
        ? { openPhoenix: createPhoenixClient, finish: () => '', now, startedAt: now(), clock }
        : await start('check', request, target)
    const run = (only: readonly string[] | null) =>
      runChecks(
        request,
        {
          ...job,
          credentials: targets.credentials,
          connection: (id) => targets.connection(id),
          probe: probeReachability,
          preview: async (previewRequest, { signal }) => {
            const previewed = await targets.resolve(previewRequest.connectionId)
            const { report, session } = await runPreview(previewRequest, previewed, job, {
              signal,
              onEvent: () => undefined,
            })
            return { report, aliases: tallyAliases(session.matched()) }
          },
          openStore,
        },
        { ...options, only },
      )
    const events = recording === null ? run(options.only) : replayChecks(recording, options.only, run)
    for await (const event of events) {
      // Some checks alone say less than the whole report that may be there already.
      if (event.kind === 'report' && options.only === null) job.finish({ checks: event.report })
      yield event
    }
  }

  const dryImport: Jobs['dryImport'] = (request, options) => {
    const store = createMemoryStore({ now })
    return importTo(request, options, randomUUID(), async () => store)
  }

  return {
    sessions,
    held,
    opened,
    import(request, options) {
      const recording = storeNamed ? null : opened.find(request.connectionId)
      return recording === null
        ? importTo(request, options, 'store', openStore)
        : importTo(request, options, recording.id, async () => recording.store)
    },
    dryImport,
    tryImport: (request, options) => (storeNamed ? importTo(request, options, 'store', openStore) : dryImport(request, options)),
    isImporting: () => running.size > 0,
    async preview(request, { signal, onEvent }) {
      const target = await targets.resolve(request.connectionId)
      const job = await start('preview', request, target)
      const { runPreview } = await import('../import/run-preview.ts')
      const result = await runPreview(request, target, job, { signal, onEvent })
      sessions.add(result.session, result.report)
      job.finish({ preview: result.report })
      return result
    },
    check,
  }
}

const importKey = (request: ImportRequest, target: JobTarget): string =>
  request.simulation ?? JSON.stringify([target.host, target.project, request.window])
