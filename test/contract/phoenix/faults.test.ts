import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Clock, createSkippingClock } from '../../../electron/engine/phoenix/clock.ts'
import { type Fault, onRequests, onSpans } from '../../../electron/engine/replay/faults.ts'
import { type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { createCertificate } from '../../support/certificate.ts'
import { failureOf, readAll, withClient } from '../../support/client.ts'
import { readCorpusProjects } from '../../support/corpus.ts'
import { listenOn } from '../../support/listen.ts'

const query = { project: 'support-agent', range: null, limit: 20 }

describe('what can go wrong on the way to Phoenix, each with its code', () => {
  let server: ReplayServer
  const spans = (options: { budgetMs?: number; maxPageBytes?: number; apiKey?: string; clock?: Clock } = {}) =>
    withClient({ host: server.url, ...options }, (client) => readAll(client, query))

  beforeAll(async () => {
    server = await startReplayServer({
      recordings: readCorpusProjects(['support-agent', 'near-miss-agent']),
    })
  })
  afterAll(() => server?.close())
  afterEach(() => {
    server.setFaults(null)
    server.setApiKey(null)
  })

  it('refused: nothing listens there', async () => {
    const gone = await listenOn(createServer())
    await gone.close()
    const failure = await failureOf(withClient({ host: `http://127.0.0.1:${gone.port}` }, (client) => client.projects()))
    expect([failure.code, failure.facts]).toEqual([
      'phoenix-refused',
      { hostname: '127.0.0.1', port: gone.port, reason: 'ECONNREFUSED' },
    ])
  })

  it('DNS: the name does not exist', async () => {
    const failure = await failureOf(withClient({ host: 'http://phoenix.invalid' }, (client) => client.projects()))
    expect([failure.code, failure.facts.hostname]).toEqual(['phoenix-dns', 'phoenix.invalid'])
  })

  it('TLS: a certificate that nobody vouches for, with what it says', async () => {
    const certificate = createCertificate({ names: ['localhost'], from: new Date('2020-01-01'), to: new Date('2021-01-01') })
    const secure = await listenOn(createTlsServer(certificate))
    const failure = await failureOf(withClient({ host: `https://localhost:${secure.port}` }, (client) => client.projects()))
    await secure.close()
    expect([failure.code, failure.facts]).toEqual([
      'phoenix-tls',
      {
        hostname: 'localhost',
        port: secure.port,
        reason: expect.stringMatching(/SELF_SIGNED|EXPIRED/),
        subject: 'localhost',
        issuer: 'localhost',
        validFrom: expect.stringContaining('2020'),
        validTo: expect.stringContaining('2021'),
        names: ['localhost'],
      },
    ])
  })

  it('TLS: plain http behind an https address', async () => {
    const failure = await failureOf(withClient({ host: server.url.replace('http:', 'https:') }, (client) => client.projects()))
    expect(failure.code).toBe('phoenix-tls')
  })

  it('not HTTP at all', async () => {
    const odd = await listenOn(createServer((socket) => socket.end('220 mail.example ESMTP\r\n')))
    const failure = await failureOf(withClient({ host: `http://127.0.0.1:${odd.port}` }, (client) => client.projects()))
    await odd.close()
    expect(failure.code).toBe('phoenix-not-phoenix')
  })

  it('an answer that says gzip and is not', async () => {
    const odd = await listenOn(
      createHttpServer((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('{"data":[]}')
      }),
    )
    const failure = await failureOf(withClient({ host: `http://127.0.0.1:${odd.port}` }, (client) => client.projects()))
    await odd.close()
    expect(failure.code).toBe('phoenix-malformed')
  })

  it('401: with and without a key', async () => {
    server.setApiKey('the-right-key')
    const failures = [await failureOf(spans()), await failureOf(spans({ apiKey: 'the-old-key' }))]
    expect(failures.map(({ code, facts }) => [code, facts.keySent])).toEqual([
      ['phoenix-unauthorized', false],
      ['phoenix-unauthorized', true],
    ])
    expect(await spans({ apiKey: 'the-right-key' })).toHaveLength(4)
  })

  it('unknown project: with the nearest names, letter case first', async () => {
    const failure = await failureOf(
      withClient({ host: server.url }, (client) => readAll(client, { ...query, project: 'Suport-Agent' })),
    )
    expect([failure.code, failure.facts.nearest, failure.facts.projects]).toEqual([
      'phoenix-project-unknown',
      ['support-agent'],
      2,
    ])
  })

  const plain: readonly [string, Fault, string][] = [
    ['403', { kind: 'status', status: 403 }, 'phoenix-forbidden'],
    ['422 as text', { kind: 'status', status: 422, body: 'Invalid cursor' }, 'phoenix-rejected'],
    ['500, which is not tried again', { kind: 'status', status: 500, body: 'Internal Server Error' }, 'phoenix-server-error'],
    ['HTML with status 200 from a Phoenix: a wrong path', { kind: 'html' }, 'phoenix-not-json'],
    [
      'HTML with status 200 from something else',
      { kind: 'no-version-header', contentType: 'text/html', body: '<html></html>' },
      'phoenix-not-phoenix',
    ],
    [
      '404 from something else',
      { kind: 'no-version-header', status: 404, contentType: 'text/plain', body: 'nothing here' },
      'phoenix-not-phoenix',
    ],
    ['truncated JSON', { kind: 'truncated-json' }, 'phoenix-malformed'],
    ['a redirect elsewhere', { kind: 'redirect', location: 'http://127.0.0.1:9/login?next=/' }, 'phoenix-redirect'],
    ['a redirect without a readable address', { kind: 'redirect', location: 'http://' }, 'phoenix-redirect'],
    ['redirects without an end', { kind: 'redirect', location: '/v1/projects/support-agent/spans/otlpv1' }, 'phoenix-redirect'],
    ['pages without an end', { kind: 'cursor-loop' }, 'phoenix-cursor-loop'],
  ]
  it.each(plain)('%s', async (_, fault, code) => {
    server.setFaults(onSpans(fault))
    expect((await failureOf(spans())).code).toBe(code)
  })

  it('422 as JSON: the reason in words', async () => {
    const failure = await failureOf(withClient({ host: server.url }, (client) => readAll(client, { ...query, limit: 0 })))
    expect([failure.code, failure.facts.text]).toEqual(['phoenix-rejected', 'query.limit: Input should be greater than 0'])
  })

  it('a page that is too large, packed small', async () => {
    server.setFaults(onSpans({ kind: 'oversized', bytes: 3_000_000 }))
    const failure = await failureOf(spans({ maxPageBytes: 1_000_000 }))
    expect([failure.code, failure.facts.maxBytes]).toEqual(['phoenix-too-large', 1_000_000])
  })

  it('a redirect on the same origin is followed', async () => {
    const first = server.requests.length + 1
    server.setFaults(
      onRequests([first], { kind: 'redirect', location: '/v1/projects/support-agent/spans/otlpv1?limit=20', status: 307 }),
    )
    expect((await spans()).map((page) => page.spans.length)).toEqual([20, 20, 20, 6])
  })

  it('one malformed span among good ones is kept out and reported', async () => {
    server.setFaults(onRequests([server.requests.length + 1], { kind: 'malformed-span', index: 3 }))
    const pages = await spans()
    expect(pages.map((page) => [page.spans.length, page.malformed.map(({ index }) => index)])).toEqual([
      [19, [3]],
      [20, []],
      [20, []],
      [6, []],
    ])
  })

  /** A clock that is never waited for, and what was to be waited, in milliseconds. */
  function listedWaits() {
    const waits: number[] = []
    const skipping = createSkippingClock()
    const sleep: Clock['sleep'] = (milliseconds, signal) => {
      waits.push(milliseconds)
      return skipping.sleep(milliseconds, signal)
    }
    return { waits, clock: { ...skipping, sleep } }
  }
  /** The upper half of a quarter of a second, twice as long with every attempt. */
  const backOff = [250, 500, 1000, 2000].map((most) => [most / 2, most] as const)
  const wish = (milliseconds: number) => [milliseconds, milliseconds] as const
  /** Each wait beside what it may be: equal where it lies between the two. */
  const within = (waits: readonly number[], bounds: readonly (readonly [number, number])[]) =>
    bounds.map(([least, most], index) => Math.min(most, Math.max(least, waits[index] ?? Number.NaN)))

  const passing: readonly [string, Fault, readonly [number, number] | undefined][] = [
    ['429 with Retry-After in seconds', { kind: 'status', status: 429, retryAfter: '3' }, wish(3000)],
    ['429 with Retry-After as a date', { kind: 'status', status: 429, retryAfter: 'Sun, 06 Nov 1994 08:49:37 GMT' }, wish(0)],
    ['429 without Retry-After', { kind: 'status', status: 429 }, backOff[0]],
    ['502', { kind: 'status', status: 502, retryAfter: '1' }, wish(1000)],
    ['503', { kind: 'status', status: 503 }, backOff[0]],
    ['504', { kind: 'status', status: 504, retryAfter: '1.5' }, wish(1500)],
    ['a reset before the headers', { kind: 'reset', afterBytes: 0 }, backOff[0]],
    ['a reset in the middle of a page', { kind: 'reset', afterBytes: 500 }, backOff[0]],
  ]
  it.each(passing)('%s passes: the request is sent again, after a wait', async (_, fault, bounds) => {
    const before = server.requests.length
    server.setFaults(onRequests([before + 2], fault))
    const attempts: number[] = []
    const { waits, clock } = listedWaits()
    const pages = await withClient({ host: server.url, clock, onRequest: ({ attempt }) => attempts.push(attempt) }, (client) =>
      readAll(client, query),
    )
    expect([pages.flatMap((page) => page.spans).length, attempts, server.requests.length - before]).toEqual([
      66,
      [1, 1, 2, 1, 1],
      5,
    ])
    expect(waits).toEqual(within(waits, bounds ? [bounds] : []))
  })

  const lasting: readonly [string, Fault, string, readonly (readonly [number, number])[]][] = [
    ['429', { kind: 'status', status: 429, retryAfter: '2' }, 'phoenix-rate-limited', Array(4).fill(wish(2000))],
    ['503', { kind: 'status', status: 503 }, 'phoenix-server-error', backOff],
    ['a reset', { kind: 'reset', afterBytes: 0 }, 'phoenix-reset', backOff],
  ]
  it.each(lasting)('%s that lasts ends after five attempts and the waits between them', async (_, fault, code, bounds) => {
    server.setFaults(onSpans(fault))
    const before = server.requests.length
    const { waits, clock } = listedWaits()
    expect([(await failureOf(spans({ clock }))).code, server.requests.length - before]).toEqual([code, 5])
    expect(waits).toEqual(within(waits, bounds))
  })

  it('a Retry-After behind the deadline is not waited for', async () => {
    server.setFaults(onSpans({ kind: 'status', status: 429, retryAfter: '3600' }))
    const before = server.requests.length
    expect([(await failureOf(spans())).code, server.requests.length - before]).toEqual(['phoenix-rate-limited', 1])
  })

  const silent: readonly [string, Fault, string][] = [
    ['silence before the headers', { kind: 'silence' }, 'answer'],
    ['a body that trickles', { kind: 'trickle', bytes: 1, everyMs: 10 }, 'body'],
  ]
  it.each(silent)('%s ends with the budget, which says what it waited for', async (_, fault, step) => {
    server.setFaults(onSpans(fault))
    const failure = await failureOf(spans({ budgetMs: 400 }))
    expect([failure.code, failure.facts]).toEqual(['budget-exhausted', { step, path: '/v1/projects/support-agent/spans/otlpv1' }])
  })

  it('a handshake that never ends ends with the budget', async () => {
    const mute = await listenOn(createServer())
    const failure = await failureOf(
      withClient({ host: `https://127.0.0.1:${mute.port}`, budgetMs: 300 }, (client) => client.projects()),
    )
    await mute.close()
    expect([failure.code, failure.facts.step]).toEqual(['budget-exhausted', 'connect'])
  })

  it.each(silent)('%s ends at once when the job is cancelled', async (_, fault) => {
    server.setFaults(onSpans(fault))
    const controller = new AbortController()
    const before = server.requests.length
    const failure = failureOf(withClient({ host: server.url, signal: controller.signal }, (client) => readAll(client, query)))
    await expect.poll(() => server.requests.length).toBe(before + 1)
    controller.abort()
    expect((await failure).code).toBe('cancelled')
  })
})
