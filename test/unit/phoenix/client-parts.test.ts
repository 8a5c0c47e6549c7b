import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHost } from '../../../electron/engine/phoenix/host.ts'
import { editDistance, findNearestNames, isRespelled } from '../../../electron/engine/phoenix/nearest-names.ts'
import { satisfies, spansPath } from '../../../electron/engine/phoenix/query.ts'
import { parseRetryAfter, retryDelay } from '../../../electron/engine/phoenix/retry.ts'
import { excerpt, redacted, sweep } from '../../../electron/engine/phoenix/sweep.ts'
import { describeServer } from '../../../electron/engine/phoenix/versions.ts'
import type { AttributeValue, Span } from '../../../shared/otlp/span.ts'
import { parseInstant, unixNano } from '../../../shared/otlp/time.ts'

const at = (text: string) => parseInstant(text) ?? unixNano(0n)

describe('a query becomes a path', () => {
  it('with every parameter encoded and times to the microsecond', () => {
    const query = {
      project: 'a+b c%',
      range: { start: at('2026-11-22T14:37:52.729831104Z'), end: at('2026-11-22T15:37:54+01:00') },
      traceIds: ['aa', 'bb'],
      rootsOnly: true,
      attribute: { key: 'session.id', json: '"x&y"' },
      limit: 7,
    }
    expect(spansPath(query, 'U3Bhbjox==')).toBe(
      '/v1/projects/a%2Bb%20c%25/spans/otlpv1?limit=7&start_time=2026-11-22T14%3A37%3A52.729831Z&end_time=2026-11-22T14%3A37%3A54.000000Z' +
        '&trace_id=aa&trace_id=bb&parent_id=null&attribute=session.id%3A%22x%26y%22&cursor=U3Bhbjox%3D%3D',
    )
  })

  it('also for a project that a URL parser would take for a direction', () => {
    expect([spansPath({ project: '..', range: null }, null), spansPath({ project: '.', range: null }, null)]).toEqual([
      '/v1/projects/%2E%2E/spans/otlpv1?limit=1000',
      '/v1/projects/%2E/spans/otlpv1?limit=1000',
    ])
  })
})

describe('a span keeps to the filters or not', () => {
  const span = (value: AttributeValue): Span => ({
    traceId: 'aa',
    spanId: '01',
    parentSpanId: null,
    traceState: '',
    name: '',
    kind: 'Internal',
    startTime: unixNano(0n),
    endTime: unixNano(0n),
    status: { code: 'Unset', message: '' },
    attributes: new Map([['k', value]]),
    events: [],
    links: [],
    resource: new Map(),
    scope: { name: '', version: '' },
  })
  const holds = (value: AttributeValue, json: string) =>
    satisfies({ project: 'p', range: null, attribute: { key: 'k', json } }, span(value))

  it('by the type of an attribute', () => {
    expect([
      holds('42', '"42"'),
      holds(42n, '42'),
      holds(3, '3'),
      holds(9007199254740993n, '9007199254740993'),
      holds(true, 'true'),
      holds('plain', 'plain'),
    ]).toEqual(Array(6).fill(true))
    expect([
      holds('42', '42'),
      holds(42n, '"42"'),
      holds(9007199254740992n, '9007199254740993'),
      holds('x', '"X"'),
      holds(['x'], '"x"'),
    ]).toEqual(Array(5).fill(false))
  })

  it('by trace and root', () => {
    const root = span('')
    const child = { ...root, parentSpanId: '02' }
    const query = { project: 'p', range: null }
    expect([
      satisfies({ ...query, traceIds: ['bb', 'aa'] }, root),
      satisfies({ ...query, traceIds: ['bb'] }, root),
      satisfies({ ...query, rootsOnly: true }, root),
      satisfies({ ...query, rootsOnly: true }, child),
      satisfies(query, child),
    ]).toEqual([true, false, true, false, true])
  })
})

