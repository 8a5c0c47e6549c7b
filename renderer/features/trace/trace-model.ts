import type { OpenedTrace, SourceHeader } from '../../../shared/contract/trace.ts'
import { criticalPath } from '../../../shared/trace/critical-path.ts'
import type { FlameLayout } from '../../../shared/trace/flame.ts'
import { layOutFlame } from '../../../shared/trace/flame.ts'
import type { SimulationTrace } from '../../../shared/trace/model.ts'
import { decodeOutline } from '../../../shared/trace/outline.ts'
import type { TraceSummary } from '../../../shared/trace/summary.ts'
import { summarise } from '../../../shared/trace/summary.ts'
import type { SpanTree } from '../../../shared/trace/tree.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import { findTurns } from '../../../shared/trace/turns.ts'
import type { Axis } from './axis.ts'
import { compressedAxis, plainAxis } from './axis.ts'

export interface OnlyTrace {
  readonly traceId: string
  readonly wholeIndex: Int32Array
  readonly ownIndex: Int32Array
}

/** A simulation ready to be looked at. What not every view needs is made when it is first asked for. */
export class TraceModel {
  readonly header: SourceHeader
  readonly trace: SimulationTrace
  readonly tree: SpanTree
  readonly plain: Axis
  /** The one trace that is shown of the simulation, and how its spans are counted there; null where all are. */
  readonly only: OnlyTrace | null
  readonly #made = new Map<string, unknown>()

  constructor(header: SourceHeader, trace: SimulationTrace, only: OnlyTrace | null = null) {
    this.only = only
    this.header = header
    this.trace = trace
    this.tree = buildTree(trace)
    this.plain = plainAxis(trace.durationUs)
  }

  /** A span of this model as the engine counts it. */
  wholeIndex(index: number): number {
    return this.only === null ? index : (this.only.wholeIndex[index] ?? -1)
  }

  /** A span that the engine names, here; -1 where it is of another trace. */
  ownIndex(index: number): number {
    return this.only === null ? index : (this.only.ownIndex[index] ?? -1)
  }

  get flame(): FlameLayout {
    return this.#once('flame', () => layOutFlame(this.tree))
  }

  /** Null where no idle gap is long enough to be cut. */
  get compressed(): Axis | null {
    return this.#once('axis', () => compressedAxis(this.tree))
  }

  /** More than half of the time nothing happens: the gaps start out cut, or the bars would be slivers. */
  get mostlyIdle(): boolean {
    return (this.compressed?.cutShare ?? 0) > 0.5
  }

  get summary(): TraceSummary {
    return this.#once('summary', () => summarise(this.tree))
  }

  /** Outermost spans of type turn; null where turns are not told apart by spans. */
  get turns(): number | null {
    return this.#once('turns', () => {
      const { by, turns } = findTurns(this.tree)
      return by === 'spans' ? turns.length : null
    })
  }

  /** Segments of the critical path by span: pairs of start and end in microseconds. */
  get pathOf(): ReadonlyMap<number, readonly number[]> {
    return this.#once('path', () => {
      const bySpan = new Map<number, number[]>()
      for (const { index, startUs, endUs } of criticalPath(this.tree)) {
        const known = bySpan.get(index)
        if (known) known.push(startUs, endUs)
        else bySpan.set(index, [startUs, endUs])
      }
      return bySpan
    })
  }

  #once<T>(name: string, make: () => T): T {
    if (!this.#made.has(name)) this.#made.set(name, make())
    return this.#made.get(name) as T
  }
}

/** Lets the page paint and take input between two pieces of work. */
export const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })

/** Above this many spans the pieces of work get a turn of the page between them. */
const manySpans = 10_000

export async function openModel({ header, outline }: OpenedTrace): Promise<TraceModel> {
  const trace = decodeOutline(outline)
  if (trace.spans.length > manySpans) await breathe()
  return new TraceModel(header, trace)
}

export const isManyTraces = (model: TraceModel): boolean => model.tree.traces.length > 1
