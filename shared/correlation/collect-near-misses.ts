import { type NearMiss, type NearMissKind, nearMissKinds } from '../contract/preview.ts'
import { describeNearMiss, type SpanNearMiss } from './near-misses.ts'
import { compareText } from './smallest.ts'
import type { TraceFacts } from './trace-facts.ts'

/** A window may hold hundreds of other simulations; a list of all their ids is no diagnosis (`otherSimulations` counts them). */
const mostOfKind = 10

/** Kinds that say nothing of the hint itself: strangers' traces show them too. */
const unrelated: ReadonlySet<NearMissKind> = new Set(['placeholder', 'empty-value', 'other-value', 'resource-only'])

/**
 * Near misses over all traces: the same finding in several traces is one, with their number. Where the hint matched somewhere, or
 * almost did, findings that have nothing of the hint in them are other people's and are left out. Kinds come in the order of the
 * contract, the commoner first.
 */
export function collectNearMisses(traces: readonly TraceFacts[], hint: string): NearMiss[] {
  const matched = traces.some((facts) => facts.matched)
  const found = new Map<string, NearMiss>()
  const count = (miss: SpanNearMiss, traceId: string, spanId: string): void => {
    const identity = JSON.stringify([miss.kind, miss.place, miss.key, miss.value])
    const known = found.get(identity)
    if (!known) found.set(identity, { ...miss, ...describeNearMiss(miss, hint), traceId, spanId, traces: 1 })
    else {
      known.traces++
      if (compareText(traceId, known.traceId ?? '') < 0) Object.assign(known, { traceId, spanId })
    }
  }
  let silent = 0
  for (const facts of traces) {
    if (facts.matched) countNotes(facts, hint, count)
    else {
      const misses = facts.misses?.list() ?? []
      for (const { spanId, ...miss } of misses) count(miss, facts.traceId, spanId)
      if (misses.length === 0) silent++
    }
  }
  if (!matched && silent > 0) found.set('', resourceOnly(silent, hint))
  const all = [...found.values()]
  const telling = matched || all.some((miss) => !unrelated.has(miss.kind))
  return sortAndCap(telling ? all.filter((miss) => !unrelated.has(miss.kind)) : all)
}

type Count = (miss: SpanNearMiss, traceId: string, spanId: string) => void

/** What matches all the same, and is worth a word. */
function countNotes(facts: TraceFacts, hint: string, count: Count): void {
  const first = facts.evidence.list()[0]
  if (facts.root && !facts.rootMatched && first) {
    const { key, place, value, spanId } = first
    count({ kind: 'child-only', key, place, value }, facts.traceId, spanId)
  }
  for (const { key, value, spanId } of facts.ids.list()) {
    if (value === hint) continue
    const inside = key.startsWith('metadata.')
    const miss = { kind: 'two-ids', key: inside ? key.slice('metadata.'.length) : key, value } as const
    count({ ...miss, place: inside ? 'metadata' : 'attribute' }, facts.traceId, spanId)
  }
}

/** Traces in which no span has anything like an id: it may have been set where Phoenix does not keep it. */
function resourceOnly(traces: number, hint: string): NearMiss {
  const miss = { kind: 'resource-only', key: 'simulation_output_id', place: 'attribute', value: '' } as const
  return {
    ...miss,
    ...describeNearMiss(miss, hint),
    key: null,
    place: 'resource',
    value: null,
    traceId: null,
    spanId: null,
    traces,
  }
}

function sortAndCap(misses: readonly NearMiss[]): NearMiss[] {
  return nearMissKinds.flatMap((kind) =>
    misses
      .filter((miss) => miss.kind === kind)
      .sort((a, b) => b.traces - a.traces || compareText(identify(a), identify(b)))
      .slice(0, mostOfKind),
  )
}

const identify = ({ key, place, value }: NearMiss): string => JSON.stringify([key, place, value])
