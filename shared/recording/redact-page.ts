import { fromBase64, toBase64 } from '../otlp/attributes.ts'
import { findChangedSpans } from './changed-spans.ts'
import { isList, isObject, type Json, member, parseJson, RawNumber, writeList, writeObject } from './exact-json.ts'
import type { AttributeRedactor } from './redact-attributes.ts'
import type { Tagger } from './tagger.ts'
import type { Tally } from './tally.ts'

export interface PageTools {
  readonly hint: string | null
  readonly hintTag: string | null
  readonly tagger: Tagger
  readonly attributes: AttributeRedactor
  readonly tally: Tally
  tagId(id: string): string
  tagName(name: string): string
  shiftTime(nanoseconds: bigint): bigint
  freeText(text: string, place: string): string
}

export interface RedactedPage {
  readonly text: string
  /** Spans whose decisions could not be kept; a reader of the file is told. */
  readonly unfaithful: number
}

/**
 * One answer of `…/spans/otlpv1`. Members that are not known are dropped; what cannot be read stays unreadable in the same way.
 * The result is read again beside the original: an alias that would come out differently is put right.
 */
export function redactPage(page: string, tools: PageTools): RedactedPage {
  const document = parseJson(page)
  if (!isObject(document)) return { text: tools.freeText(page, 'answers'), unfaithful: 0 }
  const data = member(document, 'data')
  if (!isList(data)) return { text: '{"data":null}', unfaithful: 0 }
  const write = (fixes: ReadonlyMap<number, ReadonlyMap<string, string>>): string =>
    writeObject([
      ['data', writeList(data.map((item, at) => redactSpan(item, tools, fixes.get(at))))],
      ['next_cursor', redactCursorJson(member(document, 'next_cursor'), tools)],
    ])
  const first = write(new Map())
  const changed = findChangedSpans(page, first, tools)
  if (changed.aliases.size === 0) return { text: first, unfaithful: changed.others }
  const text = write(changed.aliases)
  const left = findChangedSpans(page, text, tools)
  return { text, unfaithful: left.others + left.aliases.size }
}

function redactSpan(item: Json, tools: PageTools, fixed: ReadonlyMap<string, string> | undefined): string {
  if (!isObject(item)) return '0'
  const { tally } = tools
  const members: [string, string][] = []
  for (const name of Object.keys(item)) {
    const value = member(item, name) ?? null
    const made = redactSpanMember(name, value, tools, fixed)
    if (made === null) tally.note('unknown members', 'dropped')
    else members.push([name, made])
  }
  return writeObject(members)
}

function redactSpanMember(name: string, value: Json, tools: PageTools, fixed?: ReadonlyMap<string, string>): string | null {
  switch (name) {
    case 'trace_id':
    case 'span_id':
      return redactId(value, tools, false)
    case 'parent_span_id':
      return redactId(value, tools, true)
    case 'trace_state':
      return redactText(value, (text) => tools.freeText(text, 'trace states'))
    case 'name':
      return redactText(value, tools.tagName)
    case 'kind':
      return redactCode(value, spanKinds, tools)
    case 'start_time_unix_nano':
    case 'end_time_unix_nano':
      return redactTime(value, tools)
    case 'status':
      return redactStatus(value, tools)
    case 'attributes':
      return tools.attributes.list(value, fixed)
    case 'events':
      return redactItems(value, (event) => redactEvent(event, tools))
    case 'links':
      return redactItems(value, (link) => redactLink(link, tools))
    case 'flags':
    case 'dropped_attributes_count':
    case 'dropped_events_count':
    case 'dropped_links_count':
      return smallNumber(value)
    default:
      return null
  }
}

const redactText = (value: Json, redact: (text: string) => string): string =>
  value === null ? 'null' : typeof value === 'string' ? JSON.stringify(redact(value)) : '0'

const spanKinds = /^(?:SPAN_KIND_)?(?:UNSPECIFIED|INTERNAL|SERVER|CLIENT|PRODUCER|CONSUMER)$/i
const statusCodes = /^(?:STATUS_CODE_)?(?:UNSET|OK|ERROR)$/i

/** A kind or status by a closed list; a reader takes anything else for none. */
function redactCode(value: Json, known: RegExp, { tally }: Pick<PageTools, 'tally'>): string {
  if (value === null) return 'null'
  const kept = typeof value === 'string' ? known.test(value) : value instanceof RawNumber && /^[0-5]$/.test(value.source)
  tally.note('span kinds and status codes', kept ? 'kept' : 'dropped')
  if (value instanceof RawNumber) return kept ? value.source : '0'
  return kept ? JSON.stringify(value) : '""'
}

