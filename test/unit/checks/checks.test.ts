import { describe, expect, test } from 'vitest'
import { type DiagnosticFacts, failed, known, skipped } from '../../../shared/checks/facts.ts'
import { type CheckId, checks, evaluateCheck } from '../../../shared/checks/index.ts'
import { CheckResult } from '../../../shared/contract/checks.ts'
import type { NearMiss, PreviewReport } from '../../../shared/contract/preview.ts'
import { aliasesLacking, emptyPreview, factsWith, healthy, noneMatches, previewWith } from './facts.ts'

function run(id: CheckId, changes: DiagnosticFacts) {
  const check = checks.find((each) => each.id === id)
  if (check === undefined) throw new Error(`no check ${id}`)
  const { verdict, evidence, next } = evaluateCheck(check, factsWith(changes))
  return { verdict, evidence, next: next && [next.text, next.action, next.value, ...(next.window ? [next.window] : [])] }
}

const miss: NearMiss = {
  kind: 'surrounding-space',
  severity: 'miss',
  key: 'session.id',
  place: 'attribute',
  value: 'sim-1 ',
  expected: 'sim-1',
  traceId: 'b1',
  spanId: 's9',
  traces: 2,
  fix: 'Set session.id without the space at its end.',
}

test('when everything is well, every check passes', () => {
  expect(checks.map((check) => [check.id, check.evaluate(factsWith()).verdict])).toEqual(checks.map(({ id }) => [id, 'pass']))
})

test('when nothing was looked at, every check is skipped and says so', () => {
  for (const check of checks)
    expect(check.evaluate({})).toEqual({ verdict: 'skipped', evidence: ['this was not looked at'], next: null })
})

test('every check is named once, findable, and answers in the form of the contract', () => {
  const results = checks.map((check) => CheckResult.parse(evaluateCheck(check, factsWith())))
  expect(new Set(results.map(({ id }) => id)).size).toBe(checks.length)
  expect(results.filter(({ keywords, evidence }) => keywords.length === 0 || evidence.length === 0)).toEqual([])
})

test.each([
  ['401', ['authorised']],
  ['connection refused', ['dns', 'tcp', 'public-address', 'store-reachable']],
  ['no spans', ['connection', 'project', 'spans-in-window', 'correlation']],
  ['in phoenix but not in coval', ['correlation']],
  ['configured', ['connection', 'key']],
])('people who search for "%s" find the checks', (words, expected) => {
  expect(checks.filter(({ keywords }) => keywords.includes(words)).map(({ id }) => id)).toEqual(expected)
})

test("each symptom of Coval's page has its checks", () => {
  const bySymptom: Record<string, string[]> = {}
  for (const { id, symptom } of checks) if (symptom !== null) bySymptom[symptom] = [...(bySymptom[symptom] ?? []), id]
  expect(bySymptom).toEqual({
    'No spans in the viewer, correct time window': ['connection', 'key', 'project', 'spans-in-window'],
    'Spans appear in Phoenix but not in Coval': ['correlation'],
    '401 Unauthorized': ['authorised'],
    'Connection refused': ['dns', 'tcp', 'public-address'],
  })
})

test('a step that fails is the only failure; what needs it is skipped with its reason', () => {
  const reason = 'localhost:6006 refuses connections (ECONNREFUSED)'
  const behind = [
    'tls',
    'http',
    'clock',
    'server',
    'authorisation',
    'project',
    'preview',
    'window',
    'around',
    'aliases',
    'native',
  ] as const
  const facts = factsWith({
    tcp: failed('phoenix-refused', reason),
    ...Object.fromEntries(behind.map((name) => [name, skipped(reason)])),
  })
  const verdicts = checks.map((check) => ({ id: check.id, ...check.evaluate(facts) }))
  expect({
    failed: verdicts.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id),
    passed: verdicts.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id),
    reasons: new Set(verdicts.filter(({ verdict }) => verdict === 'skipped').flatMap(({ evidence }) => evidence)),
  }).toEqual({
    failed: ['tcp'],
    passed: ['connection', 'key', 'keychain', 'dns', 'public-address', 'store-reachable', 'store-writable'],
    reasons: new Set([reason]),
  })
})

