import { type DiagnosticFacts, type FactValues, known } from '../../../shared/checks/facts.ts'

type Values = { readonly [K in keyof FactValues]: FactValues[K] }

const preview: FactValues['preview'] = {
  format: 1,
  previewId: 'preview',
  outcome: 'matched',
  simulation: 'sim-1',
  project: 'support-agent',
  host: 'https://phoenix.example',
  window: { start: '2026-11-22T14:00:00.000000Z', end: '2026-11-22T14:05:00.000000Z', source: 'given' },
  strategy: { kind: 'select', reason: null, unsearchable: [] },
  spans: { inWindow: 40, matched: 12, documentedLimits: 12 },
  traces: [
    {
      traceId: 'a1',
      name: 'conversation',
      verdict: 'matched',
      spans: 12,
      start: '2026-11-22T14:00:01.000000Z',
      end: '2026-11-22T14:00:09.000000Z',
      errors: 0,
      hasRoot: true,
      evidence: [
        { spanId: 's1', spanName: 'conversation', root: true, key: 'simulation_output_id', place: 'attribute', value: 'sim-1' },
      ],
      otherIds: [],
    },
  ],
  nearMisses: [],
  otherSimulations: [],
  conflicts: [],
  malformed: [],
  partial: null,
  requests: 3,
  elapsedMs: 420,
  serverVersion: '20.26.1',
  error: null,
}

const rule = (source: string, llmLacking = 0): FactValues['aliases']['rules'][number] => ({
  id: source,
  source,
  alias: `alias of ${source}`,
  origin: 'page',
  enabled: true,
  withSource: 4 - llmLacking,
  aliased: 4 - llmLacking,
  equal: 0,
  conflicts: 0,
  llmSpans: 4,
  llmLacking,
  samples: [],
})

export const aliasesLacking = (lacking: Readonly<Record<string, number>>): FactValues['aliases'] => ({
  spans: 12,
  llmSpans: 4,
  rules: ['llm.token_count.prompt', 'llm.token_count.completion', 'input.value', 'output.value'].map((source) =>
    rule(source, lacking[source] ?? 0),
  ),
  renamed: [],
  consequences: [],
})

/** A case in which everything is well. */
export const healthy: Values = {
  connection: { name: 'cloud', host: 'https://phoenix.example', project: 'support-agent' },
  key: {
    configured: true,
    origin: 'https://phoenix.example',
    originMismatch: false,
    unreadable: null,
    kept: { kind: 'keychain', reason: null },
    plainHttpAbroad: false,
  },
  address: { hostname: 'phoenix.example', scope: 'public', addresses: ['8.8.8.8'] },
  dns: { addresses: ['8.8.8.8'], elapsedMs: 3.4 },
  tcp: { address: '8.8.8.8', port: 443, elapsedMs: 12 },
  tls: { protocol: 'TLSv1.3', validUntil: 'Nov 22 14:00:00 2027 GMT', elapsedMs: 30 },
  http: { status: 200, redirectsTo: null, contentType: 'text/plain', version: '20.26.1', elapsedMs: 25 },
  clock: { skewMs: 120, uncertaintyMs: 513 },
  server: { version: '20.26.1', selects: true, latencyMs: 25 },
  authorisation: { projects: 7 },
  project: { name: 'support-agent', found: true, nearest: [], projects: 7 },
  preview,
  window: { endedMsAgo: 600_000 },
  around: { before: null, after: null },
  aliases: aliasesLacking({}),
  store: { location: '/data/store', version: '26.5.1', spans: 1_000 },
  storeWritable: { location: '/data/store' },
  native: { traces: 0, spans: 0, services: [] },
}

/** The facts of the healthy case with some replaced. */
export function factsWith(changes: DiagnosticFacts = {}): DiagnosticFacts {
  const all = Object.fromEntries(Object.entries(healthy).map(([name, value]) => [name, known(value)]))
  return { ...all, ...changes }
}

/** The healthy preview with some of it replaced. */
export const previewWith = (changes: Partial<FactValues['preview']>) => known({ ...preview, ...changes })

/** The window holds spans, and none of them matches. */
export const noneMatches = { spans: { inWindow: 40, matched: 0, documentedLimits: 0 } }

export const emptyPreview: Partial<FactValues['preview']> = {
  outcome: 'empty',
  spans: { inWindow: 0, matched: 0, documentedLimits: 0 },
  traces: [],
}
