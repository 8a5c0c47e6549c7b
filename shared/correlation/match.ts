import type { Evidence } from '../contract/import.ts'
import { attributeText, isMap, jsonText } from '../otlp/attributes.ts'
import type { AttributeMap, AttributeValue, Span } from '../otlp/span.ts'
import { type CorrelationKey, correlationKeys } from './keys.ts'
import { parseMetadata } from './metadata.ts'

/** One correlation key on one span. */
export interface CorrelationEntry {
  readonly key: CorrelationKey
  readonly place: 'attribute' | 'metadata'
  readonly value: AttributeValue
  /** The value for people: a string as it is, anything else as JSON. */
  readonly text: string
  /** What is compared with the hint, character by character; `null` never matches. */
  readonly comparable: string | null
}

/**
 * Every correlation key on a span: as an attribute, or directly inside `metadata`, whatever the shape that `metadata` has (spec 3):
 * a JSON string, a JSON string inside a JSON string, an object, flattened attributes `metadata.<key>`. `{"session.id": X}` and
 * `{"session": {"id": X}}` are the same, because Phoenix returns both as `metadata.session.id`. Not inside a list, not deeper.
 * Malformed metadata has no entries.
 */
export function correlationEntries(span: Pick<Span, 'attributes'>): CorrelationEntry[] {
  const { attributes } = span
  const entries: CorrelationEntry[] = []
  for (const key of correlationKeys) {
    const value = attributes.get(key)
    if (value !== undefined) entries.push(attributeEntry(key, value))
  }
  for (const key of correlationKeys) {
    const value = attributes.get(`metadata.${key}`)
    if (value !== undefined) entries.push(metadataEntry(key, value))
  }
  const metadata = parseMetadata(attributes.get('metadata'))
  if (metadata) entries.push(...metadataEntries(metadata))
  return entries
}

/** Where a span carries the hint; empty where it does not. Exact: no trimming, no letter case, no Unicode folding. */
export function matchSpan(span: Span, hint: string): Evidence[] {
  return matchEntries(span, correlationEntries(span), hint)
}

/** `matchSpan` for entries that are known already. */
export function matchEntries(span: Span, entries: readonly CorrelationEntry[], hint: string): Evidence[] {
  const evidence: Evidence[] = []
  for (const { key, place, text, comparable } of entries) {
    if (comparable !== hint) continue
    if (evidence.some((known) => known.key === key && known.place === place)) continue
    evidence.push({ spanId: span.spanId, spanName: span.name, root: span.parentSpanId === null, key, place, value: text })
  }
  return evidence
}

function metadataEntries(metadata: AttributeMap): CorrelationEntry[] {
  const entries: CorrelationEntry[] = []
  for (const key of correlationKeys) {
    const value = metadata.get(key)
    if (value !== undefined) entries.push(metadataEntry(key, value))
  }
  const session = metadata.get('session')
  const nested = session !== undefined && isMap(session) ? session.get('id') : undefined
  if (nested !== undefined) entries.push(metadataEntry('session.id', nested))
  return entries
}

/** On a span only a string can be the id: the page compares attributes as they are, and an integer is not equal to a text. */
function attributeEntry(key: CorrelationKey, value: AttributeValue): CorrelationEntry {
  return { key, place: 'attribute', value, text: attributeText(value), comparable: typeof value === 'string' ? value : null }
}

/** Inside `metadata` a number or boolean is compared by its JSON text (spec 3, Ours). Lists, maps and null are no ids. */
function metadataEntry(key: CorrelationKey, value: AttributeValue): CorrelationEntry {
  const scalar = typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'
  const comparable = typeof value === 'string' ? value : scalar ? jsonText(value) : null
  return { key, place: 'metadata', value, text: attributeText(value), comparable }
}
