import { createRouterClient, implement, ORPCError } from '@orpc/server'
import type { Failure } from '../../shared/contract/errors.ts'
import type { EngineClient, SpanSource } from '../../shared/contract/index.ts'
import { contract } from '../../shared/contract/index.ts'
import type { Judge, JudgeDraft, JudgeEndpointView, JudgePreview, JudgeResult } from '../../shared/contract/judges.ts'
import type { CompareReport, MetricsReport, SavedMetric, SavedSql, SqlAnswer } from '../../shared/contract/metrics.ts'
import type { TransitionsReport } from '../../shared/contract/transitions.ts'
import { evaluateCustomMetric } from '../../shared/trace/custom-metric.ts'
import { builtInMetrics, coverageOf } from '../../shared/trace/metrics.ts'
import type { TraceSpan } from '../../shared/trace/model.ts'
import { orderStates } from '../../shared/trace/transition-order.ts'
import { foldRareStates } from '../../shared/trace/transition-view.ts'
import { directlyFollows, firstFailures } from '../../shared/trace/transitions.ts'
import { buildTree, type SpanTree } from '../../shared/trace/tree.ts'
import { compareTraces } from './metrics-compare.ts'
import { type StoredSimulation, spanColumns, unusable } from './metrics-simulations.ts'

export interface MetricsEngineOptions {
  readonly failures?: Partial<Record<string, Failure>>
  /** Judges answer only when their call is cancelled. */
  readonly hang?: boolean
  readonly pace?: number
}

