import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createRouterClient } from '@orpc/server'
import { measureSource } from '../../../electron/engine/metrics/built-in.ts'
import { createEngine, type Engine, transientConnection } from '../../../electron/engine/service/engine.ts'
import { createRouter } from '../../../electron/engine/service/router.ts'
import { computeTransitions } from '../../../electron/engine/transitions/compute.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import { makeTrace } from '../viewer/made-trace.ts'
import type { EngineAnswers, EngineMessage, EngineReply } from './messages.ts'
import { multiplyImport } from './multiply-import.ts'
import { writeMadeTrace } from './write-made-trace.ts'

/** `child.ts FOLDER`: an engine with an embedded store in that folder, told by its parent what to do. */
const folder = process.argv[2]
if (folder === undefined) throw new Error('the folder is missing')
const place = join(folder, 'store')

const engine = createEngine({
  directories: { config: join(folder, 'config'), data: folder },
  vault: createMemoryVault('a measurement saves no key'),
  surface: 'test',
  storeOverride: { kind: 'embedded', path: place, table: 'otel_traces' },
})

process.on('message', (message: EngineMessage) => {
  obey(engine, message).then(
    (answer) => reply({ answer }),
    (error: unknown) => reply({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
process.once('disconnect', () => process.exit())

const reply = (content: EngineReply) => process.send?.(content)

async function obey(engine: Engine, message: EngineMessage): Promise<EngineAnswers[keyof EngineAnswers]> {
  const store = await engine.store()
  switch (message.kind) {
    case 'open':
      return { version: await store.version() }
    case 'import':
      return runImport(engine, message)
    case 'remove':
      return { removed: await store.removeImport(message.importId) }
    case 'read': {
      const startedAt = performance.now()
      const spans = await store.readSpans(message.importId)
      return { elapsedMs: performance.now() - startedAt, spans: spans.length }
    }
    case 'multiply':
      return { rows: await multiplyImport(place, message.importId, message.rows) }
    case 'make': {
      const importIds: string[] = []
      for (let seed = 1; seed <= message.simulations; seed++)
        importIds.push(await writeMadeTrace(store, makeTrace(message.spans, seed)))
      return { importIds }
    }
    case 'metrics': {
      const startedAt = performance.now()
      const report = await measureSource(engine.sources, { kind: 'import', importId: message.importId }, [])
      return { elapsedMs: performance.now() - startedAt, spans: report.spans }
    }
    case 'heatmap': {
      const { mode, by } = message
      const startedAt = performance.now()
      const question = { sources: 'all', mode, key: { by }, mostStates: null } as const
      const { transitions, spans } = await computeTransitions(store, engine.sources, question)
      return { elapsedMs: performance.now() - startedAt, simulations: transitions.simulations.length, spans }
    }
    case 'conversation': {
      const client = createRouterClient(createRouter(engine, '0.0.0'))
      const startedAt = performance.now()
      const source = { kind: 'import', importId: message.importId } as const
      const { total } = await client.trace.conversation({ source, offset: 0, limit: 50 })
      return { elapsedMs: performance.now() - startedAt, messages: total }
    }
    case 'close':
      await engine.close()
      return {}
  }
}

async function runImport(engine: Engine, message: Extract<EngineMessage, { kind: 'import' }>): Promise<EngineAnswers['import']> {
  const { host, project, request } = message
  const connection = transientConnection('measured', 'measured', host, project)
  engine.targets.addTransient({ connection, apiKey: null })
  const signal = new AbortController().signal
  const full = { ...request, connectionId: connection.id, budgetSeconds: 900, replace: false }
  const startedAt = performance.now()
  const report = await engine.import(full, { signal, onProgress: () => undefined })
  const elapsedMs = performance.now() - startedAt
  if (report.outcome !== 'imported') throw new Error(`not imported: ${JSON.stringify(report)}`)
  return { elapsedMs, report }
}