/** A number that says how many; another value of the wrong type stays of the wrong type. */
const smallNumber = (value: Json): string =>
  value === null
    ? 'null'
    : value instanceof RawNumber && /^\d{1,3}$/.test(value.source)
      ? value.source
      : value instanceof RawNumber
        ? '0'
        : '""'

function redactId(value: Json, tools: PageTools, optional: boolean): string {
  if (value === null) return 'null'
  if (typeof value !== 'string') return '0'
  if (/^[0-9a-fA-F]{1,64}$/.test(value)) {
    tools.tally.note('trace and span ids', 'tagged')
    return JSON.stringify(tools.tagId(value.toLowerCase()))
  }
  return optional && value === '' ? '""' : '"not an id"'
}

/** Digits, as a number or a text, are moved; anything else was no time and stays none. */
function redactTime(value: Json, tools: PageTools): string {
  const source = value instanceof RawNumber ? value.source : typeof value === 'string' ? value : ''
  if (value === null) return 'null'
  const digits = integerTime(value, source)
  if (digits === null) return '"no time"'
  tools.tally.note('times', 'tagged')
  const shifted = tools.shiftTime(digits).toString()
  return typeof value === 'string' ? JSON.stringify(shifted) : shifted
}

function integerTime(value: Json, source: string): bigint | null {
  if (/^-?\d{1,40}$/.test(source)) return BigInt(source)
  const number = Number(source)
  return value instanceof RawNumber && Number.isInteger(number) && Math.abs(number) < 1e40 ? BigInt(number) : null
}

function redactStatus(value: Json, tools: PageTools): string {
  if (value === null) return 'null'
  if (!isObject(value)) return redactCode(value, statusCodes, tools)
  return writeObject([
    ['code', redactCode(member(value, 'code') ?? null, statusCodes, tools)],
    ['message', redactText(member(value, 'message') ?? null, (text) => tools.freeText(text, 'status messages'))],
  ])
}

function redactItems(value: Json, redact: (item: Json) => string): string {
  if (value === null) return 'null'
  return isList(value) ? writeList(value.map(redact)) : '0'
}

const redactEvent = (event: Json, tools: PageTools): string =>
  isObject(event)
    ? writeObject([
        ['attributes', tools.attributes.list(member(event, 'attributes'))],
        ['name', redactText(member(event, 'name') ?? null, tools.tagName)],
        ['time_unix_nano', redactTime(member(event, 'time_unix_nano') ?? null, tools)],
      ])
    : '0'

const redactLink = (link: Json, tools: PageTools): string =>
  isObject(link)
    ? writeObject([
        ['attributes', tools.attributes.list(member(link, 'attributes'))],
        ['span_id', redactId(member(link, 'span_id') ?? null, tools, false)],
        ['trace_id', redactId(member(link, 'trace_id') ?? null, tools, false)],
        ['trace_state', redactText(member(link, 'trace_state') ?? null, (text) => tools.freeText(text, 'trace states'))],
      ])
    : '0'

function redactCursorJson(value: Json | undefined, tools: Pick<PageTools, 'tagger' | 'tally'>): string {
  if (value === undefined || value === null) return 'null'
  return typeof value === 'string' ? JSON.stringify(redactCursor(value, tools)) : '0'
}

/** Phoenix's cursors are base64 of `Span:29511`, which tells how many rows a customer has: the number becomes another one. */
export function redactCursor(cursor: string, { tagger, tally }: Pick<PageTools, 'tagger' | 'tally'>): string {
  if (cursor === '') return cursor
  tally.note('cursors', 'tagged')
  const bytes = cursor.length <= 40 ? fromBase64(cursor) : null
  const [, type, row] = /^(Span|Project):(\d{1,15})$/.exec(bytes === null ? '' : String.fromCharCode(...bytes)) ?? []
  if (type === undefined || row === undefined) return tagger.opaque(cursor)
  // Always as long, so that not even the number of digits is told.
  const tag = `${type}:${tagger.word(`1${row.padStart(15, '0')}`)}`
  return toBase64(Uint8Array.from(tag, (character) => character.charCodeAt(0)))
}