const failed = (failure: Failure) => new ORPCError('FAILED', { status: 422, data: failure, defined: true })
/** Metrics, judges and transitions over traces in memory, computed by shared/trace as the engine does. Notes what it was asked. */
export function createMetricsEngine(stored: readonly StoredSimulation[], options: MetricsEngineOptions = {}) {
  let simulations = stored
  const asked: { procedure: string; input: unknown }[] = []
  const aborted: string[] = []
  const trees = new Map<string, SpanTree>()
  let custom: SavedMetric[] = []
  let sqls: SavedSql[] = []
  let endpoints: JudgeEndpointView[] = []
  let judges: Judge[] = []
  let results: JudgeResult[] = []
  let transitions: { id: string; cells: ReturnType<typeof foldRareStates>['cells']; simulations: readonly string[] } | null = null
  let made = 0
  const newId = (kind: string) => `${kind}-${++made}`
  const note = (procedure: string, input: unknown) => {
    asked.push({ procedure, input })
    const failure = options.failures?.[procedure]
    if (failure) throw failed(failure)
  }
  const wait = () => new Promise<void>((resolve) => setTimeout(resolve, options.pace ?? 0))
  const find = (source: SpanSource): StoredSimulation => {
    const found = simulations.find((one) => source.kind === 'import' && one.importId === source.importId)
    if (!found)
      throw failed({ code: 'usage', message: 'This import is no longer in the store', next: 'Choose another.', check: null })
    return found
  }
  const treeOf = (one: StoredSimulation): SpanTree => {
    const tree = trees.get(one.importId) ?? buildTree(one.trace)
    trees.set(one.importId, tree)
    return tree
  }
  const sourceOf = (one: StoredSimulation): SpanSource => ({ kind: 'import', importId: one.importId })
  const report = (source: SpanSource): MetricsReport => {
    const one = find(source)
    const metrics = builtInMetrics(treeOf(one))
    const { computable, missing } = coverageOf(metrics)
    return {
      format: 1,
      source,
      simulation: one.simulation,
      spans: one.trace.spans.length,
      partial: null,
      // Copies, since the contract's types are not readonly.
      metrics: structuredClone(metrics) as MetricsReport['metrics'],
      computable: computable.length,
      missing: missing.map(({ metric, because }) => ({ id: metric.id, title: metric.title, because })),
      custom: [],
    }
  }

  const compare = (sources: readonly SpanSource[]): CompareReport =>
    compareTraces(
      sources.map((source) => ({ source, one: find(source), tree: treeOf(find(source)) })),
      custom,
    )

  /** Not SQL: the two things that the views themselves ask for, and one answer for everything else. */
  const runSql = (source: SpanSource, sql: string): SqlAnswer => {
    const { spans } = find(source).trace
    const at = sql.search(/\bFORM\b/i)
    if (at >= 0)
      return {
        ok: false,
        reason: 'syntax',
        message: `Syntax error: failed at position ${at + 1} ('FORM'): Expected FROM`,
        at,
      }
    if (/arrayJoin\(mapKeys/i.test(sql)) {
      const keys = ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'input', 'output']
      const names = [...new Set(spans.map((span) => span.name))]
      return {
        ok: true,
        columns: [
          { name: 'name', type: 'String' },
          { name: 'key', type: 'String' },
          { name: 'spans', type: 'UInt64' },
        ],
        rows: names.flatMap((name) => keys.map((key) => [name, key, '1'])),
        more: false,
        elapsedMs: 4,
      }
    }
    const rows = spans.map((span) => [span.name, span.kind, (span.endUs - span.startUs) / 1000, span.error ? 1 : 0])
    return {
      ok: true,
      columns: [
        { name: 'name', type: 'LowCardinality(String)' },
        { name: 'type', type: 'String' },
        { name: 'ms', type: 'Float64' },
        { name: 'error', type: 'UInt8' },
      ],
      rows: rows.slice(0, 1000),
      more: rows.length > 1000,
      elapsedMs: 12.4,
    }
  }

  const preview = (source: SpanSource, judge: JudgeDraft): JudgePreview => {
    const endpoint = endpoints.find((known) => known.id === judge.endpointId)
    const lines = find(source).trace.spans.map((span) => `${span.kind} ${span.phoenixName} ${span.endUs - span.startUs} us`)
    const content = `${judge.question}\n\nSpans:\n${lines.join('\n')}`.slice(0, judge.maxBytes)
    const messages: JudgePreview['messages'] = [
      { role: 'system', content: 'You judge a recorded conversation. Answer with JSON only.' },
      { role: 'user', content },
    ]
    const body = JSON.stringify({ model: endpoint?.model ?? '', messages })
    return {
      url: `${endpoint?.baseUrl ?? ''}/chat/completions`,
      model: endpoint?.model ?? '',
      messages,
      body,
      bytes: body.length,
      promptHash: '5d41402abc4b2a76b9719d911017c592ae2d1e0f0c6b1f2c3d4e5f60718293a4',
      partial: null,
      leftOut: lines.length > 150 ? [`${lines.length - 150} of ${lines.length} spans are left out.`] : [],
      sendsKey: endpoint?.key.configured ?? false,
      plainHttpWarning: endpoint?.plainHttpWarning ?? false,
    }
  }

  const change = (id: string, next: Partial<JudgeEndpointView>): JudgeEndpointView => {
    endpoints = endpoints.map((one) => (one.id === id ? { ...one, ...next } : one))
    const found = endpoints.find((one) => one.id === id)
    if (!found) throw failed({ code: 'usage', message: 'No such endpoint', next: 'Pick another.', check: null })
    return found
  }
  const kept = { kind: 'keychain', reason: null } as const
  const noKey = { configured: false, origin: null, originMismatch: false, unreadable: null, kept }

  const { metrics: ofMetrics, judges: ofJudges, transitions: ofTransitions } = contract
  const os = implement({
    metrics: ofMetrics,
    judges: ofJudges,
    transitions: ofTransitions,
    trace: { listNative: contract.trace.listNative },
  })
  const router = os.router({
    trace: { listNative: os.trace.listNative.handler(() => ({ groups: [], more: false })) },
    metrics: {
      builtIn: os.metrics.builtIn.handler(({ input }) => {
        note('metrics.builtIn', input)
        return report(input.source)
      }),
      listCustom: os.metrics.listCustom.handler(() => custom),
      saveCustom: os.metrics.saveCustom.handler(({ input }) => {
        note('metrics.saveCustom', input)
        const saved = { ...input, id: input.id ?? newId('metric') }
        custom = [...custom.filter((one) => one.id !== saved.id), saved]
        return saved
      }),
      removeCustom: os.metrics.removeCustom.handler(({ input }) => {
        note('metrics.removeCustom', input)
        custom = custom.filter((one) => one.id !== input.id)
      }),
      runCustom: os.metrics.runCustom.handler(({ input }) => {
        note('metrics.runCustom', input)
        return evaluateCustomMetric(find(input.source).trace, input.metric)
      }),
      listSql: os.metrics.listSql.handler(() => sqls),
      saveSql: os.metrics.saveSql.handler(({ input }) => {
        note('metrics.saveSql', input)
        const saved = { ...input, id: input.id ?? newId('sql') }
        sqls = [...sqls.filter((one) => one.id !== saved.id), saved]
        return saved
      }),
      removeSql: os.metrics.removeSql.handler(({ input }) => {
        note('metrics.removeSql', input)
        sqls = sqls.filter((one) => one.id !== input.id)
      }),
      runSql: os.metrics.runSql.handler(({ input }) => {
        note('metrics.runSql', input)
        return runSql(input.source, input.sql)
      }),
      sqlColumns: os.metrics.sqlColumns.handler(() => spanColumns),
      checkThresholds: os.metrics.checkThresholds.handler(() => []),
      compare: os.metrics.compare.handler(async function* ({ input }) {
        note('metrics.compare', input)
        yield { kind: 'progress' as const, done: 0, total: input.sources.length }
        await wait()
        yield { kind: 'report' as const, report: compare(input.sources) }
      }),
    },
    judges: {
      listEndpoints: os.judges.listEndpoints.handler(() => endpoints),
      saveEndpoint: os.judges.saveEndpoint.handler(({ input }) => {
        note('judges.saveEndpoint', input)
        if (input.id !== null) return change(input.id, input as Partial<JudgeEndpointView>)
        const saved: JudgeEndpointView = {
          ...input,
          id: newId('endpoint'),
          key: noKey,
          plainHttpWarning: /^http:\/\/(?!localhost|127\.)/.test(input.baseUrl),
        }
        endpoints = [...endpoints, saved]
        return saved
      }),
      removeEndpoint: os.judges.removeEndpoint.handler(({ input }) => {
        note('judges.removeEndpoint', input)
        endpoints = endpoints.filter((one) => one.id !== input.id)
      }),
      setKey: os.judges.setKey.handler(({ input }) => {
        note('judges.setKey', { id: input.id })
        return change(input.id, { key: { configured: true, origin: null, originMismatch: false, unreadable: null, kept } }).key
      }),
      removeKey: os.judges.removeKey.handler(({ input }) => {
        note('judges.removeKey', input)
        return change(input.id, { key: noKey }).key
      }),
      list: os.judges.list.handler(() => judges),
      save: os.judges.save.handler(({ input }) => {
        note('judges.save', input)
        const saved: Judge = { ...input, id: input.id ?? newId('judge') }
        judges = [...judges.filter((one) => one.id !== saved.id), saved]
        return saved
      }),
      remove: os.judges.remove.handler(({ input }) => {
        note('judges.remove', input)
        judges = judges.filter((one) => one.id !== input.id)
      }),
      preview: os.judges.preview.handler(({ input }) => {
        note('judges.preview', input)
        return preview(input.source, input.judge)
      }),
      run: os.judges.run.handler(async ({ input, signal }) => {
        note('judges.run', input)
        if (options.hang)
          await new Promise<never>((_, reject) =>
            signal?.addEventListener('abort', () => {
              aborted.push('judges.run')
              reject(signal.reason)
            }),
          )
        await wait()
        const judge = judges.find((one) => one.id === input.judgeId)
        if (!judge) throw failed({ code: 'usage', message: 'No such judge', next: 'Pick another.', check: null })
        if (/perhaps/.test(judge.question)) throw failed(unusable)
        const { promptHash, model, partial } = preview(input.source, judge)
        const { scale } = judge
        const result: JudgeResult = {
          id: newId('result'),
          judgeId: judge.id,
          judgeName: judge.name,
          source: input.source,
          simulation: find(input.source).simulation,
          question: judge.question,
          scale,
          value: scale.kind === 'binary' ? true : scale.kind === 'numerical' ? scale.max - 1 : (scale.categories[0] ?? ''),
          reason: 'The agent looked the order up, told the amount of the refund and asked whether there was anything else.',
          model: `${model}-2026-07-18`,
          requestedModel: model,
          origin: 'http://127.0.0.1:11434',
          promptHash,
          partial,
          at: '2026-11-22T15:04:05.000Z',
          elapsedMs: 2140,
          tokens: { input: 4210, output: 96 },
        }
        results = [result, ...results]
        return result
      }),
      results: os.judges.results.handler(() => results),
      removeResult: os.judges.removeResult.handler(({ input }) => {
        note('judges.removeResult', input)
        results = results.filter((one) => one.id !== input.id)
      }),
    },
    transitions: {
      compute: os.transitions.compute.handler(({ input }): TransitionsReport => {
        note('transitions.compute', input)
        const isThere = (source: SpanSource) =>
          simulations.some((one) => source.kind === 'import' && one.importId === source.importId)
        const chosen = input.sources === 'all' ? simulations : input.sources.filter(isThere).map(find)
        const missing = (input.sources === 'all' ? [] : input.sources)
          .filter((source) => !isThere(source))
          .map((source) => ({ source, message: 'The store holds no such import' }))
        const logged = chosen.map((one) => ({ id: one.importId, tree: treeOf(one) }))
        const all = input.mode === 'first-failure' ? firstFailures(logged, input.key) : directlyFollows(logged, input.key)
        const view = foldRareStates(all, input.mostStates ?? Number.POSITIVE_INFINITY)
        const id = newId('transitions')
        transitions = { id, cells: view.cells, simulations: view.simulations }
        return {
          transitionsId: id,
          mode: input.mode,
          key: input.key,
          definition:
            'The spans of each simulation stand in one sequence, by start, then end, then span id. A cell counts how often one state directly follows another; START stands before the first span and END after the last.',
          simulations: chosen.length,
          spans: chosen.reduce((sum, one) => sum + one.trace.spans.length, 0),
          empty: view.empty,
          withoutFailure: view.withoutFailure,
          partial: 0,
          native: 0,
          moreNative: false,
          missing,
          states: view.states.map((name, at) => ({
            name,
            occurrences: view.occurrences[at] ?? 0,
            averagePlace: view.averagePlace[at] ?? 0,
          })),
          order: orderStates(view),
          cells: view.cells.map(({ from, to, count, rowShare, errorRate, medianGapUs }) => ({
            from,
            to,
            count,
            rowShare,
            errorRate,
            medianGapUs,
          })),
          folded: view.folded && { ...view.folded, names: [...view.folded.names] },
          elapsedMs: 84,
        }
      }),
      steps: os.transitions.steps.handler(({ input }) => {
        note('transitions.steps', input)
        const held = transitions
        if (held?.id !== input.transitionsId)
          throw failed({ code: 'usage', message: 'This result is no longer held', next: 'Compute it again.', check: null })
        const steps = held.cells.find((cell) => cell.from === input.from && cell.to === input.to)?.steps ?? []
        const end = (span: TraceSpan | null, start: bigint) =>
          span && {
            traceId: span.traceId,
            spanId: span.spanId,
            occurrence: 0,
            name: span.phoenixName,
            start: new Date(Number(start / 1_000_000n)).toISOString(),
            durationUs: span.endUs - span.startUs,
            error: span.error,
          }
        return {
          total: steps.length,
          steps: steps.slice(input.offset, input.offset + input.limit).map(({ simulation, from, to }) => ({
            source: { kind: 'import' as const, importId: held.simulations[simulation] ?? '' },
            simulation: simulations.find((one) => one.importId === held.simulations[simulation])?.simulation ?? '',
            from: end(from, from?.start ?? 0n),
            to: end(to, to?.start ?? 0n),
            gapUs: from && to ? to.startUs - from.endUs : null,
          })),
        }
      }),
    },
  })
  const client = createRouterClient(router) as Pick<EngineClient, 'metrics' | 'judges' | 'transitions' | 'trace'>
  const imports = {
    list: async () => simulations.map(recordOf),
    remove: async ({ importId }: { importId: string }) => {
      simulations = simulations.filter((one) => one.importId !== importId)
    },
  }
  return { client, imports, asked, aborted, sourceOf }
}

const recordOf = (one: StoredSimulation, at: number) => ({
  importId: one.importId,
  simulation: one.simulation,
  project: one.project,
  host: 'http://localhost:6006',
  importedAt: `2026-11-22T15:0${at % 10}:00.000Z`,
  window: { start: '2026-11-22T14:43:15.278Z', end: '2026-11-22T14:43:39.090Z', source: 'found' as const },
  spans: one.trace.spans.length,
  traces: new Set(one.trace.spans.map((span) => span.traceId)).size,
  partial: one.partial ?? null,
  report: null,
})
