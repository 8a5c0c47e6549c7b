import { attributeText, attributeType, sameAttribute } from '../otlp/attributes.ts'
import type { AttributeMap, AttributeValue, Span } from '../otlp/span.ts'
import { roundToMicros } from '../otlp/time.ts'
import { fromRoots, pairSpans, type SpanPair } from './pair-spans.ts'
import { isKnownNumber, isNumberKey } from './vocabulary.ts'

/** A fact of both sides that says more than its words: two values may be cut to the same beginning. */
export interface ComparedFact {
  readonly what: string
  readonly left: string
  readonly right: string
  readonly same: boolean
}

/** Pairs whose values are compared; a window may hold more. */
const mostPairs = 100_000
/** Names that get a row of their own. */
const mostNames = 5_000
const otherNames = 'values of other attributes'

/** A list index says which item it is, not what an attribute is about. */
export const withoutIndexes = (name: string): string => name.replace(/\.\d+(?=\.|$)/g, '.#')

/** The spans of both sides, value by value: per attribute and per property of a span how many pairs differ, with one sample. */
export function compareValues(left: readonly Span[], right: readonly Span[]): { facts: ComparedFact[]; notes: string[] } {
  const { pairs, onlyLeft, onlyRight } = pairSpans(left, right)
  const tallies = new Map<string, Tally>()
  const note = (what: string, a: AttributeValue | undefined, b: AttributeValue | undefined): void => {
    const name = tallies.has(what) || tallies.size < mostNames ? what : otherNames
    const tally = tallies.get(name) ?? { pairs: 0, differ: 0, sample: null }
    tallies.set(name, tally)
    tally.pairs++
    if (a !== undefined && b !== undefined && sameAttribute(a, b)) return
    tally.differ++
    tally.sample ??= sampleOf(a, b)
  }
  for (const pair of pairs.slice(0, mostPairs)) comparePair(pair, note)
  const paired = pairs.filter(({ sameId }) => sameId).length
  const facts = [
    fact('spans without a counterpart', String(onlyLeft.length), String(onlyRight.length)),
    ...[...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, tally]) => factOf(what, tally)),
  ]
  const notes = [
    `Values were compared on ${paired} spans of the same trace and span id, and on ${pairs.length - paired} of the same path and name.`,
  ]
  if (pairs.length > mostPairs) notes.push(`Only the first ${mostPairs} of those were compared by value.`)
  return { facts, notes }
}

interface Tally {
  pairs: number
  differ: number
  sample: readonly [string, string] | null
}

function factOf(what: string, { pairs, differ, sample }: Tally): ComparedFact {
  if (sample === null) return fact(what, `the same in ${pairs}`, `the same in ${pairs}`)
  const [left, right] = sample
  const many = `${differ} of ${pairs} ${differ === 1 ? 'differs' : 'differ'}`
  return { what, left: `${many}: ${left}`, right: `${many}: ${right}`, same: false }
}

function comparePair(
  { left, right, sameId }: SpanPair,
  note: (what: string, a: AttributeValue | undefined, b: AttributeValue | undefined) => void,
): void {
  const each = (what: string, read: (span: Span) => AttributeValue): void => note(what, read(left), read(right))
  // Another run has other times and ids; how long each span took is compared always.
  if (sameId) {
    each('start of spans', ({ startTime }) => startTime)
    each('parent of spans', ({ parentSpanId }) => parentSpanId ?? '')
  }
  each('name of spans', ({ name }) => name)
  each('duration of spans', (span) => formatDuration(durationOf(span)))
  each('OTLP kind of spans', ({ kind }) => kind)
  each('status of spans', ({ status }) => status.code)
  each('status message of spans', ({ status }) => status.message)
  each('scope of spans', ({ scope }) => `${scope.name} ${scope.version}`.trim())
  each('events of spans', ({ events, startTime }) =>
    events.map(({ name, time, attributes }) => [name, time - startTime, attributes] as const),
  )
  each('links of spans', ({ links }) =>
    links.map(({ traceId, spanId, attributes }) => (sameId ? ([traceId, spanId, attributes] as const) : [attributes])),
  )
  compareMaps('value of', left.attributes, right.attributes, note)
  compareMaps('resource', left.resource, right.resource, note)
}

