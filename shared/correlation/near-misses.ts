import type { NearMiss } from '../contract/preview.ts'
import { attributeText, isMap } from '../otlp/attributes.ts'
import type { AttributeMap, AttributeValue, Span } from '../otlp/span.ts'
import { classifyValue, isDistinctive } from './classify-value.ts'
import { isCorrelationKey } from './keys.ts'
import type { CorrelationEntry } from './match.ts'
import { parseJsonText } from './metadata.ts'
import { describeFix, type SpanMissKind } from './near-miss-fixes.ts'

export { anotherProjectMiss, outsideWindowMiss } from './window-misses.ts'

/** A near miss on one span, before traces are counted. `value` is cut for display. */
export interface SpanNearMiss {
  readonly kind: SpanMissKind
  readonly key: string
  readonly place: 'attribute' | 'metadata'
  readonly value: string
}

const longestMetadata = 65_536
const mostNodes = 2000
export const longestShownValue = 200

/**
 * Where a span almost carries the hint: under a correlation key with another value, under another key, or in a shape of
 * `metadata` that does not count. `entries` are the span's correlation entries. Looks at every attribute once, and at no long
 * value further than its length.
 */
export function findSpanNearMisses(
  span: Pick<Span, 'attributes'>,
  entries: readonly CorrelationEntry[],
  hint: string,
): SpanNearMiss[] {
  const found: SpanNearMiss[] = []
  for (const entry of entries) {
    if (entry.comparable !== hint) found.push(miss(classifyValue(entry, hint), entry.key, entry.place, entry.text))
  }
  const integer = /^-?\d+$/.test(hint)
  for (const [key, value] of span.attributes) {
    if (key === 'metadata') found.push(...insideMetadata(value, hint))
    else if (isHint(value, hint, integer)) {
      const kind = otherKeyKind(key, hint)
      const inner = key.startsWith('metadata.') ? key.slice('metadata.'.length) : null
      if (kind) found.push(miss(kind, inner ?? key, inner === null ? 'attribute' : 'metadata', attributeText(value)))
    }
  }
  return found
}

/** Adds what people need to a near miss: what would have matched, and what to change. */
export function describeNearMiss(found: SpanNearMiss, hint: string): Pick<NearMiss, 'expected' | 'fix' | 'severity'> {
  const severity = found.kind === 'child-only' || found.kind === 'two-ids' ? 'note' : 'miss'
  const expected = found.kind === 'other-key' || found.kind === 'metadata-shape' ? 'simulation_output_id' : hint
  return { severity, expected, fix: describeFix(found, hint) }
}

function isHint(value: AttributeValue, hint: string, integer: boolean): boolean {
  if (typeof value === 'string') return value.length === hint.length && value === hint
  return integer && typeof value === 'bigint' && value.toString() === hint
}

/** The key of a value that equals the hint: null where that is a match, or where the hint is too short for it to mean anything. */
function otherKeyKind(key: string, hint: string): 'other-key' | 'metadata-shape' | null {
  if (isCorrelationKey(key)) return null
  if (!isDistinctive(hint) && !looksLikeIdKey(key)) return null
  if (!key.startsWith('metadata.')) return 'other-key'
  const inner = key.slice('metadata.'.length)
  if (isCorrelationKey(inner)) return null
  return inner.includes('.') ? 'metadata-shape' : 'other-key'
}

const looksLikeIdKey = (key: string): boolean =>
  key.length <= 100 && /(?:simulation|session|conversation|thread|call|coval).*id$/.test(key.toLowerCase().replace(/[^a-z]/g, ''))

function insideMetadata(value: AttributeValue, hint: string): SpanNearMiss[] {
  if (!isDistinctive(hint)) return []
  if (typeof value === 'string') {
    if (value.length > longestMetadata || !value.includes(hint)) return []
    const parsed = parseJsonText(value)
    if (parsed === undefined) return [miss('metadata-shape', 'metadata', 'attribute', value)]
    return pathsToHint(parsed, hint)
  }
  return typeof value === 'object' && value !== null ? pathsToHint(value, hint) : []
}

/** Where inside an object or list the hint is, except where it counts. */
function pathsToHint(root: AttributeValue, hint: string): SpanNearMiss[] {
  const found: SpanNearMiss[] = []
  const open: { path: readonly string[]; value: AttributeValue }[] = [{ path: [], value: root }]
  for (let visited = 0; visited < mostNodes; visited++) {
    const next = open.pop()
    if (!next) break
    const { path, value } = next
    if (value === hint) {
      const key = path.join('.')
      const counts = path.length === 1 ? isCorrelationKey(key) : path.length === 2 && key === 'session.id'
      const kind = path.length === 1 && isMap(root) ? 'other-key' : 'metadata-shape'
      if (!counts || !isMap(root)) found.push(miss(kind, key, 'metadata', hint))
    } else open.push(...childrenOf(value).map(([key, item]) => ({ path: [...path, key], value: item })))
  }
  return found
}

function childrenOf(value: AttributeValue): [string, AttributeValue][] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  if (isMap(value)) return [...(value as AttributeMap)].slice(0, mostNodes)
  return value.slice(0, mostNodes).map((item, index) => [String(index), item])
}

function miss(kind: SpanMissKind, key: string, place: SpanNearMiss['place'], value: string): SpanNearMiss {
  return { kind, key: cutValue(key), place, value: cutValue(value) }
}

/** Long values are shown by their beginning. */
export const cutValue = (value: string): string =>
  value.length > longestShownValue ? `${value.slice(0, longestShownValue)}…` : value
