import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { aggregations } from '../trace/custom-metric.ts'
import { metricUnits } from '../trace/metric.ts'
import { Partial, reportFormat } from './import.ts'
import { procedure } from './procedure.ts'
import { SpanSource } from './source.ts'

export const MetricUnitName = z.enum(metricUnits)

export const DistributionView = z.object({
  count: z.number(),
  sum: z.number(),
  min: z.number(),
  max: z.number(),
  average: z.number(),
  median: z.number(),
  p90: z.number(),
  p95: z.number(),
  p99: z.number(),
})

/** `Metric` of shared/trace/metric.ts. */
export const MetricView = z.object({
  id: z.string(),
  title: z.string(),
  unit: MetricUnitName,
  origin: z.enum(['coval', 'ours']),
  reads: z.string(),
  result: z.discriminatedUnion('computable', [
    z.object({
      computable: z.literal(true),
      value: z.number(),
      samples: z.number(),
      candidates: z.number(),
      distribution: DistributionView.nullable(),
      groups: z.array(
        z.object({
          label: z.string(),
          value: z.number(),
          distribution: DistributionView.nullable(),
          figures: z.record(z.string(), z.number()),
        }),
      ),
      note: z.string().nullable(),
    }),
    z.object({ computable: z.literal(false), because: z.string() }),
  ]),
})
export type MetricView = z.infer<typeof MetricView>

/** Span name + attribute + aggregation, as Coval's custom trace metrics. */
export const CustomMetricDraft = z.object({
  name: z.string().trim().min(1).max(100),
  /** As the store has it: `llm` for every LLM span of an import. */
  spanName: z.string().min(1).max(1000),
  attribute: z.string().max(1000).nullable(),
  aggregation: z.enum(aggregations),
  unit: MetricUnitName,
})
export type CustomMetricDraft = z.infer<typeof CustomMetricDraft>
export const SavedMetric = CustomMetricDraft.extend({ id: z.string() })
export type SavedMetric = z.infer<typeof SavedMetric>

/** An error such as "No spans named …" is a result, not a failure; never a zero. */
export const CustomMetricAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.number(), unit: MetricUnitName, samples: z.number(), spans: z.number() }),
  z.object({ ok: z.literal(false), error: z.string() }),
])
export type CustomMetricAnswer = z.infer<typeof CustomMetricAnswer>

/** Every built-in metric, each with its value or what these spans lack: the coverage panel reads the same list. */
export const MetricsReport = z.object({
  format: z.literal(reportFormat),
  source: SpanSource,
  simulation: z.string().nullable(),
  spans: z.number(),
  partial: Partial.nullable(),
  metrics: z.array(MetricView),
  computable: z.number(),
  missing: z.array(z.object({ id: z.string(), title: z.string(), because: z.string() })),
  /** The saved metrics; `computable` and `missing` speak of the built-in ones only. */
  custom: z.array(z.object({ metric: SavedMetric, result: CustomMetricAnswer })),
})
export type MetricsReport = z.infer<typeof MetricsReport>

export const SqlText = z.string().trim().min(1).max(20_000)
export const SavedSql = z.object({ id: z.string(), name: z.string().trim().min(1).max(100), sql: SqlText })
export type SavedSql = z.infer<typeof SavedSql>

export const SqlLimits = z.object({
  seconds: z.number().min(0.1).max(60).default(10),
  rows: z.number().int().min(1).max(10_000).default(1000),
})
export type SqlLimits = z.infer<typeof SqlLimits>

/**
 * Bad SQL is a result with ClickHouse's own words. `at` is the character of the text that they point at, from 0; null where they
 * point nowhere. `refused`: it is SQL, but reaches beyond the table `spans`.
 */
export const SqlAnswer = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    /** As ClickHouse writes them in JSON; 64-bit numbers as text. */
    rows: z.array(z.array(z.unknown())),
    /** The row limit left some out. */
    more: z.boolean(),
    elapsedMs: z.number(),
  }),
  z.object({
    ok: z.literal(false),
    reason: z.enum(['syntax', 'refused', 'failed', 'limit']),
    message: z.string(),
    at: z.number().nullable(),
  }),
])
export type SqlAnswer = z.infer<typeof SqlAnswer>

