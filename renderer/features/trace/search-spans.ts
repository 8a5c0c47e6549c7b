import type { SearchResult } from '../../../shared/contract/trace.ts'
import { searchSpans } from '../../../shared/trace/search.ts'
import type { TraceModel } from './trace-model.ts'

/**
 * What the search has found. Names are searched here, at once; keys and values by the engine, which has them. `answered`
 * tells whether the engine's part is in.
 */
export interface SearchState {
  readonly query: string
  /** 1 for each span that was found, by index; empty without a query. */
  readonly hits: Uint8Array
  readonly count: number
  /** Where a span was found, where it is not its name. */
  readonly keyOf: ReadonlyMap<number, string>
  readonly answered: boolean
  /** Hits that the engine's limit left out. */
  readonly leftOut: number
  readonly failed: boolean
}

export const noSearch: SearchState = {
  query: '',
  hits: new Uint8Array(0),
  count: 0,
  keyOf: new Map(),
  answered: true,
  leftOut: 0,
  failed: false,
}

/** The hits by name; the engine's are added when they come. */
export function searchNames(model: TraceModel, query: string): SearchState {
  if (query.trim() === '') return { ...noSearch, query }
  const { hits } = searchSpans(model.trace, { text: query, fields: ['name'] }, 0, {
    characters: Number.POSITIVE_INFINITY,
    valueCharacters: 1000,
  })
  const bySpan = new Uint8Array(model.trace.spans.length)
  for (const { index } of hits) bySpan[index] = 1
  return { ...noSearch, query, hits: bySpan, count: hits.length, answered: false }
}

/** Adds what the engine found in attributes. */
export function addHits(model: TraceModel, state: SearchState, result: SearchResult): SearchState {
  const hits = state.hits.slice()
  const keyOf = new Map<number, string>()
  let { count } = state
  for (const hit of result.hits) {
    const index = model.ownIndex(hit.index)
    const { key } = hit
    if (index < 0 || index >= hits.length) continue
    if (hits[index] !== 1) {
      hits[index] = 1
      count++
      if (key !== null) keyOf.set(index, key)
    }
  }
  return { ...state, hits, count, keyOf, answered: true, leftOut: Math.max(0, result.total - result.hits.length) }
}
