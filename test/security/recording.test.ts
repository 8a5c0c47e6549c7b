import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildCase, fileOf } from '../../electron/engine/recording/build-draft.ts'
import { readCase } from '../../electron/engine/recording/read-case.ts'
import { createSweeper } from '../../electron/engine/recording/sweep.ts'
import type { PreviewReport } from '../../shared/contract/preview.ts'
import { createTraceLedger } from '../../shared/correlation/trace-ledger.ts'
import { writePhoenixPage } from '../../shared/otlp/phoenix-page.ts'
import type { AttributeValue } from '../../shared/otlp/span.ts'
import { unixNano } from '../../shared/otlp/time.ts'
import { makeSpan } from '../support/arbitrary-spans.ts'
import { canaryIn, makeCanary } from '../support/canary.ts'
import { answered, type CaseParts, fileFrom, holdCase } from '../support/recorded-case.ts'

const secret = makeCanary()
const sentence = 'Maria Lopez, born 4 May 1970, cannot pay her rent'

/** Personal things that are made of what names are made of: digits, letters, known words. */
const unobtrusive: Readonly<Record<string, string>> = {
  'a telephone number': 'call 491 701 234 567',
  'a telephone number alone': '491 701 234 567',
  'a telephone number with points': '4917.0123.4567',
  'the number of a card': 'customer.4111.1111.1111.1111',
  'the number of a card in lists': 'messages.4111.calls.1111.tools.1111.items.1111',
  'an address of a machine': 'http://10.20.30.40:808/',
  'a date of birth': 'user 12-03-85',
  'a number with an exponent': '12345e67890123',
  'a number with a fraction': '0170.1234567',
  'a name in letters': 'JohnSmith',
  'a key in letters': 'sk_live_abcdefghijklmno',
  'a sentence of known words': 'negative customer interrupted agent: refusal',
  'a short sentence of known words': 'vip customer stop service',
}

/** Every spelling in which text hides in other text. */
const spellings = (text: string): readonly (readonly [string, string])[] => [
  ['as it is', text],
  ['in base64', Buffer.from(text).toString('base64')],
  ['in base64, one byte on', Buffer.from(`x${text} and more`).toString('base64')],
  ['URL-encoded', encodeURIComponent(text)],
  ['JSON-escaped', JSON.stringify({ note: text })],
  ['JSON-escaped twice', JSON.stringify(JSON.stringify({ note: text }))],
  ['compressed', gzipSync(text).toString('base64')],
  ['in hex', Buffer.from(text).toString('hex')],
]

/** A case with the text planted in one place. */
type Place = (text: string) => CaseParts

const hint = 'D6Ne82sBQzKZwny7bavAdB'
const ofSpan = (given: Parameters<typeof makeSpan>[0]): CaseParts => ({
  exchanges: [answered(writePhoenixPage([makeSpan({ attributes: { session_id: hint }, ...given })]))],
  request: { simulation: hint },
})
const ofAttribute = (key: string, value: AttributeValue): CaseParts => ofSpan({ attributes: { session_id: hint, [key]: value } })

