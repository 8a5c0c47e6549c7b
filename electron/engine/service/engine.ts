import type { CheckEvent } from '../../../shared/contract/checks.ts'
import type { Connection } from '../../../shared/contract/connection.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import type { ImportReport, ImportRequest, Progress } from '../../../shared/contract/import.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import { recordingOfImport } from '../../../shared/contract/recording-ids.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import type { RunChecksOptions } from '../diagnostics/run-checks.ts'
import type { PreviewSession, PreviewSessions } from '../import/preview-session.ts'
import type { PreviewVerdict } from '../import/run-preview.ts'
import { holdResults } from '../judges/held-results.ts'
import { type JudgeResults, openJudgeResults } from '../judges/results.ts'
import { type Clock, realClock } from '../phoenix/clock.ts'
import { storedSpanOf } from '../recording/memory-store.ts'
import { type Directories, openMeasures, openSettings, type SavedMeasures, type Settings } from '../settings/index.ts'
import type { Store, StoreLocation } from '../store/types.ts'
import { OpenFiles } from '../trace/open-files.ts'
import { createSpanSources, type SourceParts, type SpanSources } from '../trace/span-sources.ts'
import type { ConnectionTest } from './connection-test.ts'
import { createImports, type Imports } from './imports.ts'
import { createJobs, type Jobs } from './run-jobs.ts'
import { locateStore, OpenStore } from './stores.ts'
import { Targets, type TypedTarget } from './targets.ts'

export interface EngineOptions {
  readonly directories: Directories
  readonly vault: CredentialStore
  readonly surface: 'electron' | 'web' | 'cli' | 'test'
  /** Replaces the saved store for this process: what a command line names. */
  readonly storeOverride?: StoreLocation
  /** The end of the whole process, as Ctrl-C is: nothing waits for the store any more. */
  readonly ended?: AbortSignal
  readonly now?: () => Date
  /** Times the jobs on live connections; the real one unless given. */
  readonly clock?: Clock
}

/** What lies in the trace store or beside it, read for one job or for all. */
export interface Reading {
  store(): Promise<Store>
  /** Spans wherever they come from. */
  readonly sources: SpanSources
  readonly imports: Imports
}

/** Everything that a surface can ask for. One per process; close it to leave the store's directory to others. */
export interface Engine extends Reading {
  readonly settings: Settings
  readonly credentials: CredentialStore
  readonly directories: Directories
  readonly surface: EngineOptions['surface']
  readonly targets: Targets
  readonly sessions: PreviewSessions
  /** The files among the sources. */
  readonly files: OpenFiles
  /** Saved metrics, SQL and judges, and what judges answered. */
  readonly measures: SavedMeasures
  readonly judgeResults: JudgeResults
  readonly now: () => Date
  /** The same reading for somebody who may stop waiting: `signal` ends each call, with `cancelled`. */
  under(signal: AbortSignal | undefined): Reading
  /** Runs an import; refuses a second one of the same simulation while the first is under way. */
  import(
    request: ImportRequest,
    options: { signal: AbortSignal; onProgress: (progress: Progress) => void },
  ): Promise<ImportReport>
  isImporting(): boolean
  preview(
    request: ImportRequest,
    options: { signal: AbortSignal; onEvent: (event: Progress | PreviewVerdict) => void },
  ): Promise<{ report: PreviewReport; session: PreviewSession }>
  /** Each check as its facts are known, then the report. Throws `cancelled`, and `usage` for an unknown check. */
  check(request: ImportRequest, options: RunChecksOptions): AsyncGenerator<CheckEvent, void, void>
  /** The jobs themselves, with what recording needs of them. */
  readonly jobs: Jobs
  readonly storeOverride: StoreLocation | undefined
  /** Throws for everything but an unknown project. */
  testConnection(idOrName: string, signal: AbortSignal): Promise<ConnectionTest>
  projects(target: TypedTarget, signal: AbortSignal): Promise<string[]>
  /** Something to end with the engine. */
  onClose(end: () => Promise<void>): void
  close(): Promise<void>
}

export function createEngine(options: EngineOptions): Engine {
  const { directories, vault, surface } = options
  const now = options.now ?? (() => new Date())
  const settings = openSettings({ directory: directories.config })
  const targets = new Targets(settings, vault)
  const openStore = new OpenStore(
    async () => options.storeOverride ?? locateStore(await settings.store(), vault, directories.data),
    options.ended,
  )
  const jobs = createJobs({
    targets,
    openStore: (signal) => openStore.get(signal),
    now,
    clock: options.clock ?? realClock,
    storeNamed: options.storeOverride !== undefined,
  })
  const { sessions } = jobs
  const files = new OpenFiles()
  const heldImport: SourceParts['heldImport'] = (importId) => {
    const found = jobs.opened.findImport(importId)
    return found && { record: found.record, spans: found.rows.map(storedSpanOf) }
  }
  const under = (signal?: AbortSignal): Reading => {
    const store = () => openStore.get(signal)
    return {
      store,
      sources: createSpanSources({ heldImport, store, sessions, files }),
      imports: createImports(jobs.opened, store),
    }
  }
  const endings: (() => Promise<void>)[] = [() => jobs.opened.closeAll()]

  return {
    ...under(),
    under,
    settings,
    credentials: targets.credentials,
    directories,
    surface,
    targets,
    sessions,
    files,
    measures: openMeasures({ directory: directories.config }),
    judgeResults: holdResults(
      openJudgeResults({ directory: directories.config }),
      (source) => recordingOfSource(jobs, source),
      (recording) => jobs.opened.find(recording) !== null,
    ),
    now,
    import: jobs.import,
    isImporting: jobs.isImporting,
    preview: jobs.preview,
    check: jobs.check,
    jobs,
    storeOverride: options.storeOverride,
    async testConnection(idOrName, signal) {
      const { testConnection } = await import('./connection-test.ts')
      return testConnection(await targets.resolve(idOrName), signal)
    },
    async projects(target, signal) {
      const { listProjects } = await import('./connection-test.ts')
      return listProjects(await targets.resolveTyped(target), signal)
    },
    onClose: (end) => void endings.push(end),
    async close() {
      await Promise.all(endings.map((end) => end()))
      await openStore.close()
    },
  }
}

function recordingOfSource({ sessions, opened }: Jobs, source: SpanSource): string | null {
  if (source.kind === 'import') return recordingOfImport(source.importId)
  if (source.kind !== 'preview') return null
  const connectionId = sessions.find(source.previewId)?.connectionId ?? null
  return connectionId !== null && opened.find(connectionId) !== null ? connectionId : null
}

/** A connection made of a host and a project that are saved nowhere. */
export const transientConnection = (id: string, name: string, host: string, project: string): Connection => ({
  id,
  name,
  host,
  project,
})
