import { randomUUID } from 'node:crypto'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { StepEnd, TransitionStep, TransitionsReport } from '../../../shared/contract/transitions.ts'
import { toIsoMicros } from '../../../shared/otlp/time.ts'
import type { TraceSpan } from '../../../shared/trace/model.ts'
import { orderStates } from '../../../shared/trace/transition-order.ts'
import type { ComputedTransitions, TransitionQuestion } from './compute.ts'
import { defineTransitions } from './definition.ts'

/** Characters of a span's name in a list of steps. */
const longestName = 256

/** Results whose cells can still be opened. */
const mostHeld = 3

/** The newest few results, for the spans behind their cells; in the engine's memory, the oldest forgotten first. */
export class HeldTransitions {
  readonly #held = new Map<string, ComputedTransitions>()

  add(computed: ComputedTransitions, question: TransitionQuestion, elapsedMs: number): TransitionsReport {
    const transitionsId = randomUUID()
    this.#held.set(transitionsId, computed)
    for (const id of this.#held.keys()) {
      if (this.#held.size <= mostHeld) break
      this.#held.delete(id)
    }
    const { transitions, sources, spans, partial, missing, moreNative } = computed
    return {
      transitionsId,
      mode: question.mode,
      key: question.key,
      definition: defineTransitions(question.mode, question.key),
      simulations: transitions.simulations.length,
      spans,
      empty: transitions.empty,
      withoutFailure: transitions.withoutFailure,
      partial,
      native: sources.filter((source) => source.kind === 'native').length,
      moreNative,
      missing: [...missing],
      states: transitions.states.map((name, id) => ({
        name,
        occurrences: transitions.occurrences[id] ?? 0,
        averagePlace: transitions.averagePlace[id] ?? 0,
      })),
      order: orderStates(transitions),
      cells: transitions.cells.map(({ from, to, count, rowShare, errorRate, medianGapUs }) => ({
        from,
        to,
        count,
        rowShare,
        errorRate,
        medianGapUs,
      })),
      folded:
        transitions.folded === null
          ? null
          : {
              state: transitions.folded.state,
              names: [...transitions.folded.names],
              share: transitions.folded.share,
            },
      elapsedMs: Math.round(elapsedMs),
    }
  }

  /** The steps of one cell. Throws `no-longer-held`. */
  steps(
    transitionsId: string,
    cell: { readonly from: number; readonly to: number; readonly offset: number; readonly limit: number },
  ): { total: number; steps: TransitionStep[] } {
    const computed = this.#held.get(transitionsId)
    if (computed === undefined) throw new CompanionError('no-longer-held', 'This heatmap is no longer held; compute it again')
    const found = computed.transitions.cells.find((one) => one.from === cell.from && one.to === cell.to)
    const steps = found?.steps ?? []
    return {
      total: steps.length,
      steps: steps.slice(cell.offset, cell.offset + cell.limit).flatMap((step): TransitionStep[] => {
        const source = computed.sources[step.simulation]
        if (source === undefined) return []
        return [
          {
            source,
            simulation: computed.titles[step.simulation] ?? '',
            from: endOf(step.from, computed.occurrences),
            to: endOf(step.to, computed.occurrences),
            gapUs: step.from === null || step.to === null ? null : step.to.startUs - step.from.endUs,
          },
        ]
      }),
    }
  }
}

const endOf = (span: TraceSpan | null, occurrences: ReadonlyMap<TraceSpan, number>): StepEnd | null =>
  span === null
    ? null
    : {
        traceId: span.traceId,
        spanId: span.spanId,
        occurrence: occurrences.get(span) ?? 0,
        name: span.phoenixName.slice(0, longestName),
        start: toIsoMicros(span.start),
        durationUs: span.endUs - span.startUs,
        error: span.error,
      }