function compareMaps(
  prefix: string,
  left: AttributeMap,
  right: AttributeMap,
  note: (what: string, a: AttributeValue | undefined, b: AttributeValue | undefined) => void,
): void {
  for (const [key, value] of left) note(`${prefix} ${withoutIndexes(key)}`, value, right.get(key))
  for (const [key, value] of right) if (!left.has(key)) note(`${prefix} ${withoutIndexes(key)}`, undefined, value)
}

const sampleCharacters = 60
const leadCharacters = 20

/** Both values around the first character in which they differ; with their types where only those do. */
function sampleOf(a: AttributeValue | undefined, b: AttributeValue | undefined): [string, string] {
  if (a === undefined || b === undefined) return [a === undefined ? absent : clip(a, 0), b === undefined ? absent : clip(b, 0)]
  const [one, other] = [attributeText(a), attributeText(b)]
  if (one === other) return [`${clip(a, 0)} (${attributeType(a)})`, `${clip(b, 0)} (${attributeType(b)})`]
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  const from = at > leadCharacters ? at - leadCharacters : 0
  return [clip(a, from), clip(b, from)]
}
const absent = 'not there'

function clip(value: AttributeValue, from: number): string {
  const text = attributeText(value)
  const shown = text.slice(from, from + sampleCharacters).toWellFormed()
  return `${from > 0 ? '…' : ''}${shown === '' ? '(empty)' : shown}${text.length > from + sampleCharacters ? '…' : ''}`
}

/** What is the same in a redacted recording too: sums of the numbers that are kept, durations, the shape of the trees. */
export function keptFacts(spans: readonly Span[]): ReadonlyMap<string, string> {
  const sums = new Map<string, number>()
  for (const { attributes } of spans)
    for (const [key, value] of attributes) {
      if (!isNumberKey(key) || !['int', 'double', 'string'].includes(attributeType(value))) continue
      const written = attributeText(value)
      if (!isKnownNumber(key, written) || written.trim() === '' || !Number.isFinite(Number(written))) continue
      sums.set(key, (sums.get(key) ?? 0) + Number(written))
    }
  const [depths, widths] = [new Map<number, number>(), new Map<number, number>()]
  for (const { depth, children } of fromRoots(spans)) {
    depths.set(depth, (depths.get(depth) ?? 0) + 1)
    widths.set(children, (widths.get(children) ?? 0) + 1)
  }
  const durations = spans.map(durationOf).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const [shortest = 0n, middle = 0n, longest = 0n] = [durations[0], durations[durations.length >> 1], durations.at(-1)]
  return new Map([
    [
      'durations',
      `${formatDuration(durations.reduce((all, one) => all + one, 0n))} in all, ${formatDuration(shortest)} the shortest, ${formatDuration(middle)} the middle, ${formatDuration(longest)} the longest`,
    ],
    ['spans by depth', histogram(depths)],
    ['spans by number of children', histogram(widths)],
    // Sums of doubles depend on the order in their last digits.
    ...[...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, sum]): [string, string] => [`sum of ${key}`, String(Number(sum.toPrecision(12)))]),
  ])
}

const mostBars = 20
function histogram(counts: ReadonlyMap<number, number>): string {
  const bars = [...counts].sort(([a], [b]) => a - b).map(([of, many]) => `${of}: ${many}`)
  return bars.length > mostBars ? `${bars.slice(0, mostBars).join(', ')}, … ${bars.at(-1)}` : bars.join(', ') || 'none'
}

const durationOf = ({ startTime, endTime }: Span): bigint => endTime - startTime

/** Exact to the microsecond, which is what Phoenix keeps. */
function formatDuration(nanos: bigint): string {
  return `${Number(roundToMicros(nanos) / 1000n) / 1_000_000} s`
}

export const fact = (what: string, left: string, right: string): ComparedFact => ({ what, left, right, same: left === right })

/** Two sets of ids or values: how many, and those that only one side has. */
export function compareSets(what: string, left: ReadonlySet<string>, right: ReadonlySet<string>): ComparedFact {
  const words = (own: ReadonlySet<string>, other: ReadonlySet<string>): { text: string; more: number } => {
    const more = [...own].filter((one) => !other.has(one))
    const shown = more.slice(0, 3).map((one) => one.slice(0, sampleCharacters).toWellFormed())
    return { text: more.length === 0 ? String(own.size) : `${own.size}, only here: ${shown.join(', ')}`, more: more.length }
  }
  const [a, b] = [words(left, right), words(right, left)]
  return { what, left: a.text, right: b.text, same: a.more + b.more === 0 }
}
