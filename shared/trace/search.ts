import type { BesideSpan, SimulationTrace, TraceSpan } from './model.ts'

export const searchFields = ['name', 'key', 'value'] as const
export type SearchField = (typeof searchFields)[number]

export interface SearchQuery {
  /** Found anywhere in a text, whatever the letter case. Blank finds nothing. */
  readonly text: string
  readonly fields: readonly SearchField[]
}

export interface SearchHit {
  readonly index: number
  /** The first place where it was found, in the order name, key, value. */
  readonly field: SearchField
  /**
   * The attribute, where it was a key or a value: of the span, of one of its events, or of its resource. Null for a name, for the
   * message of the status and for the name of an event.
   */
  readonly key: string | null
}

export interface SearchProgress {
  /** In the order of the spans. */
  readonly hits: readonly SearchHit[]
  /** The span to go on from; null when all were searched. */
  readonly next: number | null
  /** Attribute values of which only the beginning could be searched, because the rest is not loaded or too long. */
  readonly partlySearched: number
}

export interface SearchLimits {
  /** Characters to look at before handing back; the span under way is finished first. */
  readonly characters: number
  /** Characters looked at in one value. */
  readonly valueCharacters: number
}

export const searchLimits: SearchLimits = { characters: 4_000_000, valueCharacters: 1_000_000 }

/**
 * Searches spans from `from` on until the limit is reached: a slice of work that a worker or an idle callback can repeat with
 * `from: next`. Each span is a hit at most once.
 */
export function searchSpans(
  trace: SimulationTrace,
  query: SearchQuery,
  from = 0,
  limits: SearchLimits = searchLimits,
): SearchProgress {
  const text = query.text.trim()
  const hits: SearchHit[] = []
  if (text === '') return { hits, next: null, partlySearched: 0 }
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu')
  const spent = { characters: 0, partly: 0 }
  for (let index = from; index < trace.spans.length; index++) {
    const span = trace.spans[index]
    if (spent.characters >= limits.characters) return { hits, next: index, partlySearched: spent.partly }
    const hit = span && findIn(span, trace.beside?.(index), pattern, new Set(query.fields), limits, spent)
    if (hit) hits.push(hit)
  }
  return { hits, next: null, partlySearched: spent.partly }
}

function findIn(
  span: TraceSpan,
  beside: BesideSpan | undefined,
  pattern: RegExp,
  fields: ReadonlySet<SearchField>,
  limits: SearchLimits,
  spent: { characters: number; partly: number },
): SearchHit | null {
  const found = (text: string): boolean => {
    spent.characters += text.length + 8
    return pattern.test(text)
  }
  if (fields.has('name') && (found(span.name) || (span.phoenixName !== span.name && found(span.phoenixName)))) {
    return { index: span.index, field: 'name', key: null }
  }
  const places = [span.attributes, ...(beside?.attributes ?? [])]
  if (fields.has('key')) {
    for (const attributes of places)
      for (const key of attributes.keys()) if (found(key)) return { index: span.index, field: 'key', key }
  }
  if (!fields.has('value')) return null
  for (const attributes of places) {
    for (const key of attributes.keys()) {
      const value = attributes.get(key) ?? ''
      if (found(value.slice(0, limits.valueCharacters))) return { index: span.index, field: 'value', key }
      if (value.length > limits.valueCharacters || attributes.cutFrom(key) !== null) spent.partly++
    }
  }
  const others = [span.statusMessage, ...(beside?.eventNames ?? [])]
  return others.some((text) => text !== '' && found(text)) ? { index: span.index, field: 'value', key: null } : null
}

/** Hits as the array that `RowFilter.hits` takes. */
export function hitsBySpan(size: number, hits: Iterable<SearchHit>): Uint8Array {
  const bySpan = new Uint8Array(size)
  for (const hit of hits) bySpan[hit.index] = 1
  return bySpan
}
