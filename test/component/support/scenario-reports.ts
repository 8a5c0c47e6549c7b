import type { AliasReport, AliasSpan } from '../../../shared/contract/aliases.ts'
import type { CheckResult } from '../../../shared/contract/checks.ts'
import { hex, seeded } from './scenario.ts'

const rule = (
  id: string,
  source: string,
  alias: string,
  counts: [number, number, number, number],
  before: string,
  after = before,
  origin: 'page' | 'ours' = 'page',
  enabled = true,
): AliasReport['rules'][number] => ({
  id,
  source,
  alias,
  origin,
  enabled,
  withSource: counts[0],
  aliased: counts[1],
  equal: 0,
  conflicts: counts[2],
  llmSpans: 43,
  llmLacking: counts[3],
  samples: [0, 1, 2].map((index) => ({
    traceId: `44a43a6f0000000000000000000000${index}0`,
    spanId: `a07b5c1d22e94f6${index}`,
    spanName: index === 2 ? 'conversation turn' : 'ChatCompletion',
    before: before.replace('812', String(812 - index * 97)),
    after: after.replace('812', String(812 - index * 97)),
    conflict: counts[2] > 0 && index === 2,
  })),
})

export function aliasReport(extraRules: readonly string[]): AliasReport {
  const on = (id: string) => extraRules.includes(id)
  const extra = (id: string, source: string, alias: string, with_: number, sample: string) =>
    rule(id, source, alias, [with_, on(id) ? with_ : 0, 0, 43 - with_], sample, sample, 'ours', on(id))
  return {
    spans: 183,
    llmSpans: 43,
    rules: [
      rule('prompt-tokens', 'llm.token_count.prompt', 'gen_ai.usage.input_tokens', [40, 40, 0, 3], '812'),
      rule('completion-tokens', 'llm.token_count.completion', 'gen_ai.usage.output_tokens', [40, 40, 0, 3], '17'),
      rule('input', 'input.value', 'input', [79, 76, 3, 0], '{"messages": [{"role": "user", "content": "Where is my refund?"}]}'),
      rule('output', 'output.value', 'output', [79, 79, 0, 1], 'Your refund of 42.50 EUR is on its way.'),
      extra('cache-read-tokens', 'llm.token_count.prompt_details.cache_read', 'gen_ai.usage.cache_read.input_tokens', 40, '4'),
      extra('reasoning-tokens', 'llm.token_count.completion_details.reasoning', 'gen_ai.usage.reasoning.output_tokens', 40, '0'),
      extra('model', 'llm.model_name', 'gen_ai.request.model', 43, 'gpt-4o-mini-2024-07-18'),
      { ...extra('tool-name', 'tool.name', 'gen_ai.tool.name', 12, 'lookup_order'), llmLacking: null },
    ],
    renamed: [
      { name: 'ChatCompletion', spans: 36 },
      { name: 'openai.chat', spans: 5 },
      { name: 'OpenAI.generate', spans: 2 },
    ],
    consequences: [
      {
        ruleId: 'prompt-tokens',
        spans: 3,
        text: 'Token usage cannot be computed for 3 LLM spans, because they carry neither `llm.token_count.prompt` nor `gen_ai.usage.input_tokens` (streaming without `include_usage`).',
      },
      {
        ruleId: 'output',
        spans: 1,
        text: 'The answer of 1 LLM span cannot be shown, because it has no `output.value` (it ended with an error).',
      },
    ],
  }
}

export const aliasSpans = (total: number): AliasSpan[] => {
  const random = seeded(11)
  return Array.from({ length: total }, (_, index) => ({
    traceId: hex(random, 32),
    spanId: hex(random, 16),
    spanName: index % 3 === 0 ? 'openai.chat' : 'ChatCompletion',
    source: String(40 + ((index * 97) % 900)),
    alias: String(40 + ((index * 97) % 900)),
  }))
}

