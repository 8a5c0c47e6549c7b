import type { CheckReport } from '../contract/checks.ts'
import type { ImportReport, ImportRequest } from '../contract/import.ts'
import type { PreviewReport } from '../contract/preview.ts'
import type { RedactionLevel } from '../contract/recordings.ts'
import type { Exchange, Manifest } from './format.ts'
import { createKeyTags, createNameTags, createProjectTags } from './names.ts'
import { createNearTags } from './near-tags.ts'
import { createAttributeRedactor } from './redact-attributes.ts'
import {
  answerKind,
  type ExchangeTools,
  redactBody,
  redactHeaders,
  redactTarget,
  redactVersion,
  shiftIso,
} from './redact-exchange.ts'
import { createReportRedactor } from './redact-report.ts'
import { createValueRedactor } from './redact-values.ts'
import { createTagger, createTimeShift, type KeyedHash, tagHexIds } from './tagger.ts'
import { createTally } from './tally.ts'

export interface RedactorOptions {
  readonly level: RedactionLevel
  /** With a fresh secret in it for every file. */
  readonly hash: KeyedHash
  readonly hint: string | null
  readonly project: string
  /** Every trace and span id of the case, in lower case (`collectIds`). */
  readonly ids: Iterable<string>
}

/** Redacts the parts of one case. Equal things get equal tags in all of them; nothing of it outlives the file. */
export interface Redactor {
  readonly level: RedactionLevel
  exchange(exchange: Exchange): Exchange
  /** An answer, by the request that it answers. */
  body(text: string, exchange: Pick<Exchange, 'target' | 'status'>): string
  preview(report: PreviewReport): PreviewReport
  import(report: ImportReport): ImportReport
  checks(report: CheckReport): CheckReport
  request(request: ImportRequest): Manifest['request']
  project(name: string): string
  host(host: string): string
  phoenixVersion(version: string | null): string | null
  time(iso: string): string
  report(): Manifest['redaction']
  readonly unfaithful: number
}

export function createRedactor(options: RedactorOptions): Redactor {
  return options.level === 'everything' ? createOpenRedactor() : createCoveringRedactor(options, options.level)
}

function createCoveringRedactor({ hash, hint, project, ids }: RedactorOptions, level: 'structure' | 'text'): Redactor {
  const tally = createTally()
  const tagger = createTagger(hash)
  const near = createNearTags(hint, tagger)
  const tagKey = createKeyTags(tagger)
  const values = createValueRedactor({ level, hint, tagger, near, tagKey, tally })
  const idTags = tagHexIds(ids, hash)
  const nameTags = createNameTags(tagger)
  const shiftTime = createTimeShift(hash)
  let unfaithful = 0

  const tools: ExchangeTools = {
    hint,
    hintTag: near.hint,
    tagger,
    tally,
    values,
    attributes: createAttributeRedactor(values, { tagKey, tally }),
    tagKey,
    tagId: (id) => idTags.get(id) ?? (/^[0-9a-f]+$/.test(id) ? '0'.repeat(id.length) : 'not-an-id'),
    tagName(name) {
      const tag = nameTags(name)
      tally.note('names of spans and events', tag === name ? 'kept' : 'tagged')
      return tag
    },
    tagProject: createProjectTags(project, tagger),
    shiftTime,
    freeText: values.freeText,
  }
  const host = (url: string): string => redactHost(url, tools.tagger.word)
  const request = ({ connectionId: _, ...rest }: ImportRequest): Manifest['request'] => ({
    ...rest,
    simulation: rest.simulation === null ? null : near.tag(rest.simulation),
    window:
      rest.window.kind === 'exact'
        ? { kind: 'exact', start: shiftIso(rest.window.start, tools), end: shiftIso(rest.window.end, tools) }
        : rest.window,
  })

  return {
    level,
    exchange: (exchange) => ({
      ...exchange,
      target: redactTarget(exchange.target, tools),
      headers: redactHeaders(exchange.headers, tools),
    }),
    body(text, exchange) {
      const made = redactBody(text, answerKind(exchange.target), exchange, tools)
      unfaithful += made.unfaithful
      return made.text
    },
    ...createReportRedactor({ ...tools, near, host }),
    request,
    project: tools.tagProject,
    host,
    phoenixVersion: (version) => (version === null ? null : redactVersion(version)),
    time: (iso) => shiftIso(iso, tools),
    report: tally.report,
    get unfaithful() {
      return unfaithful + near.failures
    },
  }
}

/** Loopback stays, because it is everybody's; another host keeps its scheme alone. A path prefix keeps its shape. */
function redactHost(url: string, word: (text: string) => string): string {
  const match = /^(https?:\/\/)(?:[^/?#]*@)?([^/?#]*)([^?#]*)/i.exec(url)
  if (!match) return 'http://host.invalid'
  const [, scheme = 'http://', authority = '', path = ''] = match
  const name = authority.replace(/:\d+$/, '').toLowerCase()
  const loopback = name === 'localhost' || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name)
  const prefix = path
    .split('/')
    .map((segment) => (segment === 's' ? segment : word(segment)))
    .join('/')
  return `${scheme.toLowerCase()}${loopback ? name : 'host.invalid'}${prefix}`
}

/** Leaves everything as it came; the sweep for secrets still comes behind it. */
function createOpenRedactor(): Redactor {
  const same = <Value>(value: Value): Value => value
  return {
    level: 'everything',
    exchange: same,
    body: same,
    preview: same,
    import: same,
    checks: same,
    request: ({ connectionId: _, ...rest }) => rest,
    project: same,
    host: same,
    phoenixVersion: same,
    time: same,
    report: () => [],
    unfaithful: 0,
  }
}

/** Every trace and span id in answers and addresses, in lower case. */
export function collectIds(texts: Iterable<string>): Set<string> {
  const ids = new Set<string>()
  for (const text of texts) {
    for (const pattern of [
      /"(?:trace_id|span_id|parent_span_id)"\s*:\s*"([0-9a-fA-F]{1,64})"/g,
      /(?:trace_id|parent_id)=([0-9a-fA-F]{1,64})/g,
    ]) {
      for (const [, id = ''] of text.matchAll(pattern)) ids.add(id.toLowerCase())
    }
  }
  return ids
}
