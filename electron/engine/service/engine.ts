import type { CheckEvent } from '../../../shared/contract/checks.ts'
import type { Connection } from '../../../shared/contract/connection.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportReport, ImportRequest, Progress } from '../../../shared/contract/import.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import { type RunChecksOptions, runChecks } from '../diagnostics/run-checks.ts'
import type { JobTarget } from '../import/job.ts'
import { type PreviewSession, PreviewSessions } from '../import/preview-session.ts'
import { runImport } from '../import/run-import.ts'
import { type PreviewVerdict, runPreview } from '../import/run-preview.ts'
import { createPhoenixClient } from '../phoenix/client.ts'
import { probeReachability } from '../phoenix/probe.ts'
import { type Directories, openSettings, type Settings } from '../settings/index.ts'
import type { Store, StoreLocation } from '../store/types.ts'
import { type ConnectionTest, listProjects, testConnection } from './connection-test.ts'
import { tallyAliases } from './spans.ts'
import { locateStore, OpenStore } from './stores.ts'
import { Targets } from './targets.ts'

export interface EngineOptions {
  readonly directories: Directories
  readonly vault: CredentialStore
  readonly surface: 'electron' | 'web' | 'cli' | 'test'
  /** Replaces the saved store for this process: what a command line names. */
  readonly storeOverride?: StoreLocation
  readonly now?: () => Date
}

/** Everything that a surface can ask for. One per process; close it to leave the store's directory to others. */
export interface Engine {
  readonly settings: Settings
  readonly credentials: CredentialStore
  readonly directories: Directories
  readonly surface: EngineOptions['surface']
  readonly targets: Targets
  readonly sessions: PreviewSessions
  store(): Promise<Store>
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
  /** Throws for everything but an unknown project. */
  testConnection(idOrName: string, signal: AbortSignal): Promise<ConnectionTest>
  projects(idOrName: string, signal: AbortSignal): Promise<string[]>
  /** Something to end with the engine. */
  onClose(end: () => Promise<void>): void
  close(): Promise<void>
}

export function createEngine(options: EngineOptions): Engine {
  const { directories, vault, surface } = options
  const now = options.now ?? (() => new Date())
  const settings = openSettings({ directory: directories.config })
  const targets = new Targets(settings, vault)
  const sessions = new PreviewSessions()
  const openStore = new OpenStore(
    async () => options.storeOverride ?? locateStore(await settings.store(), vault, directories.data),
  )
  const running = new Set<string>()
  const endings: (() => Promise<void>)[] = []
  const phoenix = { openPhoenix: createPhoenixClient }

  return {
    settings,
    credentials: targets.credentials,
    directories,
    surface,
    targets,
    sessions,
    store: () => openStore.get(),
    async import(request, { signal, onProgress }) {
      const target = await targets.resolve(request.connectionId)
      const key = importKey(request, target)
      if (running.has(key)) throw new CompanionError('usage', 'This simulation is being imported already')
      running.add(key)
      try {
        return await runImport(request, target, { ...phoenix, openStore: () => openStore.get(), now }, { signal, onProgress })
      } finally {
        running.delete(key)
      }
    },
    isImporting: () => running.size > 0,
    async preview(request, { signal, onEvent }) {
      const target = await targets.resolve(request.connectionId)
      const result = await runPreview(request, target, { ...phoenix, now }, { signal, onEvent })
      sessions.add(result.session)
      return result
    },
    check: (request, checkOptions) =>
      runChecks(
        request,
        {
          ...phoenix,
          credentials: targets.credentials,
          connection: (id) => targets.connection(id),
          probe: probeReachability,
          preview: async (previewRequest, { signal }) => {
            const target = await targets.resolve(previewRequest.connectionId)
            const { report, session } = await runPreview(
              previewRequest,
              target,
              { ...phoenix, now },
              { signal, onEvent: () => undefined },
            )
            return { report, aliases: tallyAliases(session.matched()) }
          },
          openStore: () => openStore.get(),
          now,
        },
        checkOptions,
      ),
    testConnection: async (idOrName, signal) => testConnection(await targets.resolve(idOrName), signal),
    projects: async (idOrName, signal) => listProjects(await targets.resolve(idOrName), signal),
    onClose: (end) => void endings.push(end),
    async close() {
      await Promise.all(endings.map((end) => end()))
      await openStore.close()
    },
  }
}

const importKey = (request: ImportRequest, target: JobTarget): string =>
  request.simulation ?? JSON.stringify([target.host, target.project, request.window])

/** A connection made of a host and a project that are saved nowhere. */
export const transientConnection = (id: string, name: string, host: string, project: string): Connection => ({
  id,
  name,
  host,
  project,
})
