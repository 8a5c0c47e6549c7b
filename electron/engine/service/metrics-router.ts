import type { CompareEvent } from '../../../shared/contract/metrics.ts'
import { checkThresholds, measureCustom, measureSource, readThresholds } from '../metrics/built-in.ts'
import { compareSources } from '../metrics/compare.ts'
import { spanSqlColumns } from '../store/sql/run.ts'
import { storedSet } from '../trace/span-sources.ts'
import type { Engine } from './engine.ts'
import { type Implementer, typedStream } from './implementer.ts'
import { streamJob } from './jobs.ts'

/** `metrics.…` */
export function createMetricsRouter(os: Implementer, engine: Engine) {
  const { measures } = engine
  const sourcesUnder = (signal: AbortSignal | undefined) => engine.under(signal).sources
  return {
    builtIn: os.metrics.builtIn.handler(async ({ input, signal }) =>
      measureSource(sourcesUnder(signal), input.source, await measures.metrics.list()),
    ),
    listCustom: os.metrics.listCustom.handler(() => measures.metrics.list()),
    saveCustom: os.metrics.saveCustom.handler(({ input }) => measures.metrics.save(input)),
    removeCustom: os.metrics.removeCustom.handler(async ({ input }) => {
      await measures.metrics.remove(input.id)
    }),
    runCustom: os.metrics.runCustom.handler(({ input, signal }) =>
      measureCustom(sourcesUnder(signal), input.source, input.metric),
    ),
    listSql: os.metrics.listSql.handler(() => measures.queries.list()),
    saveSql: os.metrics.saveSql.handler(({ input }) => measures.queries.save(input)),
    removeSql: os.metrics.removeSql.handler(async ({ input }) => {
      await measures.queries.remove(input.id)
    }),
    runSql: os.metrics.runSql.handler(async ({ input: { source, sql, limits }, signal }) => {
      const held = source.kind === 'import' ? engine.jobs.opened.findImport(source.importId) : null
      const store = await engine.under(signal).store()
      return held === null
        ? store.runSql(storedSet(source), sql, limits, signal)
        : store.runSqlOver(held.rows, sql, limits, signal)
    }),
    sqlColumns: os.metrics.sqlColumns.handler(() => spanSqlColumns.map((column) => ({ ...column }))),
    checkThresholds: os.metrics.checkThresholds.handler(async ({ input: { source, thresholds, allowPartial }, signal }) =>
      checkThresholds(sourcesUnder(signal), source, readThresholds(thresholds, await measures.metrics.list()), { allowPartial }),
    ),
    compare: os.metrics.compare.handler(({ input, signal }) =>
      typedStream(
        streamJob<CompareEvent>(signal, async (emit, stop) => ({
          kind: 'report',
          report: await compareSources(sourcesUnder(stop), input.sources, {
            custom: await measures.metrics.list(),
            signal: stop,
            onProgress: (done, total) => emit({ kind: 'progress', done, total }),
          }),
        })),
      ),
    ),
  }
}
