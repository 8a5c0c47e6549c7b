import { expect, test } from 'vitest'
import { type DiagnosticDependencies, gatherFacts, runChecks } from '../../../electron/engine/diagnostics/index.ts'
import type { ReachabilityFacts } from '../../../electron/engine/phoenix/probe.ts'
import type { PhoenixClient, SpanQuery } from '../../../electron/engine/phoenix/types.ts'
import type { Store } from '../../../electron/engine/store/types.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import { checks } from '../../../shared/checks/index.ts'
import type { CheckEvent } from '../../../shared/contract/checks.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { parseInstant, type UnixNano, unixNano } from '../../../shared/otlp/time.ts'
import { emptyPreview, healthy } from './facts.ts'

const request: ImportRequest = {
  connectionId: 'a',
  simulation: 'sim-1',
  window: { kind: 'find' },
  limits: 'simulation',
  strategy: 'auto',
  budgetSeconds: 5,
  replace: false,
}

const reachable: ReachabilityFacts = {
  hostname: 'phoenix.example',
  port: 443,
  protocol: 'https',
  hostKind: 'name',
  publicAddress: true,
  dns: { state: 'ok', elapsedMs: 1, found: { addresses: [{ address: '8.8.8.8', family: 4, kind: 'public' }] } },
  tcp: { state: 'ok', elapsedMs: 1, found: { address: '8.8.8.8' } },
  tls: {
    state: 'ok',
    elapsedMs: 1,
    found: {
      subject: 'phoenix.example',
      issuer: 'Some Authority',
      validFrom: 'Nov 1 2026',
      validTo: 'Nov 1 2027',
      names: ['phoenix.example'],
      trusted: true,
      reason: null,
      protocol: 'TLSv1.3',
    },
  },
  http: {
    state: 'ok',
    elapsedMs: 1,
    found: { status: 200, redirectsTo: null, version: '20.26.1', contentType: 'text/plain', clockSkewMs: 40 },
  },
}

const spanAt = (startTime: UnixNano, name: string): Span => ({
  traceId: 't',
  spanId: name,
  parentSpanId: null,
  traceState: '',
  name,
  kind: 'Internal',
  startTime,
  endTime: startTime,
  status: { code: 'Unset', message: '' },
  attributes: new Map(),
  events: [],
  links: [],
  resource: new Map(),
  scope: { name: '', version: '' },
})

/** A Phoenix that holds `spans` and writes down what it is asked. */
function createPhoenix(spans: readonly Span[], projects: () => string[] = () => ['support-agent', 'default']) {
  const asked: string[] = []
  const keys: (string | null)[] = []
  const open: DiagnosticDependencies['openPhoenix'] = ({ host, apiKey }) => {
    keys.push(apiKey)
    const client: PhoenixClient = {
      host,
      async server() {
        asked.push('version')
        return { version: '20.26.1', supports: () => true }
      },
      async projects() {
        asked.push('projects')
        return projects()
      },
      async *pages({ range, limit = 100 }: SpanQuery) {
        asked.push('spans')
        const inside = spans.filter(({ startTime }) => !range || (startTime >= range.start && startTime < range.end))
        yield { spans: inside.slice(0, limit), malformed: [], last: inside.length <= limit, bytes: 0, cursor: null } as never
      },
      requests: 0,
      close: async () => undefined,
    }
    return client
  }
  return { open, asked, keys }
}

const store = {
  location: '/data/store',
  version: async () => '26.5.1',
  size: async () => ({ spans: 1_000, bytes: null }),
  probeWritable: async () => undefined,
  findNativeTraces: async () => ({ traces: 0, spans: 0, services: [] }),
} as Partial<Store> as Store

async function dependencies(changes: Partial<DiagnosticDependencies> = {}): Promise<DiagnosticDependencies> {
  const credentials = createMemoryVault('for this test')
  await credentials.set('phoenix:a', { origin: 'https://phoenix.example', secret: 'canary-51d0' })
  return {
    credentials,
    connection: async () => ({ id: 'a', ...healthy.connection }),
    probe: async () => reachable,
    openPhoenix: createPhoenix([]).open,
    preview: async () => ({ report: healthy.preview, aliases: healthy.aliases }),
    openStore: async () => store,
    now: () => new Date('2026-11-22T14:15:00Z'),
    ...changes,
  }
}

async function collect(events: AsyncIterable<CheckEvent>): Promise<CheckEvent[]> {
  const collected: CheckEvent[] = []
  for await (const event of events) collected.push(event)
  return collected
}

const all = (signal = new AbortController().signal) => ({ signal, only: null })

