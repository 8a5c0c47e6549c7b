import * as z from 'zod'
import { procedure } from './procedure.ts'
import { SpanSource } from './source.ts'

export const TransitionMode = z.enum(['directly-follows', 'first-failure'])
export type TransitionMode = z.infer<typeof TransitionMode>

/** What makes two spans the same state. `unnumbered`: the name, with `#` for a number at its end. */
export const StateKeyChoice = z.discriminatedUnion('by', [
  z.object({ by: z.enum(['kind', 'name', 'unnumbered', 'tool', 'agent']) }),
  z.object({ by: z.literal('attribute'), attribute: z.string().min(1).max(1000) }),
])
export type StateKeyChoice = z.infer<typeof StateKeyChoice>

export const MissingSource = z.object({ source: SpanSource, message: z.string() })
export type MissingSource = z.infer<typeof MissingSource>

export const TransitionsReport = z.object({
  /** Names this result for `transitions.steps`, while the engine holds it. */
  transitionsId: z.string(),
  mode: TransitionMode,
  key: StateKeyChoice,
  /** The definition that the numbers follow, in sentences, for the screen. */
  definition: z.string(),
  simulations: z.number(),
  spans: z.number(),
  /** Simulations without any state, and those without a failing one (first-failure only). */
  empty: z.number(),
  withoutFailure: z.number(),
  /** Simulations of which not every span is in the store. */
  partial: z.number(),
  /** Of `simulations`, the native ones. */
  native: z.number(),
  /** Of native traces only the latest were looked at. */
  moreNative: z.boolean(),
  /** Chosen sources that are not there (any more), and are not counted. */
  missing: z.array(MissingSource),
  /** 0 is START, 1 is END. */
  states: z.array(
    z.object({
      name: z.string(),
      /** Spans in it; for START and END, simulations. */
      occurrences: z.number(),
      /** 0 (first of its simulation) to 1 (last). */
      averagePlace: z.number(),
    }),
  ),
  /** Places of `states` in the order in which rows and columns stand. */
  order: z.array(z.number()),
  cells: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      count: z.number(),
      rowShare: z.number(),
      errorRate: z.number().nullable(),
      medianGapUs: z.number().nullable(),
    }),
  ),
  /** The state that stands for rare ones, their names, and their share of all spans. */
  folded: z.object({ state: z.number(), names: z.array(z.string()), share: z.number() }).nullable(),
  elapsedMs: z.number(),
})
export type TransitionsReport = z.infer<typeof TransitionsReport>

export const StepEnd = z.object({
  traceId: z.string(),
  spanId: z.string(),
  /** Tells spans of one id apart, in the order of the outline. */
  occurrence: z.number(),
  name: z.string(),
  start: z.string(),
  durationUs: z.number(),
  error: z.boolean(),
})
export type StepEnd = z.infer<typeof StepEnd>

/** Null stands for START or END. */
export const TransitionStep = z.object({
  source: SpanSource,
  simulation: z.string(),
  from: StepEnd.nullable(),
  to: StepEnd.nullable(),
  gapUs: z.number().nullable(),
})
export type TransitionStep = z.infer<typeof TransitionStep>

export const transitionsContract = {
  compute: procedure
    .input(
      z.object({
        /** `all`: every import and every native simulation of the store, or every import of `recording`. */
        sources: z.union([z.literal('all'), z.array(SpanSource).min(1).max(5000)]),
        /** The opened recording that the page works with. */
        recording: z.string().nullable().default(null),
        mode: TransitionMode,
        key: StateKeyChoice,
        /** Keep so many states and fold the rest into one; null folds none. */
        mostStates: z.number().int().min(2).max(500).nullable().default(30),
      }),
    )
    .output(TransitionsReport),
  /** Exactly the steps behind a cell. Throws `usage` when the engine holds the result no longer. */
  steps: procedure
    .input(
      z.object({
        transitionsId: z.string(),
        from: z.number().int(),
        to: z.number().int(),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.object({ total: z.number(), steps: z.array(TransitionStep) })),
}
