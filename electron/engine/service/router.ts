import { listAliasSpans } from '../../../shared/aliases/explain.ts'
import { denormaliseSpan } from '../../../shared/aliases/normalise.ts'
import type { ImportEvent } from '../../../shared/contract/import.ts'
import type { PreviewEvent } from '../../../shared/contract/preview.ts'
import { removeKey, saveKey, viewConnection } from '../settings/index.ts'
import type { Engine } from './engine.ts'
import { createImplementer, typedStream } from './implementer.ts'
import { streamJob } from './jobs.ts'
import { attributeOf, spansOfSource, spansOfTrace, tallyAliases, viewSpan } from './spans.ts'
import { passwordState, removePassword, saveStore, storePatience, testStore, viewStore } from './store-settings.ts'

const never = new AbortController().signal

/**
 * Answers the contract with an engine. Expected failures leave as `FAILED` with their code and next step; bugs as `internal`.
 * What the first view does not ask is loaded when it is asked: the engine answers sooner, and takes less from a window that opens.
 */
export function createRouter(engine: Engine, version: string) {
  const os = createImplementer()
  const spansUnder = (signal: AbortSignal | undefined) => ({ ...engine.under(signal), sessions: engine.sessions })

  return os.router({
    app: {
      info: os.app.info.handler(async () => ({
        version,
        node: process.version,
        host: engine.surface,
        vault: await engine.credentials.state(),
        enginePid: process.pid,
      })),
    },
    connections: {
      list: os.connections.list.handler(async () => {
        const { connections, activeId } = await engine.settings.connections()
        const all = [
          ...connections.map((connection) => ({ connection, saved: true })),
          ...engine.targets.transient().map((connection) => ({ connection, saved: false })),
        ]
        return {
          connections: await Promise.all(
            all.map(({ connection, saved }) => viewConnection(engine.credentials, connection, { saved })),
          ),
          activeId,
        }
      }),
      save: os.connections.save.handler(async ({ input }) =>
        viewConnection(engine.credentials, await engine.settings.saveConnection(input)),
      ),
      activate: os.connections.activate.handler(async ({ input }) => {
        // What is saved nowhere cannot be remembered for the next start; the page works with it all the same.
        if (engine.targets.transient().some(({ id }) => id === input.id)) return
        await engine.settings.activate(input.id)
      }),
      remove: os.connections.remove.handler(async ({ input }) => {
        // The key goes first: a connection that is gone could never be asked to give it up.
        await removeKey(engine.credentials, await engine.settings.connection(input.id))
        await engine.settings.removeConnection(input.id)
      }),
      setKey: os.connections.setKey.handler(async ({ input }) =>
        saveKey(engine.credentials, await engine.targets.connection(input.id), input.key),
      ),
      removeKey: os.connections.removeKey.handler(async ({ input }) =>
        removeKey(engine.credentials, await engine.targets.connection(input.id)),
      ),
      test: os.connections.test.handler(({ input, signal }) => engine.testConnection(input.id, signal ?? never)),
      projects: os.connections.projects.handler(({ input, signal }) => engine.projects(input, signal ?? never)),
    },
    store: {
      view: os.store.view.handler(({ signal }) => viewStore(engine, storePatience(signal))),
      save: os.store.save.handler(({ input, signal }) => saveStore(engine, input.settings, input.password, signal ?? never)),
      password: os.store.password.handler(({ input }) => passwordState(engine, input.settings)),
      removePassword: os.store.removePassword.handler(({ input }) => removePassword(engine, input.settings)),
      test: os.store.test.handler(({ input, signal }) => testStore(engine, input.settings, input.password, signal ?? never)),
    },
    imports: {
      run: os.imports.run.handler(({ input, signal }) =>
        typedStream(
          streamJob<ImportEvent>(signal, async (emit, stop) => ({
            kind: 'report',
            report: await engine.import(input, { signal: stop, onProgress: emit }),
          })),
        ),
      ),
      list: os.imports.list.handler(({ input, signal }) => engine.under(signal).imports.list(input?.recording ?? null)),
      get: os.imports.get.handler(({ input, signal }) => engine.under(signal).imports.get(input.importId)),
      remove: os.imports.remove.handler(({ input, signal }) => engine.under(signal).imports.remove(input.importId)),
    },
    preview: {
      run: os.preview.run.handler(({ input, signal }) =>
        typedStream(
          streamJob<PreviewEvent>(signal, async (emit, stop) => {
            const { report } = await engine.preview(input, { signal: stop, onEvent: emit })
            return { kind: 'report', report }
          }),
        ),
      ),
      get: os.preview.get.handler(({ input }) => engine.sessions.get(input.previewId).report),
    },
    spans: {
      ofTrace: os.spans.ofTrace.handler(async ({ input, signal }) =>
        (await spansOfTrace(spansUnder(signal), input.source, input.traceId)).map(viewSpan),
      ),
      attribute: os.spans.attribute.handler(({ input, signal }) =>
        attributeOf(spansUnder(signal), input.source, input.traceId, input.spanId, input.key),
      ),
    },
    aliases: {
      explain: os.aliases.explain.handler(async ({ input, signal }) =>
        tallyAliases(await spansOfSource(engine.under(signal), input.source), input.extraRules),
      ),
      spans: os.aliases.spans.handler(async ({ input, signal }) => {
        const originals = (await spansOfSource(engine.under(signal), input.source)).map(denormaliseSpan)
        const listed = listAliasSpans(originals, input.ruleId, input.bucket, input.extraRules)
        return { total: listed.length, spans: listed.slice(input.offset, input.offset + input.limit) }
      }),
    },
    checks: {
      run: os.checks.run.handler(({ input, signal }) =>
        typedStream(engine.check(input.request, { signal: signal ?? never, only: input.only })),
      ),
    },
    trace: os.trace.lazy(once(async () => (await import('./trace-router.ts')).createTraceRouter(os, engine))),
    metrics: os.metrics.lazy(once(async () => (await import('./metrics-router.ts')).createMetricsRouter(os, engine))),
    transitions: os.transitions.lazy(
      once(async () => (await import('./transitions-router.ts')).createTransitionsRouter(os, engine)),
    ),
    judges: os.judges.lazy(once(async () => (await import('./judges-router.ts')).createJudgesRouter(os, engine))),
    recordings: os.recordings.lazy(once(async () => (await import('./recordings-router.ts')).createRecordingsRouter(os, engine))),
    demo: {
      start: os.demo.start.handler(async () => {
        const { startDemo } = await import('./demo.ts')
        const demo = await startDemo(engine)
        const connection = await viewConnection(engine.credentials, demo.connection, { saved: false })
        return { connection, simulation: demo.simulation, ...demo.window }
      }),
    },
  })
}

/** Whoever asks a lazy router loads it anew, each connection for itself; drafts, uploads and the like are the engine's. */
function once<Router>(load: () => Promise<Router>): () => Promise<{ default: Router }> {
  let loaded: Promise<{ default: Router }> | null = null
  return () => {
    loaded ??= load().then((router) => ({ default: router }))
    return loaded
  }
}