test('every check gets its verdict as its facts come, and the report has them in order', async () => {
  const events = await collect(runChecks(request, await dependencies(), all()))
  const told = events.flatMap((event) => (event.kind === 'check' ? [event.result] : []))
  const report = events.at(-1)
  expect(report?.kind === 'report' && report.report.checks.map(({ id }) => id)).toEqual(checks.map(({ id }) => id))
  expect(new Map(told.map((result) => [result.id, result]))).toEqual(
    new Map(report?.kind === 'report' ? report.report.checks.map((result) => [result.id, result]) : []),
  )
  // The key is in memory here, which is the one warning.
  expect(told.filter(({ verdict }) => verdict !== 'pass').map(({ id, verdict }) => [id, verdict])).toEqual([['keychain', 'warn']])
})

test('the key reaches Phoenix after it has shown what it is, and no event', async () => {
  const phoenix = createPhoenix([])
  const events = await collect(runChecks(request, await dependencies({ openPhoenix: phoenix.open }), all()))
  expect({ keys: phoenix.keys, leaked: JSON.stringify(events).includes('canary') }).toEqual({
    keys: [null, 'canary-51d0'],
    leaked: false,
  })
})

test('a key for another origin is not sent, and the rest says why', async () => {
  const phoenix = createPhoenix([])
  const connection = async () => ({ id: 'a', ...healthy.connection, host: 'https://elsewhere.example' })
  const facts = await gatherFacts(request, await dependencies({ openPhoenix: phoenix.open, connection }), all())
  const reason = 'the saved key belongs to https://phoenix.example, not to https://elsewhere.example; it was not sent'
  expect({ keys: phoenix.keys, facts: [facts.authorisation, facts.project, facts.preview] }).toEqual({
    keys: [null],
    facts: Array(3).fill({ state: 'skipped', reason }),
  })
})

test('one check alone asks only for what it needs', async () => {
  const phoenix = createPhoenix([])
  const deps = await dependencies({
    openPhoenix: phoenix.open,
    openStore: () => Promise.reject(new Error('the store is not asked')),
    preview: () => Promise.reject(new Error('the window is not read')),
  })
  const events = await collect(runChecks(request, deps, { ...all(), only: ['project'] }))
  expect({
    asked: phoenix.asked,
    verdicts: events.flatMap((e) => (e.kind === 'check' ? [[e.result.id, e.result.verdict]] : [])),
  }).toEqual({
    asked: ['version', 'projects'],
    verdicts: [['project', 'pass']],
  })
})

test('an unknown check is a usage failure', async () => {
  const run = runChecks(request, await dependencies(), { ...all(), only: ['nonsense'] })
  await expect(run.next()).rejects.toMatchObject({ code: 'usage', message: 'there is no check nonsense' })
})

test.each([
  [
    'tcp',
    { tcp: { state: 'failed', elapsedMs: 1, code: 'ECONNREFUSED' } },
    'phoenix.example:443 refuses connections (ECONNREFUSED)',
  ],
  ['dns', { dns: { state: 'failed', elapsedMs: 1, code: 'ENOTFOUND' } }, 'the name phoenix.example has no address (ENOTFOUND)'],
  [
    'tls',
    {
      tls: {
        ...reachable.tls,
        found: { ...('found' in reachable.tls ? reachable.tls.found : {}), trusted: false, reason: 'CERT_HAS_EXPIRED' },
      },
    },
    'the certificate of phoenix.example, issued by Some Authority, valid Nov 1 2026 to Nov 1 2027, is not trusted (CERT_HAS_EXPIRED)',
  ],
  [
    'http',
    { http: { state: 'failed', elapsedMs: 1, code: 'ECONNRESET' } },
    'phoenix.example:443 gave no answer over HTTP (ECONNRESET)',
  ],
])('a failure at %s is the only failure on the way', async (id, broken, message) => {
  const order: readonly string[] = ['dns', 'tcp', 'tls', 'http']
  const behind = order.slice(order.indexOf(id) + 1).map((step) => [step, { state: 'skipped' }])
  const probed = { ...reachable, ...Object.fromEntries(behind), ...broken } as ReachabilityFacts
  const events = await collect(runChecks(request, await dependencies({ probe: async () => probed }), all()))
  const results = events.flatMap((event) => (event.kind === 'check' ? [event.result] : []))
  expect(results.filter(({ verdict }) => verdict === 'fail').map((result) => [result.id, result.evidence])).toEqual([
    [id, [message]],
  ])
  expect(results.find((result) => result.id === 'correlation')?.verdict).toBe('skipped')
})

