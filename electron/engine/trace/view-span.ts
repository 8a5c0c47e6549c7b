import { addedAliases, phoenixNameOf } from '../../../shared/aliases/normalise.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { AttributeView } from '../../../shared/contract/preview.ts'
import type { AttributePlace, SpanDetail } from '../../../shared/contract/trace.ts'
import { attributeText, attributeType } from '../../../shared/otlp/attributes.ts'
import type { AttributeMap, Span } from '../../../shared/otlp/span.ts'
import { toIsoMicros } from '../../../shared/otlp/time.ts'

/** Longer values are cut for lists and fetched whole on demand. */
const maxShown = 2000
const noAliases: ReadonlyMap<string, string> = new Map()

/** A span whole, of those with its ids: `same`, in the order of the outline. Throws `usage` where there is none. */
export function viewSpanDetail(same: readonly Span[], occurrence: number): SpanDetail {
  const span = spanAt(same, occurrence)
  const service = span.resource.get('service.name')
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    occurrence,
    occurrences: same.length,
    name: span.name,
    phoenixName: phoenixNameOf(span),
    spanKind: span.kind,
    service: service === undefined ? '' : attributeText(service),
    traceState: span.traceState,
    start: toIsoMicros(span.startTime),
    end: toIsoMicros(span.endTime),
    startNs: span.startTime.toString(),
    endNs: span.endTime.toString(),
    status: span.status.code,
    statusMessage: span.status.message,
    scope: { ...span.scope },
    attributes: viewAttributes(span.attributes, addedAliases(span)),
    resource: viewAttributes(span.resource, noAliases),
    events: span.events.map((event) => ({
      name: event.name,
      time: toIsoMicros(event.time),
      attributes: viewAttributes(event.attributes, noAliases),
    })),
    links: span.links.map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      traceState: link.traceState,
      attributes: viewAttributes(link.attributes, noAliases),
    })),
  }
}

/** One attribute whole, as text. Throws `usage` where there is none. */
export function attributeAt(same: readonly Span[], occurrence: number, place: AttributePlace, key: string): string {
  const span = spanAt(same, occurrence)
  const value = mapAt(span, place)?.get(key)
  if (value === undefined) throw new CompanionError('usage', 'The span has no such attribute')
  return attributeText(value)
}

/** The keys of the attributes that hold a text in their name or anywhere in their value, whatever its letter case. */
export function attributesWith(same: readonly Span[], occurrence: number, place: AttributePlace, text: string): string[] {
  const wanted = text.toLowerCase()
  const found: string[] = []
  for (const [key, value] of mapAt(spanAt(same, occurrence), place) ?? [])
    if (key.toLowerCase().includes(wanted) || attributeText(value).toLowerCase().includes(wanted)) found.push(key)
  return found.sort()
}

/** Attributes for display, by key; long values cut. */
export function viewAttributes(attributes: AttributeMap, aliases: ReadonlyMap<string, string>): AttributeView[] {
  return [...attributes]
    .map(([key, value]) => {
      const text = attributeText(value)
      const cut = text.length > maxShown
      return {
        key,
        type: attributeType(value),
        value: cut ? text.slice(0, maxShown) : text,
        cutFrom: cut ? text.length : null,
        aliasOf: aliases.get(key) ?? null,
      }
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

function spanAt(same: readonly Span[], occurrence: number): Span {
  const span = same[occurrence]
  if (span === undefined) throw new CompanionError('usage', 'The source has no such span')
  return span
}

function mapAt(span: Span, place: AttributePlace): AttributeMap | undefined {
  switch (place.in) {
    case 'span':
      return span.attributes
    case 'resource':
      return span.resource
    case 'event':
      return span.events[place.at]?.attributes
    case 'link':
      return span.links[place.at]?.attributes
  }
}
