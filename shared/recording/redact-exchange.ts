import { isCorrelationKey } from '../correlation/keys.ts'
import { parseInstant, toIsoMicros, unixNano } from '../otlp/time.ts'
import { entriesOf, isList, isObject, type Json, member, parseJson, writeList, writeObject } from './exact-json.ts'
import type { Exchange, RecordedHeader } from './format.ts'
import { type PageTools, type RedactedPage, redactCursor, redactPage } from './redact-page.ts'
import { positionOf, type ValueRedactor } from './redact-values.ts'

export interface ExchangeTools extends PageTools {
  readonly values: ValueRedactor
  tagKey(key: string): string
  tagProject(name: string): string
}

/** What an answer is, by the request that it answers. */
export type AnswerKind = 'spans' | 'projects' | 'version' | 'other'

const spansPath = /^(.*?)\/v1\/projects\/([^/?]*)\/spans\/otlpv1$/

export function answerKind(target: string): AnswerKind {
  const path = target.split('?')[0] ?? ''
  if (spansPath.test(path)) return 'spans'
  if (path.endsWith('/v1/projects')) return 'projects'
  return path.endsWith('/arize_phoenix_version') ? 'version' : 'other'
}

/** Path and query: known routes keep their words, projects and values become tags, an unknown parameter is dropped. */
export function redactTarget(target: string, tools: ExchangeTools): string {
  const [path = '', query = ''] = splitOnce(target, '?')
  tools.tally.note('paths', 'tagged')
  const parameters = query.split('&').flatMap((pair) => (pair === '' ? [] : [redactParameter(pair, tools)]))
  const kept = parameters.filter((parameter) => parameter !== null)
  return redactPath(path, tools) + (kept.length === 0 ? '' : `?${kept.join('&')}`)
}

const routeWords = new Set(['v1', 'projects', 'spans', 'otlpv1', 'arize_phoenix_version', 'healthz', 's'])

/** Any path: route words stay, the segment behind `projects` is a project, others become words of the same shape. */
export function redactPath(path: string, tools: ExchangeTools): string {
  const segments = path.split('/')
  return segments
    .map((segment, at) => {
      if (segment === '') return segment
      const name = decode(segment)
      if (segments[at - 1] === 'projects' && segments[at - 2] === 'v1') return encodeSegment(tools.tagProject(name))
      return routeWords.has(segment) ? segment : encodeSegment(tools.tagger.word(name))
    })
    .join('/')
}

function redactParameter(pair: string, tools: ExchangeTools): string | null {
  const [name = '', raw = ''] = splitOnce(pair, '=')
  const value = decode(raw)
  const made = redactQueryValue(name, value, tools)
  if (made === null) tools.tally.note('query parameters', 'dropped')
  return made === null ? null : `${name}=${encodeURIComponent(made)}`
}

function redactQueryValue(name: string, value: string, tools: ExchangeTools): string | null {
  switch (name) {
    case 'limit':
      return /^\d{1,4}$/.test(value) ? value : null
    case 'start_time':
    case 'end_time':
      return shiftIso(value, tools)
    case 'trace_id':
      return tools.tagId(value.toLowerCase())
    case 'parent_id':
      return value === 'null' ? value : tools.tagId(value.toLowerCase())
    case 'attribute':
      return redactFilter(value, tools)
    case 'cursor':
      return redactCursor(value, tools)
    default:
      return null
  }
}

export function shiftIso(text: string, { shiftTime }: Pick<PageTools, 'shiftTime'>): string {
  const time = parseInstant(text)
  return time === null ? '1970-01-01T00:00:00.000000Z' : toIsoMicros(unixNano(shiftTime(time)))
}

/** `key:json`; the value is the hint in one form or another. */
function redactFilter(filter: string, tools: ExchangeTools): string {
  const [key = '', json = ''] = splitOnce(filter, ':')
  const value = parseJson(json)
  if (typeof value === 'string') return `${tools.tagKey(key)}:${JSON.stringify(tools.values.text(value, key, positionOf(key)))}`
  if (typeof value === 'boolean') return `${tools.tagKey(key)}:${json}`
  const whole = /^-?\d{1,40}$/.test(json)
  const position = isCorrelationKey(key.replace(/^metadata\./, '')) ? 'correlation' : 'plain'
  return `${tools.tagKey(key)}:${whole ? tools.values.integer(json, key, position) : tools.values.text(json, key, 'correlation')}`
}

const contentTypes =
  /^(?:application\/(?:problem\+)?json|text\/plain|text\/html|application\/xml|text\/css|application\/octet-stream)$/

