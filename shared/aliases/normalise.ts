import { nextFreeKey, ownKey } from '../otlp/own-attribute.ts'
import type { AttributeMap, AttributeValue, Span } from '../otlp/span.ts'
import { aliasRules, aliasValue, enabledRules } from './rules.ts'

/** What an import adds to a span. Where a span has the name already, ours has a `+` at its end (see own-attribute.ts). */
export const spanNameKey = 'coval.import.span_name'
export const addedAliasesKey = 'coval.import.aliases'
/** What an import writes into the resource; what was there moves to the name beside it. */
const resourceKeys = [
  ['service.name', 'coval.import.service_name'],
  ['coval.import.id', 'coval.import.earlier_id'],
  ['coval.simulation_output_id', 'coval.import.earlier_simulation_output_id'],
] as const

export const importedServiceName = 'arize'
export const llmSpanName = 'llm'

export interface NormaliseOptions {
  readonly importId: string
  /** The correlation hint; null for an import of a whole window. */
  readonly simulation: string | null
  /** Ids of further rules to apply (rules.ts); none unless asked for. */
  readonly extraRules?: readonly string[]
}

/**
 * An LLM span is one whose `openinference.span.kind` is the text `LLM`, in capitals: the page says `= LLM`, Phoenix and the
 * instrumentations write it so. `llm` is another value; `explain.ts` reports such spans instead of renaming them.
 */
export const isLlmSpan = (span: Pick<Span, 'attributes'>): boolean => span.attributes.get('openinference.span.kind') === 'LLM'

/**
 * A span as the import writes it (spec 4): service `arize`, LLM spans named `llm`, aliases beside their sources. Every attribute
 * that the span had is there with the same value; an alias whose name is taken is not added. Times, ids, status, events and links
 * are untouched. `denormaliseSpan` is the way back.
 */
export function normaliseSpan(span: Span, options: NormaliseOptions): Span {
  const attributes = new Map(span.attributes)
  const added: string[] = []
  for (const rule of enabledRules(options.extraRules)) {
    if (attributes.has(rule.alias)) continue
    // From the span's own attributes: an alias is never the source of another.
    const value = aliasValue(rule, span.attributes)
    if (value === undefined) continue
    attributes.set(rule.alias, value)
    added.push(rule.alias)
  }
  const llm = isLlmSpan(span)
  if (llm) attributes.set(nextFreeKey(attributes, spanNameKey), span.name)
  if (added.length > 0 || ownKey(attributes, addedAliasesKey) !== null) {
    attributes.set(nextFreeKey(attributes, addedAliasesKey), JSON.stringify(added))
  }
  return { ...span, name: llm ? llmSpanName : span.name, attributes, resource: markResource(span.resource, options) }
}

/** The span as it was before `normaliseSpan`; a span that no import wrote (no `coval.import.id`) is returned as it is. */
export function denormaliseSpan(span: Span): Span {
  if (!span.resource.has('coval.import.id')) return span
  const attributes = new Map(span.attributes)
  for (const alias of addedAliases(span).keys()) attributes.delete(alias)
  const list = ownKey(attributes, addedAliasesKey)
  if (list !== null) attributes.delete(list)
  const kept = isLlmSpan(span) ? ownKey(attributes, spanNameKey) : null
  if (kept !== null) attributes.delete(kept)
  return { ...span, name: phoenixNameOf(span), attributes, resource: unmarkResource(span.resource) }
}

/** The name that Phoenix has for a span, also after an import named it `llm`. */
export function phoenixNameOf(span: Pick<Span, 'name' | 'attributes' | 'resource'>): string {
  const kept = span.resource.has('coval.import.id') && isLlmSpan(span) ? ownKey(span.attributes, spanNameKey) : null
  const name = kept === null ? undefined : span.attributes.get(kept)
  return typeof name === 'string' ? name : span.name
}

/** The aliases that an import added to a span, each with the attribute it was made from. */
export function addedAliases(span: Pick<Span, 'attributes' | 'resource'>): ReadonlyMap<string, string> {
  const added = new Map<string, string>()
  const list = span.resource.has('coval.import.id') ? ownKey(span.attributes, addedAliasesKey) : null
  if (list === null) return added
  for (const alias of readList(span.attributes.get(list))) {
    const rule = aliasRules.find((known) => known.alias === alias)
    if (rule) added.set(rule.alias, rule.source)
  }
  return added
}

function readList(text: AttributeValue | undefined): unknown[] {
  try {
    const list: unknown = typeof text === 'string' ? JSON.parse(text) : null
    return Array.isArray(list) ? list : []
  } catch {
    // A row that something else changed in the store; it then has no aliases that we know of.
    return []
  }
}

function markResource(resource: AttributeMap, { importId, simulation }: NormaliseOptions): AttributeMap {
  const marked = new Map(resource)
  for (const [key, keptAs] of resourceKeys) {
    const earlier = resource.get(key)
    if (earlier === undefined && ownKey(resource, keptAs) === null) continue
    marked.set(nextFreeKey(marked, keptAs), earlier ?? '')
    marked.delete(key)
  }
  marked.set('service.name', importedServiceName)
  marked.set('coval.import.id', importId)
  if (simulation !== null) marked.set('coval.simulation_output_id', simulation)
  return marked
}

function unmarkResource(resource: AttributeMap): AttributeMap {
  const restored = new Map(resource)
  for (const [key, keptAs] of resourceKeys) {
    const kept = ownKey(restored, keptAs)
    const earlier = kept === null ? '' : (restored.get(kept) ?? '')
    if (kept !== null) restored.delete(kept)
    // '' stands for "was not there": a resource with an empty service name has none either.
    if (earlier === '') restored.delete(key)
    else restored.set(key, earlier)
  }
  return restored
}