const places: Readonly<Record<string, Place>> = {
  'an attribute': (text) => ofAttribute('customer.note', text),
  'an attribute that is well known': (text) => ofAttribute('input.value', text),
  'the name of an attribute': (text) => ofAttribute(text, 'value'),
  'the name of an attribute below a known one': (text) => ofAttribute(`metadata.${text}`, 1n),
  'a correlation key': (text) => ofAttribute('session.id', text),
  'a token count': (text) => ofAttribute('llm.token_count.prompt', text),
  'a span kind': (text) => ofAttribute('openinference.span.kind', text),
  'a role': (text) => ofAttribute('llm.input_messages.0.message.role', text),
  'a provider': (text) => ofAttribute('llm.provider', text),
  'a list': (text) => ofAttribute('tags', [text, text]),
  'an object': (text) => ofAttribute('thing', new Map<string, AttributeValue>([[text, text]])),
  bytes: (text) => ofAttribute('blob', new Uint8Array(Buffer.from(text))),
  'metadata as JSON': (text) => ofAttribute('metadata', JSON.stringify({ [text]: text, session_id: text })),
  'metadata as JSON in JSON': (text) => ofAttribute('metadata', JSON.stringify(JSON.stringify({ customer: text }))),
  'metadata that is no JSON': (text) => ofAttribute('metadata', `{'simulation_output_id': '${hint}', 'who': '${text}'`),
  'metadata as an object': (text) => ofAttribute('metadata', new Map<string, AttributeValue>([['who', text]])),
  'the name of a span': (text) => ofSpan({ name: text }),
  'the status message': (text) => ofSpan({ status: { code: 'Error', message: text } }),
  'the trace state': (text) => ofSpan({ traceState: text }),
  'the name of an event': (text) => ofSpan({ events: [{ name: text, time: makeSpan().startTime, attributes: new Map() }] }),
  'an exception': (text) =>
    ofSpan({
      events: [
        {
          name: 'exception',
          time: makeSpan().startTime,
          attributes: new Map([
            ['exception.message', text],
            [text, 'x'],
          ]),
        },
      ],
    }),
  'a link': (text) =>
    ofSpan({
      links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceState: text, attributes: new Map([['why', text]]) }],
    }),
  'the project': (text) => {
    const name = text.replace(/[/?#]/g, '-')
    return {
      ...ofSpan({}),
      project: name,
      exchanges: [answered(writePhoenixPage([makeSpan()]), { path: `/v1/projects/${encodeURIComponent(name)}/spans/otlpv1` })],
    }
  },
  'the list of projects': (text) => ({
    exchanges: [
      answered(JSON.stringify({ data: [{ name: text, description: text, id: text }], next_cursor: text }), {
        path: '/v1/projects?limit=100',
      }),
    ],
  }),
  'the host': (text) => ({
    ...ofSpan({}),
    host: `https://${Buffer.from(text).toString('hex').slice(0, 40)}.example.com/s/${encodeURIComponent(text)}`,
  }),
  'user info in the host': (text) => ({ ...ofSpan({}), host: `https://user:${encodeURIComponent(text)}@example.com/` }),
  'a path': (text) => ({
    exchanges: [
      answered('{"data":[],"next_cursor":null}', { path: `/s/${encodeURIComponent(text)}/v1/projects/p/spans/otlpv1` }),
    ],
  }),
  'the query': (text) => ({
    exchanges: [
      answered('{"data":[],"next_cursor":null}', {
        path: `/v1/projects/p/spans/otlpv1?key=${encodeURIComponent(text)}&attribute=who:${encodeURIComponent(JSON.stringify(text))}&cursor=${encodeURIComponent(text)}`,
      }),
    ],
  }),
  'the simulation': (text) => ({ ...ofSpan({ attributes: { session_id: text } }), request: { simulation: text } }),
  'headers of the answer': (text) => {
    const header = encodeURIComponent(text)
    const headers = {
      'content-type': header,
      location: `https://example.com/?token=${header}`,
      'retry-after': header,
      'x-phoenix-server-version': header,
    }
    return { exchanges: [answered('{"data":[],"next_cursor":null}', { headers })] }
  },
  'a redirect': (text) => ({
    exchanges: [
      answered('', { status: 302, headers: { location: `/login/${encodeURIComponent(text)}?next=${encodeURIComponent(text)}` } }),
    ],
  }),
  'an error text': (text) => ({ exchanges: [answered(text, { status: 500, headers: { 'content-type': 'text/plain' } })] }),
  'an error as JSON': (text) => ({
    exchanges: [answered(JSON.stringify({ detail: [{ loc: ['query', text], msg: text }] }), { status: 422 })],
  }),
  'an unknown project': (text) => ({ exchanges: [answered(`Project with name ${text} not found`, { status: 404 })] }),
  'a page that is no JSON': (text) => ({ exchanges: [answered(`<html>${text}</html>`)] }),
  'an answer of another shape': (text) => ({ exchanges: [answered(JSON.stringify({ data: text, other: text }))] }),
  'a member that Phoenix does not have yet': (text) => ({
    exchanges: [answered(writePhoenixPage([makeSpan()]).replace('"kind":', `"notes":${JSON.stringify(text)},"kind":`))],
  }),
  'members of the wrong type': (text) => ({
    exchanges: [
      answered(
        `{"data":[{"trace_id":${JSON.stringify(text)},"span_id":${JSON.stringify(text)},"name":${JSON.stringify([text])},"start_time_unix_nano":${JSON.stringify(text)},"kind":${JSON.stringify(text)},"status":${JSON.stringify(text)},"attributes":[{"key":"a","value":${JSON.stringify(text)}},{"key":"b","value":{"int_value":${JSON.stringify(text)},"double_value":${JSON.stringify(text)},"bytes_value":${JSON.stringify(text)}}}],"events":[${JSON.stringify(text)}],"links":${JSON.stringify(text)}}],"next_cursor":${JSON.stringify(text)}}`,
      ),
    ],
  }),
  'the report': (text) => ({
    ...ofSpan({ name: text, attributes: { session_id: text } }),
    request: { simulation: hint },
    preview: reportWith(text),
  }),
}

function reportWith(text: string): PreviewReport {
  const ledger = createTraceLedger(hint)
  ledger.add(makeSpan({ name: text, attributes: { session_id: text, conversation: hint, metadata: `{'x': '${hint} ${text}'` } }))
  const failure = { code: 'phoenix-rejected', message: text, next: text, check: text } as const
  const strategy = { kind: 'scan', reason: text, unsearchable: [] } as const
  return {
    ...{
      format: 1,
      previewId: text,
      outcome: 'failed',
      simulation: hint,
      project: text,
      host: `https://example.com/${text}`,
      window: null,
    },
    ...{ strategy: { ...strategy, unsearchable: [] }, spans: { inWindow: 1, matched: 0, documentedLimits: 0 } },
    ...{
      traces: ledger.previews(),
      nearMisses: ledger.nearMisses(),
      otherSimulations: [{ id: text, key: text, traces: 1, spans: 1 }],
    },
    ...{
      conflicts: ledger.conflicts(),
      malformed: [{ index: 0, spanId: text, problem: text }],
      partial: { reason: 'budget', detail: text },
    },
    ...{ requests: 1, elapsedMs: 1, serverVersion: text, error: failure },
  }
}

const planted = [
  ...spellings(secret).map(([spelling, spelled]) => ({ what: 'a secret', text: secret, spelling, spelled })),
  ...spellings(sentence).map(([spelling, spelled]) => ({ what: 'a sentence', text: sentence, spelling, spelled })),
  ...Object.entries(unobtrusive).map(([what, text]) => ({ what, text, spelling: 'as it is', spelled: text })),
]
const all = Object.entries(places).flatMap(([name, place]) =>
  planted.map((plant) => ({ ...plant, name, parts: place(plant.spelled) })),
)

/** Places that hold a number, each with the case in which it holds this one. */
const numberPlaces: Readonly<Record<string, (digits: string) => CaseParts>> = {
  'a whole number': (digits) => ofAttribute('card', BigInt(digits)),
  'a double': (digits) => ofAttribute('card', Number(digits)),
  'a cost': (digits) => ofAttribute('llm.cost.total', Number(digits)),
  'a token count': (digits) => ofAttribute('llm.token_count.prompt', BigInt(digits)),
  'a token count as text': (digits) => ofAttribute('llm.token_count.prompt', digits),
  'something beside the token counts': (digits) => ofAttribute('gen_ai.usage.phone', BigInt(digits.slice(0, 6))),
  'something called like a setting': (digits) => ofAttribute('customer.top_k', digits.slice(0, 6)),
  'a number in metadata': (digits) => ofAttribute('metadata', `{"phone": ${digits}, "usage": {"top_p": ${digits}}}`),
  'the simulation': (digits) => ({ ...ofAttribute('session_id', digits), request: { simulation: digits } }),
  'a time': (digits) => ofSpan({ startTime: unixNano(BigInt(digits) * 1000n) }),
  'the time of an event': (digits) =>
    ofSpan({ events: [{ name: 'x', time: unixNano(BigInt(digits) * 1000n), attributes: new Map() }] }),
  'a cursor': (digits) => ({ exchanges: [answered(`{"data":[],"next_cursor":"${cursorOf(digits)}"}`)] }),
  'the cursor of a request': (digits) => ({
    exchanges: [answered('{"data":[],"next_cursor":null}', { path: `/v1/projects/p/spans/otlpv1?cursor=${cursorOf(digits)}` })],
  }),
  'the id of a project': (digits) => ({
    exchanges: [
      answered(`{"data":[{"name":"p","id":"${cursorOf(digits)}"}],"next_cursor":null}`, { path: '/v1/projects?limit=100' }),
    ],
  }),
  'a limit': (digits) => ({
    exchanges: [answered('{"data":[],"next_cursor":null}', { path: `/v1/projects/p/spans/otlpv1?limit=${digits.slice(0, 6)}` })],
  }),
  'a time to wait': (digits) => ({
    exchanges: [answered('', { status: 429, headers: { 'retry-after': digits.slice(0, 6) } })],
  }),
  'a version': (digits) => ({
    exchanges: [answered(`${digits.slice(0, 6)}.${digits.slice(6)}`, { path: '/arize_phoenix_version' })],
  }),
  'the header of the version': (digits) => ({
    exchanges: [answered('', { headers: { 'x-phoenix-server-version': `${digits.slice(0, 6)}.${digits.slice(6)}` } })],
  }),
  'counts of a span': (digits) => {
    const count = digits.slice(0, 4)
    const counts = `"dropped_links_count":${count},"flags":${count},"kind":${count},"status":{"code":${count}},"x_kind":`
    return { exchanges: [answered(writePhoenixPage([makeSpan()]).replace('"kind":', counts))] }
  },
}

const encodeText = (text: string): string => JSON.stringify(text).slice(1, -1)
const cursorOf = (digits: string): string => Buffer.from(`Span:${digits}`).toString('base64')

/** The file as it lies there, and everything in it unpacked. */
const contentsOf = (file: Buffer): string[] => [file.toString('latin1'), gunzipSync(file).toString('utf8')]

describe.each(['structure', 'text'] as const)('[security] a recording at the level %s', (level) => {
  test.each(all)('does not hold $what, $spelling, from $name', async ({ text, spelled, parts }) => {
    const contents = contentsOf(await fileFrom(parts, level))
    expect(
      contents.flatMap((content) => [...canaryIn([content], text), ...(content.includes(spelled) ? [spelled] : [])]),
    ).toEqual([])
  })

  test.each(
    Object.entries(numberPlaces).flatMap(([name, place]) =>
      ['4111111111111111', '491701234567'].map((digits) => ({ name, place, digits })),
    ),
  )('does not hold the number $digits from $name', async ({ place, digits }) => {
    const [, content = ''] = contentsOf(await fileFrom(place(digits), level))
    // Checksums and tags may hold four digits of any number; six together are no accident, and four are where a number stands.
    const shown = content.replace(/"(?:sha256|manifest)":"[0-9a-f]{64}"/g, '')
    const sought = [digits.slice(0, 6), cursorOf(digits), `:${digits.slice(0, 4)},`, `:${digits.slice(0, 4)}}`]
    expect(sought.filter((text) => shown.includes(text))).toEqual([])
  })

  test.each(Object.entries(places).map(([name, place]) => ({ name, place })))(
    'does not hold what is invisible or unusual from $name',
    async ({ place }) => {
      const hidden = ['\u200b\u200c\u200b\u200c\u200c', '∀€∃', '\u0003\u0001\u0004']
      const contents = contentsOf(await fileFrom(place(hidden.map((text) => `caller${text}call`).join(' ')), level))
      const sought = hidden.flatMap((text) => [text, encodeText(text), encodeText(encodeText(text))])
      expect(sought.filter((text) => contents.some((content) => content.includes(text)))).toEqual([])
    },
  )

  test('does not hold the words of a sentence either', async () => {
    const parts = Object.values(places).map((place) => place(sentence))
    const files = await Promise.all(parts.map((each) => fileFrom(each, level)))
    const words = ['Maria', 'Lopez', 'born', 'cannot', ' pay ']
    expect(words.filter((word) => files.some((file) => contentsOf(file).some((content) => content.includes(word))))).toEqual([])
  })
})

describe('[security] the sweep', () => {
  let line: (text: string) => string
  beforeAll(() => {
    line = (text) => JSON.stringify({ kind: 'body', encoding: 'utf8', text })
  })

  test.each(spellings(secret))('finds a secret %s', (_, spelled) => {
    expect(createSweeper([secret]).find(line(`before ${spelled} after`))).not.toBeNull()
  })

  test.each<[string, (text: string) => string]>([
    [
      'percent-encoded throughout',
      (text) =>
        Buffer.from(text)
          .toString('hex')
          .replace(/../g, (pair) => `%${pair}`),
    ],
    ['in upper-case hex', (text) => Buffer.from(text).toString('hex').toUpperCase()],
    ['URL-encoded in lower case', (text) => encodeURIComponent(text).toLowerCase()],
    ['URL-encoded twice', (text) => encodeURIComponent(encodeURIComponent(text))],
    ['in base64 for addresses, two bytes on', (text) => Buffer.from(`xy${text} tail`).toString('base64url')],
    [
      'in base64 that is broken into lines',
      (text) =>
        Buffer.from(`x${text}`)
          .toString('base64')
          .replace(/(.{7})/g, '$1\n'),
    ],
    ['with slashes escaped', (text) => JSON.stringify(text).replaceAll('/', '\\/')],
    [
      'with other letters as \\u',
      (text) => text.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    ['escaped for HTML', (text) => text.replaceAll('"', '&quot;')],
  ])('finds a secret %s', (_, spell) => {
    expect(createSweeper([secret]).find(line(`before ${spell(secret)} after`))).not.toBeNull()
  })

  test.each(['structure', 'text', 'everything'] as const)(
    'the file at the level %s says for how many secrets it was swept',
    async (level) => {
      const swept = async (secrets: readonly string[]) =>
        (await readCase(await fileFrom({ ...ofSpan({}), secrets }, level))).manifest.swept
      expect([await swept([]), await swept(['a first one', 'a second one', 'abc'])]).toEqual([0, 2])
    },
  )

  test('finds nothing where nothing is', () => {
    expect(createSweeper([secret, 'abc']).find(line('before and after, abc'))).toBeNull()
  })

  test('refuses a file at the level everything that would hold a live key, and says where', async () => {
    const held = holdCase({ exchanges: [answered(`{"data":[],"next_cursor":null,"echo":${JSON.stringify(secret)}}`)] })
    const options = { level: 'everything', programVersion: '0.0.0' } as const
    await expect(buildCase(held, { ...options, sweeper: createSweeper([secret]) })).rejects.toMatchObject({
      code: 'recording-secret',
      facts: { part: 'body' },
    })
    const file = fileOf(await buildCase(held, { ...options, sweeper: createSweeper(['another secret']) }))
    expect(canaryIn(contentsOf(file), secret)).not.toEqual([])
  })
})
