import type { SpanTree } from './tree.ts'

/** One trace of a simulation as a list shows it. Times are microseconds from the simulation's start. */
export interface ListedTrace {
  readonly traceId: string
  /** Its first root's own name. */
  readonly name: string
  readonly spans: number
  readonly errors: number
  readonly startUs: number
  readonly endUs: number
}

/** The traces of a simulation in order of their start. */
export const listTraces = ({ trace, traces }: SpanTree): ListedTrace[] =>
  traces.map(({ traceId, roots, spans, errors, startUs, endUs }) => {
    const root = trace.spans[roots[0] ?? -1]
    return { traceId, name: root?.phoenixName || root?.name || '', spans, errors, startUs, endUs }
  })