/** Header values by closed forms; what has another form is replaced by one that means the same to a reader. */
export function redactHeaders(headers: Exchange['headers'], tools: ExchangeTools): Exchange['headers'] {
  const made: { [name in RecordedHeader]?: string } = {}
  for (const name of Object.keys(headers) as RecordedHeader[]) {
    const value = headers[name]
    if (value === undefined) continue
    const kept = redactHeader(name, value, tools)
    tools.tally.note('headers', kept === value ? 'kept' : kept === null ? 'dropped' : 'tagged')
    if (kept !== null) made[name] = kept
  }
  return made
}

function redactHeader(name: RecordedHeader, value: string, tools: ExchangeTools): string | null {
  switch (name) {
    case 'content-type':
      return redactContentType(value)
    case 'content-encoding':
      return value === 'gzip' ? value : null
    case 'retry-after':
      // No job waits for longer than its budget, whichever the number is.
      return /^\d{1,4}$/.test(value) ? value : /^\d{1,9}$/.test(value) ? '9999' : null
    case 'location':
      return /^\/(?!\/)/.test(value) ? redactTarget(value, tools) : 'http://elsewhere.invalid/'
    case 'x-phoenix-server-version':
      return redactVersion(value)
  }
}

function redactContentType(value: string): string {
  const type = value.split(';')[0]?.trim().toLowerCase() ?? ''
  if (contentTypes.test(type)) return /charset=utf-8/i.test(value) ? `${type}; charset=utf-8` : type
  if (/^application\/(?:[\w.-]+\+)?json$/.test(type)) return 'application/json'
  return type === '' ? '' : 'application/octet-stream'
}

/** A version, else null: nothing else belongs there. */
export const redactVersion = (version: string): string | null =>
  /^v?[1-9]?\d(?:\.(?:0|[1-9]\d{0,2})){1,2}(?:[.-]?(?:rc|dev|a|b|post)\d{0,2})?$/.test(version) ? version : null

/** An answer by its kind; a failure's words are replaced unless they are Phoenix's own. */
export function redactBody(
  text: string,
  kind: AnswerKind,
  exchange: Pick<Exchange, 'status'>,
  tools: ExchangeTools,
): RedactedPage {
  if (exchange.status !== null && exchange.status >= 200 && exchange.status < 300) {
    if (kind === 'spans') return redactPage(text, tools)
    if (kind === 'projects') return { text: redactProjects(text, tools), unfaithful: 0 }
    if (kind === 'version') return { text: redactVersion(text.trim()) ?? tools.freeText(text, 'answers'), unfaithful: 0 }
    return { text: tools.freeText(text, 'answers'), unfaithful: 0 }
  }
  return { text: redactFailure(text, tools), unfaithful: 0 }
}

const phoenixWords = new Set(['', 'Invalid token', 'Not Found', 'Method Not Allowed', 'Internal Server Error', 'Invalid cursor'])

function redactFailure(text: string, tools: ExchangeTools): string {
  if (phoenixWords.has(text)) return text
  const unknown = /^Project with (name|ID) (.*) not found$/s.exec(text)
  if (unknown) return `Project with ${unknown[1]} ${tools.tagProject(unknown[2] ?? '')} not found`
  const json = parseJson(text)
  return isObject(json) || isList(json)
    ? writeObject([['detail', JSON.stringify(tools.freeText(text, 'error texts'))]])
    : tools.freeText(text, 'error texts')
}

function redactProjects(text: string, tools: ExchangeTools): string {
  const document = parseJson(text)
  if (!isObject(document)) return tools.freeText(text, 'answers')
  const data = member(document, 'data')
  const next = member(document, 'next_cursor')
  return writeObject([
    ['data', isList(data) ? writeList(data.map((item) => redactProject(item, tools))) : '0'],
    ['next_cursor', typeof next === 'string' ? JSON.stringify(redactCursor(next, tools)) : 'null'],
  ])
}

function redactProject(item: Json, tools: ExchangeTools): string {
  if (!isObject(item)) return '0'
  return writeObject(
    entriesOf(item).flatMap(([name, value]): [string, string][] => {
      if (name === 'name') {
        tools.tally.note('project names', 'tagged')
        return [[name, typeof value === 'string' ? JSON.stringify(tools.tagProject(value)) : '0']]
      }
      if (name === 'id') return [[name, typeof value === 'string' ? JSON.stringify(redactCursor(value, tools)) : '0']]
      tools.tally.note('unknown members', 'dropped')
      return []
    }),
  )
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A stray % belongs to no route; the text is replaced as it is.
    return text
  }
}

/** As the client encodes it (query.ts of the engine), so that the same question has the same address. */
const encodeSegment = (segment: string): string => {
  const encoded = encodeURIComponent(segment)
  return /^\.{1,2}$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded
}
