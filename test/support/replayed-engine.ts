import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ReplayOptions, type ReplayServer, startReplayServer } from '../../electron/engine/replay/server.ts'
import { createEngine, type Engine, type EngineOptions } from '../../electron/engine/service/engine.ts'
import { createMemoryVault } from '../../electron/vault/index.ts'
import type { ImportReport, ImportRequest, Progress } from '../../shared/contract/import.ts'
import type { PreviewReport } from '../../shared/contract/preview.ts'
import { toIsoMicros, unixNano } from '../../shared/otlp/time.ts'
import { type RecordedSimulation, readCorpusProjects } from './corpus.ts'

/** An engine with a store of its own beside a replay server; `close` leaves no file and no process. */
export interface ReplayedEngine {
  readonly engine: Engine
  readonly server: ReplayServer
  /** Adds a connection that is saved nowhere; answers its id. */
  connect(project: string, apiKey?: string | null): string
  import(request: Partial<ImportRequest> & { connectionId: string }, options?: RunOptions): Promise<ImportReport>
  preview(request: Partial<ImportRequest> & { connectionId: string }, options?: RunOptions): Promise<PreviewReport>
  close(): Promise<void>
}

export interface RunOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

export const defaultRequest: Omit<ImportRequest, 'connectionId'> = {
  simulation: null,
  window: { kind: 'find' },
  limits: 'simulation',
  strategy: 'auto',
  budgetSeconds: 60,
  replace: false,
}

/** Serves these recorded projects, as a Phoenix of 20.26.1 unless told otherwise. `now` and `clock` stand in for the machine's. */
export async function startReplayedEngine(
  projects: readonly string[],
  options: Omit<ReplayOptions, 'recordings'> & Pick<EngineOptions, 'now'> = {},
): Promise<ReplayedEngine> {
  const { now, ...replay } = options
  const { clock } = replay
  const home = await mkdtemp(path.join(tmpdir(), 'coval-engine-'))
  const server = await startReplayServer({ recordings: readCorpusProjects(projects), ...replay })
  const engine = createEngine({
    directories: { config: path.join(home, 'config'), data: path.join(home, 'data') },
    vault: createMemoryVault('a test'),
    surface: 'test',
    ...(now ? { now } : {}),
    ...(clock ? { clock } : {}),
  })
  const never = new AbortController().signal
  return {
    engine,
    server,
    connect(project, apiKey = null) {
      const id = `replayed-${project}`
      engine.targets.addTransient({ connection: { id, name: id, host: server.url, project }, apiKey })
      return id
    },
    import: (request, run = {}) =>
      engine.import(
        { ...defaultRequest, ...request },
        { signal: run.signal ?? never, onProgress: run.onProgress ?? (() => undefined) },
      ),
    async preview(request, run = {}) {
      const { report } = await engine.preview(
        { ...defaultRequest, ...request },
        { signal: run.signal ?? never, onEvent: (event) => event.kind === 'progress' && run.onProgress?.(event) },
      )
      return report
    },
    async close() {
      await engine.close()
      await server.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** The window of a recorded simulation as a request carries it. */
export const exactWindow = (simulation: RecordedSimulation): ImportRequest['window'] => ({
  kind: 'exact',
  start: toIsoMicros(unixNano(BigInt(simulation.window_start_unix_nano))),
  end: toIsoMicros(unixNano(BigInt(simulation.window_end_unix_nano))),
})