describe('connection and key', () => {
  test('a key for another origin fails and leads to Replace key', () => {
    expect(run('key', { key: known({ ...healthy.key, origin: 'https://old.example', originMismatch: true }) })).toEqual({
      verdict: 'fail',
      evidence: [
        'the key was saved for https://old.example, the connection goes to https://phoenix.example; it is not sent there',
      ],
      next: ['Type the key for this host', 'replace-key', null],
    })
  })

  test.each([
    ['https://app.phoenix.arize.com/s/me', 'fail'],
    ['http://localhost:6006', 'pass'],
    ['https://notphoenix.arize.com.example', 'pass'],
  ])('no key: %s %s', (host, verdict) => {
    const key = known({ ...healthy.key, configured: false, origin: null })
    expect(run('key', { key, connection: known({ ...healthy.connection, host }) }).verdict).toBe(verdict)
  })

  test('a key in memory warns with the reason; without a key nothing is lost', () => {
    const key = { ...healthy.key, kept: { kind: 'memory', reason: 'this session has no D-Bus' } as const }
    expect([
      run('keychain', { key: known(key) }),
      run('keychain', { key: known({ ...key, configured: false }) }).verdict,
    ]).toEqual([
      {
        verdict: 'warn',
        evidence: ['secrets are kept in memory for this run only: this session has no D-Bus'],
        next: ['Start or unlock a keychain (GNOME Keyring, KWallet), then save the key again', 'replace-key', null],
      },
      'pass',
    ])
  })

  test.each([
    [true, 'the saved key was sent', 'Make a new API key in Phoenix (Settings → API Keys) and replace the saved one'],
    [false, 'no key was sent, because none is saved', 'Save an API key of this Phoenix'],
  ])('401 says whether a key was sent: %s', (configured, sent, text) => {
    const changes = {
      key: known({ ...healthy.key, configured }),
      authorisation: failed('phoenix-unauthorized', 'Phoenix answered 401'),
    }
    expect(run('authorised', changes)).toEqual({
      verdict: 'fail',
      evidence: ['Phoenix answered 401', sent],
      next: [text, 'replace-key', null],
    })
  })
})

describe('the way to Phoenix', () => {
  test.each([
    ['loopback', 'is this machine itself'],
    ['private', 'is in a private network'],
    ['link-local', 'is valid on one network link only'],
    ['cgnat', 'is in a provider’s shared range (CGNAT)'],
    ['local-name', 'is a name that only the local network knows'],
  ] as const)("an address of scope %s is out of reach for Coval's workers", (scope, meaning) => {
    expect(run('public-address', { address: known({ hostname: 'box', scope, addresses: ['10.0.0.4'] }) })).toEqual({
      verdict: 'warn',
      evidence: [`box (10.0.0.4) ${meaning}`, 'it works from here, but not from Coval'],
      next: ['Give Coval a public address of this Phoenix: a reverse proxy, a tunnel or Phoenix Cloud', null, null],
    })
  })

  test('an old Phoenix warns with its version', () => {
    expect(run('server', { server: known({ version: '12.0.0', selects: false, latencyMs: 8 }) })).toMatchObject({
      verdict: 'warn',
      evidence: ['Phoenix 12.0.0, answered in 8 ms', expect.stringContaining('14.9.0')],
    })
  })

  test.each([
    [4_000, 513, 'pass'],
    [-5_400, 513, 'pass'],
    [-7_200_000, 513, 'warn'],
    [null, 513, 'skipped'],
  ])('clocks that differ by %s ± %s ms: %s', (skewMs, uncertaintyMs, verdict) => {
    expect(run('clock', { clock: known({ skewMs, uncertaintyMs }) }).verdict).toBe(verdict)
  })

  test('a clock that is off is told with amount and direction', () => {
    expect(run('clock', { clock: known({ skewMs: -7_200_000, uncertaintyMs: 513 }) }).evidence).toEqual([
      'the server’s clock is 2 hours behind this machine’s (± 513 ms)',
    ])
  })
})

