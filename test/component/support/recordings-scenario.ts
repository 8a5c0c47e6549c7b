import type { ConnectionView } from '../../../shared/contract/connection.ts'
import type {
  Comparison,
  Difference,
  DraftLine,
  HeldCase,
  OpenedRecording,
  RedactionEntry,
  RedactionLevel,
} from '../../../shared/contract/recordings.ts'
import { busySimulation, end, hex, importReport, previewReport, seeded, spacedSimulation, start } from './scenario.ts'
import { checkResults } from './scenario-reports.ts'

/** The tags that stand for the simulation's id in a redacted file. */
export const taggedSimulation = 'Qm4ZtYpWx8sLrB2vNfKcHd'
/** A sentence of a person; it is in a file that shows everything and in no other. */
export const personalSentence = 'My name is Ada Byron and my refund never came.'

export function heldCases(count: number): HeldCase[] {
  const cases: Omit<HeldCase, 'id' | 'recordedAt'>[] = [
    {
      connectionId: 'local',
      connectionName: 'Local Phoenix',
      project: 'busy-agent',
      simulation: busySimulation,
      jobs: ['preview', 'import', 'check'],
      requests: 23,
      bytes: 812_044,
      complete: true,
    },
    {
      connectionId: 'cloud',
      connectionName: 'Acme staging',
      project: 'voice-agent',
      simulation: spacedSimulation,
      jobs: ['preview', 'check'],
      requests: 14,
      bytes: 96_310,
      complete: true,
    },
    {
      connectionId: 'local',
      connectionName: 'Local Phoenix',
      project: 'busy-agent',
      simulation: null,
      jobs: ['preview'],
      requests: 41,
      bytes: 61_204_118,
      complete: false,
    },
    {
      connectionId: 'cloud',
      connectionName: 'Acme staging',
      project: 'voice-agent',
      simulation: 'KJQcwkNbSjEaLZvYfe7P77',
      jobs: ['import'],
      requests: 3,
      bytes: 412,
      complete: true,
    },
    {
      connectionId: 'local',
      connectionName: 'Local Phoenix',
      project: 'near-miss-agent',
      simulation: '8C84CXpPATYSGxcGL5n5yd',
      jobs: ['check'],
      requests: 9,
      bytes: 18_220,
      complete: true,
    },
  ]
  return Array.from({ length: count }, (_, index) => {
    const one = cases[index % cases.length]
    if (!one) throw new Error('there are cases')
    return { ...one, id: `held-${index + 1}`, recordedAt: new Date(end + 1_500_000 - index * 720_000).toISOString() }
  })
}

export function redactionOf(level: RedactionLevel): RedactionEntry[] {
  if (level === 'everything') return [{ place: 'headers', fate: 'dropped', count: 9 }]
  const text = level === 'text'
  return [
    { place: 'attribute names', fate: 'kept', count: 6_211 },
    { place: 'attribute names', fate: 'tagged', count: 84 },
    { place: 'attribute values', fate: 'kept', count: 1_204 },
    ...(text ? [{ place: 'attribute values', fate: 'masked', count: 2_633 } as const] : []),
    { place: 'attribute values', fate: 'tagged', count: text ? 311 : 2_944 },
    { place: 'headers', fate: 'kept', count: 46 },
    { place: 'ids', fate: 'tagged', count: 548 },
    { place: 'metadata', fate: 'tagged', count: 183 },
    { place: 'names of spans and events', fate: 'kept', count: 412 },
    { place: 'names of spans and events', fate: 'tagged', count: 137 },
    { place: 'numbers', fate: 'kept', count: 933 },
    { place: 'project names', fate: 'tagged', count: 7 },
    { place: 'query parameters', fate: 'dropped', count: 2 },
    { place: 'times', fate: 'tagged', count: 1_098 },
    { place: 'trace and span ids', fate: 'tagged', count: 1_281 },
    { place: 'unknown members', fate: 'dropped', count: 12 },
  ]
}

const paths = [
  '/v1/projects?limit=100',
  '/v1/projects/p-k7q2m/spans/otlpv1?limit=1000',
  '/v1/projects/p-k7q2m/spans/otlpv1?attribute=session_id%3AQm4ZtYpWx8sLrB2vNfKcHd&limit=1000',
  '/v1/projects/p-k7q2m/spans/otlpv1?cursor=c-81x0&limit=1000',
]

/** A line as the engine would write it at this level. */
export function draftLine(number: number, level: RedactionLevel): DraftLine {
  const plain = level === 'everything'
  const simulation = plain ? busySimulation : taggedSimulation
  const random = seeded(number)
  if (number === 1) return line(number, 'header', { 'coval-case': 1, manifest: hex(random, 64) })
  if (number === 2)
    return line(number, 'manifest', { program: { name: 'coval-companion', version: '0.1.0' }, phoenix: '20.26.1', level })
  if (number === 3)
    return line(number, 'preview', { kind: 'preview', report: { outcome: 'matched', simulation, spans: { matched: 183 } } })
  if (number === 4)
    return line(number, 'import', { kind: 'import', report: { outcome: 'imported', simulation, spans: { written: 183 } } })
  if (number === 5)
    return line(number, 'checks', { kind: 'checks', report: { format: 1, checks: [{ id: 'host-reachable', verdict: 'pass' }] } })
  if (number <= 16)
    return line(number, 'exchange', {
      kind: 'exchange',
      job: number < 9 ? 'preview' : number < 13 ? 'import' : 'check',
      method: 'GET',
      target: paths[number % paths.length]?.replaceAll(taggedSimulation, simulation),
      attempt: 1,
      startedMs: (number - 6) * 41,
      elapsedMs: 22 + Math.round(random() * 80),
      status: 200,
      headers: { 'content-type': 'application/json', 'x-phoenix-server-version': '20.26.1' },
      body: number - 6,
      failure: null,
    })
  const said = plain ? personalSentence : level === 'text' ? 'Po rera xo Lim Tokas meb po simana lovur tavo.' : 't-9f2kq41m (46)'
  const made = line(number, 'body', {
    kind: 'body',
    encoding: 'utf8',
    text: JSON.stringify({
      data: [
        { name: 'ChatCompletion', attributes: { session_id: simulation, 'input.value': said, 'llm.token_count.prompt': 812 } },
      ],
    }),
  })
  return number % 3 === 0 ? { ...made, bytes: 412_907, cut: true } : made
}