it.each([
  ['12.0.0', []],
  ['13.8.9', []],
  ['13.9.0', ['trace_id']],
  ['13.15.0', ['trace_id', 'parent_id']],
  ['14.8.99', ['trace_id', 'parent_id']],
  ['14.9.0', ['trace_id', 'parent_id', 'attribute']],
  ['20.26.1', ['trace_id', 'parent_id', 'attribute']],
  ['100.0.0rc1', ['trace_id', 'parent_id', 'attribute']],
  ['unknown', []],
  [null, []],
])('Phoenix %s can select by %j', (version, features) => {
  const server = describeServer(version)
  expect((['trace_id', 'parent_id', 'attribute'] as const).filter((feature) => server.supports(feature))).toEqual(features)
})

describe('waiting before another attempt', () => {
  it('doubles, is spread over its upper half and bounded', () => {
    expect([1, 2, 3, 9].map((attempt) => [retryDelay(attempt, null, () => 0), retryDelay(attempt, null, () => 1)])).toEqual([
      [125, 250],
      [250, 500],
      [500, 1000],
      [4000, 8000],
    ])
  })

  it('takes what the server asks for', () => {
    const now = Date.parse('2026-11-22T14:00:00Z')
    const headers = [
      '3',
      '0',
      ' 1.5 ',
      'Sun, 22 Nov 2026 14:00:07 GMT',
      'Sun, 22 Nov 2026 13:00:00 GMT',
      'soon',
      '-1',
      '',
      undefined,
    ]
    expect(headers.map((header) => parseRetryAfter(header, now))).toEqual([3000, 0, 1500, 7000, 0, null, null, null, null])
    expect(retryDelay(4, 3000)).toBe(3000)
  })
})

describe('the nearest names', () => {
  it('come letter case first, then by distance, and strangers stay away', () => {
    const names = ['support-agents', 'Support-Agent', 'suport-agent', 'billing', 'default', 'support-agent-staging']
    expect(findNearestNames('support-agent', names)).toEqual(['Support-Agent', 'suport-agent', 'support-agents'])
    expect(findNearestNames('zzz', names)).toEqual([])
  })

  it('are the same name where only case, blanks and punctuation differ', () => {
    const names = ['Support-Agent', 'support agent ', 'support_agent', 'supportagent', 'suport-agent', 'support-agent-2']
    expect(names.map((name) => isRespelled('support-agent', name))).toEqual([true, true, true, true, false, false])
  })

  it('are measured by a distance', () => {
    const word = fc.string({ maxLength: 12 })
    fc.assert(
      fc.property(word, word, (a, b) => editDistance(a, b) === editDistance(b, a) && (editDistance(a, b) === 0) === (a === b)),
    )
    fc.assert(fc.property(word, word, word, (a, b, c) => editDistance(a, c) <= editDistance(a, b) + editDistance(b, c)))
  })
})

describe('sweeping', () => {
  it('leaves no form of a secret in any text, wherever it stands', () => {
    const secret = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' })
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, key, after) => {
        fc.pre(!redacted.includes(key))
        const forms = [key, encodeURIComponent(key), JSON.stringify(key), Buffer.from(key).toString('base64')]
        return forms.every((form) => !sweep(`${before}${form}${after}`, [key]).includes(key))
      }),
    )
  })

  it('comes before the cut', () => {
    expect(excerpt(`${'a'.repeat(10)}  my-secret-key`, ['my-secret-key'], 15)).toBe('aaaaaaaaaa [red…')
  })
})

describe('a host', () => {
  it('is split into origin, prefix, name and port', () => {
    expect(['https://app.phoenix.arize.com/s/space/', 'http://[::1]:6006', 'http://localhost'].map(parseHost)).toEqual([
      {
        origin: 'https://app.phoenix.arize.com',
        prefix: '/s/space',
        protocol: 'https:',
        hostname: 'app.phoenix.arize.com',
        port: 443,
      },
      { origin: 'http://[::1]:6006', prefix: '', protocol: 'http:', hostname: '::1', port: 6006 },
      { origin: 'http://localhost', prefix: '', protocol: 'http:', hostname: 'localhost', port: 80 },
    ])
  })

  it.each(['ftp://x', 'nonsense', 'http://user:secret@x', ''])('is refused: %s', (host) => {
    expect(() => parseHost(host)).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