test('a check that was asked for alone and could not be decided comes with the one that fails before it', async () => {
  const probed: ReachabilityFacts = {
    ...reachable,
    tcp: { state: 'failed', elapsedMs: 1, code: 'ECONNREFUSED' },
    tls: { state: 'skipped' },
    http: { state: 'skipped' },
  }
  const only = async (id: string) => {
    const events = await collect(runChecks(request, await dependencies({ probe: async () => probed }), { ...all(), only: [id] }))
    const told = events.flatMap((event) => (event.kind === 'check' ? [event.result] : []))
    const report = events.at(-1)
    const checked = report?.kind === 'report' ? report.report.checks : []
    expect(new Set(told)).toEqual(new Set(checked))
    return checked.map(({ id: found, verdict }) => [found, verdict])
  }
  expect({ correlation: await only('correlation'), dns: await only('dns'), store: await only('store-reachable') }).toEqual({
    correlation: [
      ['tcp', 'fail'],
      ['correlation', 'skipped'],
    ],
    dns: [['dns', 'pass']],
    store: [['store-reachable', 'pass']],
  })
})

test('what fails becomes a fact: no key accepted, a preview that failed, no store', async () => {
  const error = { code: 'phoenix-server-error', message: 'status 503 four times', next: '', check: null } as const
  const facts = await gatherFacts(
    request,
    await dependencies({
      preview: async () => ({ report: { ...healthy.preview, outcome: 'failed', error }, aliases: null }),
      openStore: () => Promise.reject(new CompanionError('store-taken', 'the store is open in process 12')),
    }),
    all(),
  )
  expect([facts.preview, facts.window, facts.around, facts.store, facts.storeWritable, facts.native]).toEqual([
    { state: 'failed', code: 'phoenix-server-error', message: 'status 503 four times' },
    { state: 'skipped', reason: 'status 503 four times' },
    { state: 'skipped', reason: 'status 503 four times' },
    { state: 'failed', code: 'store-taken', message: 'the store is open in process 12' },
    { state: 'skipped', reason: 'the store is open in process 12' },
    { state: 'skipped', reason: 'the store is open in process 12' },
  ])
})

test('a bug is thrown, not shown as a fact', async () => {
  const probe = () => Promise.reject(new TypeError('a bug'))
  await expect(gatherFacts(request, await dependencies({ probe }), all())).rejects.toThrow('a bug')
})

test('cancelling ends the run at once, also while the store does not answer', async () => {
  const cancel = new AbortController()
  const run = runChecks(request, await dependencies({ openStore: () => new Promise(() => undefined) }), all(cancel.signal))
  const failure = collect(run).catch(({ code }) => code)
  cancel.abort()
  expect(await failure).toBe('cancelled')
})

test('a preview that was cancelled is no fact', async () => {
  const error = { code: 'cancelled', message: 'cancelled', next: '', check: null } as const
  const preview = async () => ({ report: { ...healthy.preview, outcome: 'cancelled' as const, error }, aliases: null })
  await expect(gatherFacts(request, await dependencies({ preview }), all())).rejects.toMatchObject({ code: 'cancelled' })
})
test('who stops listening stops the run', async () => {
  let aborted = false
  const deps = await dependencies({
    preview: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true
          reject(new CompanionError('cancelled', 'cancelled'))
        })
      }),
  })
  for await (const event of runChecks(request, deps, all()))
    if (event.kind === 'gathering' && event.what === 'reading the window') break
  expect(aborted).toBe(true)
})

const at = (text: string): UnixNano => parseInstant(text) ?? unixNano(0n)

test.each([
  ['nothing anywhere', [], { before: null, after: null }, 2],
  [
    'spans on both sides',
    [
      spanAt(at('2026-11-22T13:30:00Z'), 'half an hour before'),
      spanAt(at('2026-11-20T00:00:00Z'), 'days before'),
      spanAt(at('2026-11-22T14:05:00Z'), 'at the end, which is outside'),
    ],
    {
      before: { time: '2026-11-22T13:30:00.000000Z', name: 'half an hour before', distanceMs: 1_800_000, exact: true },
      after: { time: '2026-11-22T14:05:00.000000Z', name: 'at the end, which is outside', distanceMs: 0, exact: true },
    },
    5,
  ],
  [
    'a year ago',
    [spanAt(at('2025-11-22T14:00:00Z'), 'old')],
    { before: { time: '2025-11-22T14:00:00.000000Z', name: 'old', distanceMs: 31_536_000_000, exact: true }, after: null },
    7,
  ],
])('the nearest spans around an empty window, in few requests: %s', async (_, spans, expected, requests) => {
  const phoenix = createPhoenix(spans)
  const preview = async () => ({ report: { ...healthy.preview, ...emptyPreview }, aliases: null })
  const facts = await gatherFacts(request, await dependencies({ openPhoenix: phoenix.open, preview }), all())
  expect({ around: facts.around, requests: phoenix.asked.filter((what) => what === 'spans').length }).toEqual({
    around: { state: 'known', value: expected },
    requests,
  })
})