const check = (
  id: string,
  title: string,
  verdict: CheckResult['verdict'],
  evidence: string[],
  symptom: string | null,
  keywords: string[],
  next: CheckResult['next'] = null,
): CheckResult => ({ id, title, verdict, evidence, symptom, keywords, next })

const noSpans = 'No spans in the viewer, correct time window'
const notInCoval = 'Spans appear in Phoenix but not in Coval'

export const checkResults: CheckResult[] = [
  check('connection', 'The connection is saved and complete', 'pass', ['Host, project and key are configured'], noSpans, [
    'configured',
    'no spans',
  ]),
  check('project', 'The project exists', 'pass', ['`busy-agent` is one of 7 projects'], noSpans, ['project', 'no spans', '404'], {
    text: 'Use the project “busy-agent-2”',
    action: 'pick-project',
    value: 'busy-agent-2',
  }),
  check('spans-in-window', 'The window holds spans', 'pass', ['7,482 spans between 14:43:15.278 and 14:43:39.089 UTC'], noSpans, [
    'no spans',
    'window',
    'empty',
  ]),
  check(
    'correlation',
    'Spans carry the simulation output id',
    'fail',
    [
      '0 of 510 traces carry `LQsLeGfKT3WELbYaTRGFWM`',
      '1 trace carries it with a space at the end',
      '2 traces carry it under `simulationOutputId`',
    ],
    notInCoval,
    ['not in coval', 'session_id', 'simulation_output_id', 'correlation'],
    { text: 'Look at the 4 near misses', action: 'show-near-misses', value: null },
  ),
  check(
    'authorised',
    'Phoenix accepts the request',
    'fail',
    ['GET /v1/projects answered 401 “Invalid token”', 'The key was saved on 2026-11-02 for https://app.phoenix.arize.com'],
    '401 Unauthorized',
    ['401', 'unauthorized', 'key', 'rotated', 'invalid token'],
    { text: 'Replace the key', action: 'replace-key', value: null },
  ),
  check('dns', 'The host name has an address', 'pass', ['localhost → 127.0.0.1, ::1'], 'Connection refused', [
    'dns',
    'enotfound',
    'connection refused',
  ]),
  check('tcp', 'The port accepts connections', 'pass', ['127.0.0.1:6006 accepted after 0.4 ms'], 'Connection refused', [
    'tcp',
    'econnrefused',
    'connection refused',
  ]),
  check('tls', 'The certificate is trusted', 'skipped', ['The address is plain http'], 'Connection refused', [
    'tls',
    'certificate',
  ]),
  check(
    'public-address',
    'Coval could reach this address',
    'warn',
    ['127.0.0.1 is a loopback address: Coval’s workers cannot reach it'],
    'Connection refused',
    ['public', 'private', 'localhost', 'connection refused', 'firewall'],
    { text: 'Give Coval a public address, or import from here', action: 'edit-connection', value: null },
  ),
  check('server', 'The server is a Phoenix that can select', 'pass', ['Phoenix 20.26.1; it can select by attribute'], null, [
    'version',
    'html',
  ]),
  check('clock', 'The clocks agree', 'pass', ['The server is 40 ms behind this machine'], null, ['clock', 'skew', 'time zone']),
  check(
    'limits',
    'The simulation fits the limits',
    'warn',
    ['7,482 spans; Coval reads the newest 5,000', '113 of 183 spans of the simulation are among them'],
    null,
    ['5000', 'cap', 'partial'],
    {
      text: 'Make the window smaller',
      action: 'change-window',
      value: null,
    },
  ),
  check('store-writable', 'The trace store can be written', 'pass', ['ClickHouse 26.5.1 (embedded); 12,406 spans'], null, [
    'clickhouse',
    'store',
    'read-only',
  ]),
  check('keychain', 'API keys are kept safely', 'pass', ['The OS keychain answers'], null, ['keychain', 'vault']),
]