function line(number: number, kind: string, value: unknown): DraftLine {
  const text = JSON.stringify(value)
  return { number, kind, bytes: text.length + 1, text, cut: false }
}

const connectionOf = (id: string, name: string, project: string, port: number): ConnectionView => ({
  id,
  name: `Recording: ${name}`,
  host: `http://127.0.0.1:${port}`,
  project,
  saved: false,
  key: { configured: false, origin: null, originMismatch: false, unreadable: null, kept: { kind: 'keychain', reason: null } },
  plainHttpWarning: false,
})

/** A case that a customer sent, at the level that shows least. */
export function openedCase(id: string, name: string): OpenedRecording {
  const request: OpenedRecording['request'] = {
    connectionId: id,
    simulation: taggedSimulation,
    window: { kind: 'find' },
    limits: 'simulation',
    strategy: 'auto',
    budgetSeconds: 90,
    replace: false,
  }
  return {
    id,
    name,
    kind: 'case',
    connection: connectionOf(id, name, 'p-k7q2m', 40_200 + Number(id.replace(/\D/g, ''))),
    request,
    level: 'structure',
    recordedAt: '2031-04-02T09:12:44.000Z',
    programVersion: '0.1.0',
    phoenixVersion: '20.26.1',
    redaction: redactionOf('structure'),
    requests: 23,
    spans: 7_482,
    limits: ['Times were moved, and names, ids and texts replaced; equal things are still equal.'],
    recorded: {
      preview: previewReport({ ...request, simulation: busySimulation }),
      import: importReport({ ...request, simulation: busySimulation }),
      checks: { format: 1, checks: [...checkResults] },
    },
  }
}

/** Phoenix's own download: spans, and nothing else. */
export function traceFile(id: string, name: string): OpenedRecording {
  return {
    id,
    name,
    kind: 'trace-file',
    connection: connectionOf(id, name, 'support-agent', 40_300 + Number(id.replace(/\D/g, ''))),
    request: {
      connectionId: id,
      simulation: null,
      window: { kind: 'exact', start: new Date(start).toISOString(), end: new Date(end).toISOString() },
      limits: 'simulation',
      strategy: 'auto',
      budgetSeconds: 90,
      replace: false,
    },
    level: null,
    recordedAt: null,
    programVersion: null,
    phoenixVersion: null,
    redaction: [],
    requests: 0,
    spans: 1_204,
    limits: [
      'This is Phoenix’s JSONL download: it holds spans and no requests, so nothing is known of the host, its version, failures and timings.',
      'It names no window: every span of the file counts as inside it, and spans outside the file cannot be near misses.',
      'What the documented limits would leave cannot be told, because Phoenix counts its newest stored spans, of everybody.',
    ],
    recorded: { preview: null, import: null, checks: null },
  }
}

const row = (section: Difference['section'], what: string, left: string, right = left): Difference => ({
  section,
  what,
  left,
  right,
  same: left === right,
})

export function comparison(left: string, right: string): Comparison {
  const rows = [
    row('settings', 'simulation given', 'yes'),
    row('settings', 'window', '23.812 s, found', '600 s, given'),
    row('settings', 'limits', 'simulation', 'documented'),
    row('settings', 'strategy asked for', 'auto'),
    row('settings', 'Phoenix', '20.26.1', '12.0.0'),
    row('spans', 'spans in the window', '7482'),
    row('spans', 'traces in the window', '510'),
    row('spans', 'matching spans', '183', '112'),
    row('spans', 'with an error', '4', '2'),
    row('spans', 'kind LLM', '43', '29'),
    row('spans', 'kind TOOL', '36', '–'),
    row('spans', 'attribute input.value', '79'),
    row('spans', 'attribute llm.tools.#.tool.json_schema', '–', '29'),
    row('matches', 'outcome', 'matched'),
    row('matches', 'matching traces', '36', '22'),
    row('matches', 'matched by', 'session_id'),
    row('matches', 'partial', 'no', 'span-cap'),
    row('matches', 'near miss surrounding-space, attribute simulation_output_id', '1 trace'),
    row(
      'aliases',
      'llm.token_count.prompt → gen_ai.usage.input_tokens',
      '40 with the source, 40 aliased, 0 in conflict, 3 LLM spans lack it',
      '27 with the source, 27 aliased, 0 in conflict, 2 LLM spans lack it',
    ),
    row('aliases', 'output.value → output', '79 with the source, 79 aliased, 0 in conflict, 1 LLM spans lack it'),
    row('checks', 'host-reachable', 'pass'),
    row('checks', 'authorised', 'pass'),
    row('checks', 'cap', 'pass', 'fail'),
    row('checks', 'clock', 'pass'),
  ]
  return {
    left,
    right,
    rows,
    different: rows.filter(({ same }) => !same).length,
    compared: 'Compared: settings, counts, aliases, verdicts of checks.',
    notes: ['Names and ids of a redacted recording are tags of that file: they are counted here, not compared.'],
  }
}