describe('project and window', () => {
  test('an unknown project shows the nearest names, and the best one is the next step', () => {
    const project = { name: 'Support_agent', found: false, nearest: ['support-agent', 'support-bot'], projects: 7 }
    expect(run('project', { project: known(project) })).toEqual({
      verdict: 'fail',
      evidence: [
        '“Support_agent” is none of the 7 projects of this Phoenix; letter case matters',
        'nearest: “support-agent”, “support-bot”',
      ],
      next: ['Use the project “support-agent”', 'pick-project', 'support-agent'],
    })
  })

  test('an empty window shows the nearest spans on both sides, and leads to the nearer', () => {
    const before = { time: '2026-11-22T12:58:00.000000Z', name: 'conversation', distanceMs: 3_720_000, exact: true }
    const after = { time: '2026-11-22T14:06:00.000000Z', name: 'llm', distanceMs: 60_000, exact: false }
    expect(run('spans-in-window', { preview: previewWith(emptyPreview), around: known({ before, after }) })).toEqual({
      verdict: 'fail',
      evidence: [
        '0 spans between 2026-11-22T14:00:00.000000Z and 2026-11-22T14:05:00.000000Z in “support-agent”',
        'nearest span before: 2026-11-22T12:58:00.000000Z, 1 hour away (conversation)',
        'nearest span after: 2026-11-22T14:06:00.000000Z, at most 1 minute away (llm)',
      ],
      next: [
        'Move the window to 2026-11-22T14:06:00.000000Z',
        'change-window',
        '2026-11-22T14:06:00.000000Z',
        { start: '2026-11-22T14:01:00.000000Z', end: '2026-11-22T14:11:00.000000Z' },
      ],
    })
  })

  test('a project without any span says so', () => {
    expect(run('spans-in-window', { preview: previewWith(emptyPreview) }).evidence).toEqual([
      '0 spans between 2026-11-22T14:00:00.000000Z and 2026-11-22T14:05:00.000000Z in “support-agent”',
      'the project holds no spans at other times either',
    ])
  })

  test('a window that cannot be read fails, so that the run does not look well', () => {
    const changes = { preview: failed('budget-exhausted', 'the budget of 90 s ended during: fetch') }
    expect([run('window-read', changes), run('correlation', changes).verdict]).toEqual([
      {
        verdict: 'fail',
        evidence: ['the budget of 90 s ended during: fetch (budget-exhausted)'],
        next: ['Run it again, narrow the window, or give it more time.', 'retry', null],
      },
      'skipped',
    ])
  })
})

describe('correlation', () => {
  const unmatched: Partial<PreviewReport> = {
    outcome: 'empty',
    spans: { inWindow: 40, matched: 0, documentedLimits: 0 },
    traces: [],
  }

  test('a match says how many spans and traces, and by which key', () => {
    expect(run('correlation', {}).evidence).toEqual(['12 spans in 1 trace match “sim-1”', 'by simulation_output_id in 1 trace'])
  })

  test('a near miss is shown with its difference, and its fix is the next step', () => {
    expect(run('correlation', { preview: previewWith({ ...unmatched, nearMisses: [miss] }) })).toEqual({
      verdict: 'fail',
      evidence: [
        'no span carries “sim-1” in simulation_output_id, coval_simulation_output_id, session_id, session.id or metadata',
        'near miss (surrounding space): session.id = “sim-1 ” in 2 traces',
      ],
      next: ['Set session.id without the space at its end.', 'show-near-misses', 'sim-1 '],
    })
  })

  test.each([
    [
      'outside-window',
      'change-window',
      '2026-11-22T16:00:00.000000Z',
      'the id is outside the window, in session.id at 2026-11-22T16:00:00.000000Z',
    ],
    ['another-project', 'pick-project', 'other-agent', 'the id is in the project other-agent, in session.id'],
  ] as const)('the id %s leads there', (kind, action, value, seen) => {
    const preview = previewWith({ ...emptyPreview, nearMisses: [{ ...miss, kind, value, traces: 1 }] })
    const { verdict, evidence, next } = run('correlation', { preview })
    expect({ verdict, seen: evidence[1], next }).toEqual({ verdict: 'fail', seen, next: [miss.fix, action, value] })
  })

  test('the id outside the window leads to the window that holds it', () => {
    const window = { start: '2026-11-22T16:00:00.000000Z', end: '2026-11-22T16:01:00.000000Z' }
    const preview = previewWith({
      ...emptyPreview,
      nearMisses: [{ ...miss, kind: 'outside-window', value: window.start, window }],
    })
    expect(run('correlation', { preview }).next).toEqual([
      'Use the window 2026-11-22T16:00:00.000000Z – 2026-11-22T16:01:00.000000Z',
      'change-window',
      window.start,
      window,
    ])
  })

  test('without any near miss a snippet is the next step', () => {
    expect(run('correlation', { preview: previewWith(unmatched) }).next).toEqual([
      'Set simulation_output_id on the agent’s root span; the snippet shows how',
      'show-snippet',
      null,
    ])
  })

  test('one other simulation in the window is offered', () => {
    const otherSimulations = [{ id: 'sim-2', key: 'session.id', traces: 1, spans: 9 }]
    expect(run('correlation', { preview: previewWith({ ...unmatched, otherSimulations }) }).next).toEqual([
      'Check the id; the window holds “sim-2”',
      'switch-simulation',
      'sim-2',
    ])
  })

  test.each([
    ['without a simulation', { simulation: null }],
    ['without spans', emptyPreview],
  ])('%s there is nothing to correlate', (_, changes) => {
    expect(run('correlation', { preview: previewWith(changes) }).verdict).toBe('skipped')
  })

  test('two ids in a trace warn with both', () => {
    const ids = [
      { key: 'simulation_output_id', value: 'sim-1', spanId: 's1' },
      { key: 'session.id', value: 'web-7', spanId: 's2' },
    ]
    expect(run('two-ids', { preview: previewWith({ conflicts: [{ traceId: 'a1', ids }] }) })).toMatchObject({
      verdict: 'warn',
      evidence: [
        '1 trace with different ids; each is imported for the id that it is asked for',
        'trace a1: simulation_output_id = “sim-1”, session.id = “web-7”',
      ],
    })
  })
})

