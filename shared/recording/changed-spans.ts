import { type AliasRule, aliasRules, aliasValue } from '../aliases/rules.ts'
import { correlationEntries, matchEntries } from '../correlation/match.ts'
import { findSpanNearMisses } from '../correlation/near-misses.ts'
import { attributeText } from '../otlp/attributes.ts'
import { parsePhoenixPage } from '../otlp/phoenix-wire.ts'
import type { AttributeMap, Span } from '../otlp/span.ts'
import type { Tagger } from './tagger.ts'

export interface ChangedSpans {
  /** By place on the page: aliases that must hold another text for the rule to decide as it did. */
  readonly aliases: ReadonlyMap<number, ReadonlyMap<string, string>>
  /** Spans that match, nearly match or cannot be read differently than before. */
  readonly others: number
}

interface Compared {
  readonly hint: string | null
  readonly hintTag: string | null
  readonly tagger: Tagger
}

const nothingChanged: ChangedSpans = { aliases: new Map(), others: 0 }

/** Reads a page before and after redaction and compares what each span decides. */
export function findChangedSpans(before: string, after: string, { hint, hintTag, tagger }: Compared): ChangedSpans {
  const [original, redacted] = [readPage(before), readPage(after)]
  if (original === null || redacted === null) return original === redacted ? nothingChanged : { aliases: new Map(), others: 1 }
  if (original.spans.length !== redacted.spans.length) return { aliases: new Map(), others: 1 }
  const unread = new Set(original.malformed.map(({ index }) => index))
  const aliases = new Map<number, Map<string, string>>()
  let others = 0
  let place = 0
  for (const [at, span] of original.spans.entries()) {
    while (unread.has(place)) place++
    const made = redacted.spans[at]
    if (made === undefined) break
    if (hint !== null && hintTag !== null && fingerprint(span, hint) !== fingerprint(made, hintTag)) others++
    for (const rule of aliasRules) {
      const fixed = mendAlias(rule, span.attributes, made.attributes, tagger)
      if (fixed === null) continue
      const known = aliases.get(place) ?? new Map<string, string>()
      aliases.set(place, known.set(rule.alias, fixed))
    }
    place++
  }
  return { aliases, others }
}

function readPage(text: string) {
  try {
    return parsePhoenixPage(text)
  } catch {
    // No page before and none after is what is wanted; the caller compares.
    return null
  }
}

/** What a span decides about the hint, without the values. */
function fingerprint(span: Span, hint: string): string {
  const entries = correlationEntries(span)
  const matches = matchEntries(span, entries, hint).map(({ key, place }) => `match ${place} ${key}`)
  const misses = findSpanNearMisses(span, entries, hint).map(({ kind, place }) => `${kind} ${place}`)
  const blank = entries.map(({ key, place, comparable }) => `${place} ${key} ${comparable === null || comparable.trim() === ''}`)
  return [...matches, ...misses.sort(), ...blank].join('\n')
}

/** The text that the alias needs for its rule to decide as before; null where it does already. */
function mendAlias(rule: AliasRule, before: AttributeMap, after: AttributeMap, tagger: Tagger): string | null {
  const wanted = relation(rule, before)
  if (wanted === relation(rule, after)) return null
  const source = aliasValue(rule, after)
  if (wanted === 'equal' && source !== undefined) return attributeText(source)
  const present = attributeText(before.get(rule.alias) ?? null)
  if (wanted !== 'differs') return null
  return /^\s*-?\d+(?:\.\d+)?\s*$/.test(present) ? String(tagger.number(present)) : `${tagger.opaque(present)}~`
}

function relation(rule: AliasRule, attributes: AttributeMap): 'none' | 'equal' | 'differs' {
  const value = aliasValue(rule, attributes)
  const present = attributes.get(rule.alias)
  if (value === undefined || present === undefined) return 'none'
  return attributeText(present) === attributeText(value) ? 'equal' : 'differs'
}