/** One threshold such as `p95(llm) > 2s`, which fails the gate when it holds or cannot be computed. */
export const ThresholdResult = z.object({
  text: z.string(),
  outcome: z.enum(['passed', 'failed', 'not-computable']),
  /** Base unit: seconds, a share of 1, or a plain number. */
  value: z.number().nullable(),
  because: z.string().nullable(),
})
export type ThresholdResult = z.infer<typeof ThresholdResult>

export const CompareColumn = z.object({
  /** Of a built-in metric, or `custom:<id>`. */
  id: z.string(),
  title: z.string(),
  unit: MetricUnitName,
  kind: z.enum(['built-in', 'custom']),
})
export type CompareColumn = z.infer<typeof CompareColumn>

/** `value` null: `because` says why. `parts` are the values behind it, for a sparkline: turns, types, models or tools in order. */
export const CompareCell = z.object({ value: z.number().nullable(), because: z.string().nullable(), parts: z.array(z.number()) })
export type CompareCell = z.infer<typeof CompareCell>
export const CompareRow = z.object({
  source: SpanSource,
  title: z.string(),
  simulation: z.string().nullable(),
  project: z.string().nullable(),
  start: z.string().nullable(),
  spans: z.number(),
  partial: Partial.nullable(),
  /** Why the simulation could not be read; its cells are empty then. */
  error: z.string().nullable(),
  /** By column. */
  cells: z.array(CompareCell),
})
export type CompareRow = z.infer<typeof CompareRow>

export const CompareReport = z.object({
  format: z.literal(reportFormat),
  columns: z.array(CompareColumn),
  rows: z.array(CompareRow),
})
export type CompareReport = z.infer<typeof CompareReport>
export const CompareEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), done: z.number(), total: z.number() }),
  z.object({ kind: z.literal('report'), report: CompareReport }),
])
export type CompareEvent = z.infer<typeof CompareEvent>

const ById = z.object({ id: z.string() })

export const metricsContract = {
  builtIn: procedure.input(z.object({ source: SpanSource })).output(MetricsReport),
  listCustom: procedure.output(z.array(SavedMetric)),
  /** Creates (id null) or changes one. A name may be used once. */
  saveCustom: procedure.input(CustomMetricDraft.extend({ id: z.string().nullable() })).output(SavedMetric),
  removeCustom: procedure.input(ById).output(z.void()),
  /** Also for a draft that is not saved. */
  runCustom: procedure.input(z.object({ source: SpanSource, metric: CustomMetricDraft })).output(CustomMetricAnswer),
  listSql: procedure.output(z.array(SavedSql)),
  saveSql: procedure.input(SavedSql.extend({ id: z.string().nullable() })).output(SavedSql),
  removeSql: procedure.input(ById).output(z.void()),
  /** One SELECT over the table `spans`, read-only. For sources in the store (`import`, `native`); others fail with `usage`. */
  runSql: procedure
    .input(z.object({ source: SpanSource, sql: SqlText, limits: SqlLimits.default({ seconds: 10, rows: 1000 }) }))
    .output(SqlAnswer),
  /** The columns of `spans`, for the editor. */
  sqlColumns: procedure.output(z.array(z.object({ name: z.string(), type: z.string(), comment: z.string() }))),
  /** Throws `usage` naming the threshold that cannot be read. */
  checkThresholds: procedure
    .input(
      z.object({
        source: SpanSource,
        thresholds: z.array(z.string()).min(1).max(100),
        /** Else none passes over a partial import. */
        allowPartial: z.boolean().default(false),
      }),
    )
    .output(z.array(ThresholdResult)),
  /** One row a source, in the order given; every built-in metric, and the saved custom ones, as columns. */
  compare: procedure.input(z.object({ sources: z.array(SpanSource).min(1).max(1000) })).output(eventIterator(CompareEvent)),
}
