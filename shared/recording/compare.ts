import type { AliasReport } from '../contract/aliases.ts'
import type { CheckReport } from '../contract/checks.ts'
import type { ImportRequest } from '../contract/import.ts'
import type { PreviewReport } from '../contract/preview.ts'
import type { Comparison, Difference } from '../contract/recordings.ts'
import type { Span } from '../otlp/span.ts'
import { matchedKeys } from '../report/verdict.ts'
import { type ComparedFact, compareSets, compareValues, fact, keptFacts, withoutIndexes } from './compare-values.ts'
import { isKnownSegment, isKnownValue } from './vocabulary.ts'

/** What one side of a comparison decided. */
export interface ComparedCase {
  readonly title: string
  readonly request: Omit<ImportRequest, 'connectionId'>
  readonly preview: PreviewReport
  readonly aliases: AliasReport
  readonly checks: CheckReport | null
  readonly spans: SpanSummary
  /** True where names and ids are tags of one file and cannot equal those of another. */
  readonly tagged: boolean
}

/** The matching spans, and what is counted of them. */
export interface SpanSummary {
  readonly all: readonly Span[]
  readonly spans: number
  readonly errors: number
  readonly events: number
  readonly names: ReadonlyMap<string, number>
  readonly kinds: ReadonlyMap<string, number>
  readonly attributes: ReadonlyMap<string, number>
}

const kindKey = 'openinference.span.kind'
const noKind = 'none'

export function summariseSpans(spans: readonly Span[]): SpanSummary {
  const [names, kinds, attributes] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const totals = { spans: 0, errors: 0, events: 0 }
  for (const span of spans) {
    totals.spans++
    if (span.status.code === 'Error') totals.errors++
    totals.events += span.events.length
    count(names, span.name)
    const kind = span.attributes.get(kindKey)
    count(kinds, typeof kind === 'string' ? kind : noKind)
    // List indexes say how long a list is, not what a span has.
    for (const key of new Set([...span.attributes.keys()].map(withoutIndexes))) count(attributes, key)
  }
  return { all: spans, ...totals, names, kinds, attributes }
}

const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1)

/** Two cases side by side, one row a fact. Rows that are the same are there too; a surface decides whether to show them. */
export function compareCases(left: ComparedCase, right: ComparedCase): Comparison {
  const tagged = left.tagged || right.tagged
  const kept = pairs('spans', keptFacts(left.spans.all), keptFacts(right.spans.all))
  const values = tagged ? { facts: [], notes: [] } : compareValues(left.spans.all, right.spans.all)
  const rows = [
    ...pairs('settings', settingsOf(left), settingsOf(right)),
    ...(tagged ? [] : inSection('settings', plainSettings(left, right))),
    ...pairs('spans', spansOf(left, right), spansOf(right, left)),
    ...kept,
    ...inSection('spans', values.facts),
    ...pairs('matches', matchesOf(left, right), matchesOf(right, left)),
    ...(tagged ? [] : inSection('matches', plainMatches(left.preview, right.preview))),
    ...pairs('aliases', aliasesOf(left.aliases), aliasesOf(right.aliases)),
    ...pairs('checks', checksOf(left.checks), checksOf(right.checks)),
  ]
  return {
    left: left.title,
    right: right.title,
    rows,
    different: rows.filter(({ same }) => !same).length,
    compared: tagged
      ? 'Compared: settings, counts, the numbers that redaction keeps, durations, shape of the traces, matches, aliases, verdicts of checks.'
      : 'Compared: settings, spans with every value, matches, aliases, verdicts of checks.',
    notes: [...notesOf(left, right), ...values.notes],
  }
}

type Facts = ReadonlyMap<string, string>
const absent = '–'

function pairs(section: Difference['section'], left: Facts, right: Facts): Difference[] {
  return [...new Set([...left.keys(), ...right.keys()])].map((what) => {
    const [a, b] = [left.get(what) ?? absent, right.get(what) ?? absent]
    return { section, what, left: a, right: b, same: a === b }
  })
}

const inSection = (section: Difference['section'], facts: readonly ComparedFact[]): Difference[] =>
  facts.map((one) => ({ section, ...one }))

/** What only answers that came as they are can tell. */
const plainSettings = (left: ComparedCase, right: ComparedCase): ComparedFact[] => [
  fact('simulation', left.request.simulation ?? 'none', right.request.simulation ?? 'none'),
  fact('window from', left.preview.window?.start ?? 'none', right.preview.window?.start ?? 'none'),
]

