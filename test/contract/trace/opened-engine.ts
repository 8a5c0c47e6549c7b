import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { createEngine, type Engine } from '../../../electron/engine/service/engine.ts'
import { createRouter } from '../../../electron/engine/service/router.ts'
import type { StoreLocation } from '../../../electron/engine/store/types.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import { normaliseSpan } from '../../../shared/aliases/normalise.ts'
import type { EngineClient } from '../../../shared/contract/index.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { toTraceRow } from '../../../shared/otlp/trace-row.ts'
import { readCorpusManifest, readCorpusSpans } from '../../support/corpus.ts'
import { everything, header } from '../store/rows.ts'

export interface OpenedEngine {
  readonly engine: Engine
  readonly client: EngineClient
  /** Where the settings lie. */
  readonly config: string
  /** Imports spans as an import does; answers its id. */
  importSpans(simulation: string, spans: readonly Span[]): Promise<string>
  close(): Promise<void>
}

/** An engine over a store, asked as every surface asks it. `close` leaves no file. */
export async function openEngine(location: StoreLocation): Promise<OpenedEngine> {
  const home = await mkdtemp(path.join(tmpdir(), 'coval-trace-'))
  const config = path.join(home, 'config')
  const engine = createEngine({
    directories: { config, data: path.join(home, 'data') },
    vault: createMemoryVault('a test'),
    surface: 'test',
    storeOverride: location,
    now: () => new Date('2026-11-22T15:00:00Z'),
  })
  return {
    engine,
    client: createRouterClient(createRouter(engine, '0.0.0')),
    config,
    async importSpans(simulation, spans) {
      const store = await engine.store()
      const writer = await store.beginImport(header(simulation), { replaces: null, signal: new AbortController().signal })
      const { importId } = writer
      await writer.write(spans.map((span) => toTraceRow(normaliseSpan(span, { importId, simulation }))))
      await writer.commit(everything(simulation))
      return importId
    },
    async close() {
      await engine.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** The spans of a recorded simulation as Phoenix gave them. */
export function recordedSpans(project: string, simulation = 0): { simulation: string; spans: Span[] } {
  const recorded = readCorpusManifest(project).simulations[simulation]
  if (!recorded) throw new Error(`${project} has no simulation ${simulation}`)
  const traces = new Set(recorded.expected_trace_ids)
  return { simulation: recorded.simulation_id, spans: readCorpusSpans(project).filter((span) => traces.has(span.traceId)) }
}
