import * as z from 'zod'
import { Failure } from './errors.ts'
import { NearMiss } from './near-miss.ts'

/** The version of every `--json` document and stored report. Raised when a field changes its meaning or goes. */
export const reportFormat = 1

export const Iso = z.string()
export const LimitsMode = z.enum(['simulation', 'documented'])
export type LimitsMode = z.infer<typeof LimitsMode>

/** How the window was given: by the person, as "the last …", or found from the hint's own traces. */
export const Window = z.object({ start: Iso, end: Iso, source: z.enum(['given', 'last', 'found']) })
export type Window = z.infer<typeof Window>

export const WindowRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('find') }),
  z.object({ kind: z.literal('exact'), start: Iso, end: Iso }),
  z.object({ kind: z.literal('last'), seconds: z.number().positive() }),
])
export type WindowRequest = z.infer<typeof WindowRequest>

export const ImportRequest = z.object({
  connectionId: z.string(),
  /** The correlation hint; null takes every span of the window. */
  simulation: z.string().min(1).nullable(),
  window: WindowRequest,
  limits: LimitsMode.default('simulation'),
  /** `auto` selects where the server can, and scans otherwise. */
  strategy: z.enum(['auto', 'select', 'scan']).default('auto'),
  budgetSeconds: z.number().positive().max(3600).default(90),
  replace: z.boolean().default(false),
})
export type ImportRequest = z.infer<typeof ImportRequest>

export const Phase = z.enum([
  'connect',
  'find-window',
  'select',
  'fetch',
  'scan',
  'wait-project',
  'wait',
  'write',
  'commit',
  'done',
])
export type Phase = z.infer<typeof Phase>

export const Progress = z.object({
  kind: z.literal('progress'),
  phase: Phase,
  /** Pages received so far, over all requests. */
  pages: z.number(),
  spans: z.number(),
  matched: z.number(),
  written: z.number(),
  /** Milliseconds of the budget that are left. */
  leftMs: z.number(),
  budgetMs: z.number(),
})
export type Progress = z.infer<typeof Progress>

/**
 * How the spans were found. `select`: Phoenix was asked for the hint's traces. `scan`: every span of the window was read.
 * `page`: the window fitted one page. `documented`: five pages, as Coval's page documents.
 */
export const Strategy = z.object({
  kind: z.enum(['page', 'select', 'scan', 'documented']),
  /** Why selection was not used, where it was not. */
  reason: z.string().nullable(),
  /** Shapes of an id that selection cannot see (deep in a trace whose root does not carry it). Empty after a scan. */
  unsearchable: z.array(z.string()),
})
export type Strategy = z.infer<typeof Strategy>

/** Why a result is not whole. */
export const Partial = z.object({
  reason: z.enum(['span-cap', 'page-cap', 'search-cap', 'selection', 'budget', 'malformed-spans', 'still-arriving']),
  detail: z.string(),
})
export type Partial = z.infer<typeof Partial>

/** One span that carries the hint, and where. */
export const Evidence = z.object({
  spanId: z.string(),
  spanName: z.string(),
  root: z.boolean(),
  key: z.string(),
  place: z.enum(['attribute', 'metadata']),
  value: z.string(),
})
export type Evidence = z.infer<typeof Evidence>

/** Two different ids within one trace. */
export const IdConflict = z.object({
  traceId: z.string(),
  ids: z.array(z.object({ key: z.string(), value: z.string(), spanId: z.string() })),
})
export type IdConflict = z.infer<typeof IdConflict>

export const MalformedSpan = z.object({ index: z.number(), spanId: z.string().nullable(), problem: z.string() })
export type MalformedSpan = z.infer<typeof MalformedSpan>

export const ImportOutcome = z.enum(['imported', 'empty', 'skipped', 'already-imported', 'failed', 'cancelled'])
export type ImportOutcome = z.infer<typeof ImportOutcome>

export const ImportReport = z.object({
  format: z.literal(reportFormat),
  outcome: ImportOutcome,
  simulation: z.string().nullable(),
  project: z.string(),
  host: z.string(),
  window: Window.nullable(),
  limits: LimitsMode,
  strategy: Strategy.nullable(),
  spans: z.object({ fetched: z.number(), matched: z.number(), written: z.number() }),
  traces: z.number(),
  partial: Partial.nullable(),
  conflicts: z.array(IdConflict),
  /** Keys by which traces matched, most frequent first, as `key` or `metadata.key`. Reports of earlier versions lack it, and a redacted one does. */
  matchedBy: z.array(z.string()).optional(),
  /** The first evidence of each matching trace, for the earliest of them. */
  evidence: z.array(Evidence.extend({ traceId: z.string() })).optional(),
  /** What almost matched, where nothing did. */
  nearMisses: z.array(NearMiss).optional(),
  malformed: z.array(MalformedSpan),
  requests: z.number(),
  attempts: z.number(),
  elapsedMs: z.number(),
  /** Milliseconds by phase; phases overlap, so the sum may exceed `elapsedMs`. */
  phases: z.record(z.string(), z.number()),
  store: z.string(),
  importId: z.string().nullable(),
  /** Why an import was skipped or what an earlier one holds; empty otherwise. */
  note: z.string().nullable(),
  serverVersion: z.string().nullable(),
  error: Failure.nullable(),
})
export type ImportReport = z.infer<typeof ImportReport>

export const ImportEvent = z.discriminatedUnion('kind', [Progress, z.object({ kind: z.literal('report'), report: ImportReport })])
export type ImportEvent = z.infer<typeof ImportEvent>

/** One import as the trace store remembers it. */
export const ImportRecord = z.object({
  importId: z.string(),
  simulation: z.string().nullable(),
  project: z.string(),
  host: z.string(),
  importedAt: Iso,
  window: Window,
  spans: z.number(),
  traces: z.number(),
  partial: Partial.nullable(),
  report: ImportReport.nullable(),
})
export type ImportRecord = z.infer<typeof ImportRecord>