function plainMatches(left: PreviewReport, right: PreviewReport): ComparedFact[] {
  const matched = ({ traces }: PreviewReport) => traces.filter(({ verdict }) => verdict === 'matched')
  const both = (what: string, read: (report: PreviewReport) => string[]): ComparedFact =>
    compareSets(what, new Set(read(left)), new Set(read(right)))
  return [
    both('ids of matching traces', (report) => matched(report).map(({ traceId }) => traceId)),
    both('values that matched', (report) =>
      matched(report).flatMap(({ evidence }) => evidence.map(({ key, place, value }) => `${place} ${key}: ${value}`)),
    ),
    both('values of near misses', (report) =>
      report.nearMisses.map(({ kind, key, value }) => `${kind} ${key ?? ''}: ${value ?? ''}`),
    ),
    both('ids of other simulations', (report) => report.otherSimulations.map(({ id }) => id)),
  ]
}

function settingsOf({ request, preview }: ComparedCase): Facts {
  const { window } = preview
  return new Map([
    ['simulation given', request.simulation === null ? 'no' : 'yes'],
    ['window', window === null ? 'none' : `${(Date.parse(window.end) - Date.parse(window.start)) / 1000} s, ${window.source}`],
    ['limits', request.limits],
    ['strategy asked for', request.strategy],
    ['Phoenix', preview.serverVersion ?? 'unknown'],
  ])
}

function spansOf({ preview, spans, tagged }: ComparedCase, other: ComparedCase): Facts {
  const facts = new Map([
    ['spans in the window', number(preview.spans.inWindow)],
    ['traces in the window', String(preview.traces.length)],
    ['matching spans', String(spans.spans)],
    ['with an error', String(spans.errors)],
    ['events', String(spans.events)],
    ['spans that cannot be read', String(preview.malformed.length)],
  ])
  const tags = tagged || other.tagged
  let unknownKinds = 0
  for (const [kind, many] of byText(spans.kinds)) {
    if (!tags || kind === noKind || isKnownValue(kindKey, kind)) facts.set(`kind ${kind}`, String(many))
    else unknownKinds += many
  }
  if (unknownKinds > 0) facts.set('kinds of their own', String(unknownKinds))
  if (tags) facts.set('different span names', String(spans.names.size))
  else for (const [name, many] of byText(spans.names)) facts.set(`name ${name}`, String(many))
  let unreadable = 0
  for (const [key, many] of byText(spans.attributes)) {
    if (!tags || isReadable(key)) facts.set(`attribute ${key}`, String(many))
    else unreadable++
  }
  if (unreadable > 0) facts.set('attribute names that are tags', String(unreadable))
  return facts
}

/** True for a name that is the same in a redacted recording. */
const isReadable = (key: string): boolean => key.split('.').every((part) => part === '#' || part === '' || isKnownSegment(part))

function matchesOf({ preview, tagged }: ComparedCase, other: ComparedCase): Facts {
  const tags = tagged || other.tagged
  const facts = new Map([
    ['outcome', preview.outcome],
    ['error', preview.error?.code ?? 'none'],
    ['matching traces', String(preview.traces.filter(({ verdict }) => verdict === 'matched').length)],
    ['matched by', matchedKeys(preview).join(', ') || 'nothing'],
    ['by the documented limits', number(preview.spans.documentedLimits)],
    ['read by', preview.strategy?.kind ?? 'nothing'],
    ['partial', preview.partial?.reason ?? 'no'],
    ['other simulations', String(preview.otherSimulations.length)],
    ['traces with two ids', String(preview.conflicts.length)],
  ])
  const misses = new Map<string, number>()
  for (const { kind, key, place, traces } of preview.nearMisses) {
    const name = tags && key !== null && !isReadable(key) ? 'of a name of its own' : (key ?? '')
    const what = `near miss ${kind}, ${place ?? 'nowhere'} ${name}`.trim()
    misses.set(what, (misses.get(what) ?? 0) + traces)
  }
  for (const [what, traces] of byText(misses)) facts.set(what, `${traces} ${traces === 1 ? 'trace' : 'traces'}`)
  return facts
}

const aliasesOf = (aliases: AliasReport): Facts =>
  new Map(
    aliases.rules
      .filter(({ origin, withSource }) => origin === 'page' || withSource > 0)
      .map(({ source, alias, withSource, aliased, conflicts, llmLacking }) => [
        `${source} → ${alias}`,
        `${withSource} with the source, ${aliased} aliased, ${conflicts} in conflict${llmLacking === null ? '' : `, ${llmLacking} LLM spans lack it`}`,
      ]),
  )

const checksOf = (report: CheckReport | null): Facts => new Map(report?.checks.map(({ id, verdict }) => [id, verdict]) ?? [])

function notesOf(left: ComparedCase, right: ComparedCase): string[] {
  const notes: string[] = []
  if (left.tagged || right.tagged)
    notes.push('Names, ids and texts of a redacted recording are tags of that file: they are counted here, not compared.')
  for (const { title, checks } of [left, right]) if (checks === null) notes.push(`${title} holds no checks.`)
  return notes
}

const number = (value: number | null): string => (value === null ? 'not known' : String(value))
const byText = (counts: ReadonlyMap<string, number>): [string, number][] => [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