describe('what an import would hold', () => {
  test('the documented limits are told with all three numbers', () => {
    const spans = { inWindow: 7_482, matched: 1_183, documentedLimits: 1_013 }
    expect(run('limits', { preview: previewWith({ spans }) })).toEqual({
      verdict: 'warn',
      evidence: [expect.stringMatching(/1,013 of 1,183 matching spans, .* newest 5,000 of the window’s 7,482 spans$/)],
      next: ['Narrow the window to the simulation’s own start and end', 'change-window', null],
    })
  })

  test.each([
    ['span-cap', 'limits', 'warn'],
    ['budget', 'limits', 'warn'],
    ['still-arriving', 'limits', 'pass'],
    ['still-arriving', 'late-spans', 'warn'],
    ['span-cap', 'late-spans', 'pass'],
  ] as const)('partial because of %s: %s %s', (reason, id, verdict) => {
    expect(run(id, { preview: previewWith({ partial: { reason, detail: 'not whole' } }) }).verdict).toBe(verdict)
  })

  test('a search of other projects that ended early says nothing of the window', () => {
    const partial = { reason: 'search-cap', detail: 'not all' } as const
    expect(run('limits', { preview: previewWith({ ...noneMatches, partial }) }).verdict).toBe('pass')
  })

  test('a window that has not ended warns', () => {
    expect(run('late-spans', { window: known({ endedMsAgo: -90_000 }) }).verdict).toBe('warn')
  })

  test('spans that could not be read are counted and named', () => {
    const malformed = [{ index: 4, spanId: null, problem: 'no start time' }]
    expect(run('readable-spans', { preview: previewWith({ malformed }) }).evidence).toEqual([
      '1 span could not be read; the others are whole',
      'span 4 of its page: no start time',
    ])
  })

  test.each([
    ['llm.token_count.completion', 'tokens', 'input-output'],
    ['output.value', 'input-output', 'tokens'],
  ] as const)('LLM spans without %s warn in %s, not in %s', (source, warned, well) => {
    const aliases = known(aliasesLacking({ [source]: 3 }))
    expect([run(warned, { aliases }).verdict, run(warned, { aliases }).evidence[1], run(well, { aliases }).verdict]).toEqual([
      'warn',
      `${source}: missing on 3 of 4 LLM spans`,
      'pass',
    ])
  })

  test('no LLM span at all warns', () => {
    const aliases = known({ ...aliasesLacking({}), llmSpans: 0 })
    expect([run('tokens', { aliases }).verdict, run('input-output', { aliases }).verdict]).toEqual(['warn', 'warn'])
  })

  test('a host that redirects elsewhere fails, and the address is offered', () => {
    const http = known({ ...healthy.http, status: 302, redirectsTo: 'https://other.example' })
    expect(run('http', { http })).toMatchObject({
      verdict: 'fail',
      next: ['If that address is yours, save it as the host of the connection', 'edit-connection', 'https://other.example'],
    })
  })

  test('a store that cannot be asked for native traces fails', () => {
    expect(run('native-traces', { native: failed('store-unreachable', 'silence') })).toMatchObject({
      verdict: 'fail',
      evidence: ['silence'],
    })
  })

  test('native traces warn, because the import would be skipped', () => {
    expect(run('native-traces', { native: known({ traces: 2, spans: 30, services: ['voice-agent'] }) })).toMatchObject({
      verdict: 'warn',
      evidence: ['the store holds 30 spans in 2 traces that came by OTLP, from voice-agent'],
    })
  })
})
