import type { ImportRecord, ImportReport, ImportRequest, Window } from '../../../shared/contract/import.ts'
import type { AttributeView, NearMiss, PreviewReport, SpanView, TracePreview } from '../../../shared/contract/preview.ts'

/** The shape of the `busy-agent` recording: 510 traces, 7,482 spans, 40 simulations that overlap within 24 seconds. */
export const busySimulation = '6tyNbvsR5dHtfsEEcPcZwK'
/** A simulation of `near-miss-agent`: right key, the value ends with a space. */
export const spacedSimulation = 'LQsLeGfKT3WELbYaTRGFWM'
/** A simulation whose spans are outside the window, and in another project. */
export const elsewhereSimulation = '4cvCmvXg8CnoJguL7gBYV5'
export const start = Date.parse('2026-11-22T14:43:15.278Z')
export const end = Date.parse('2026-11-22T14:43:39.090Z')

/** A small, seeded generator of numbers in [0, 1): the same page at every load. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state / 4294967296
  }
}

export const hex = (random: () => number, digits: number) =>
  Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
const iso = (milliseconds: number) => new Date(milliseconds).toISOString().replace('Z', '284Z')

const otherIds = [
  'NxUbXWLSzS3Nm7Jv9bAmuj',
  'KJQcwkNbSjEaLZvYfe7P77',
  'vUidV894fe2oPr2mKEH9fF',
  '6zN3W4TpVKhK5JXpDSqitg',
  'XJyeebcxyyYr242gCLLzfL',
  '2v3AKTfhgZopnuzkVV3GT3',
  'JgKDbBDbn2paGPvLkx7H6B',
  'QGu6PGVrsHGDSRNEzinrYb',
  'dAbDSqUkqwMyx6HtQm2dPK',
  '8C84CXpPATYSGxcGL5n5yd',
  'sH7y3PswLnZ8N5TP3FujRs',
]

export function busyTraces(simulation: string | null, count = 510): TracePreview[] {
  const random = seeded(7)
  return Array.from({ length: count }, (_, index): TracePreview => {
    const isTurn = index < 360
    const own = isTurn && index % 10 === 3
    const healthcheck = !isTurn && index >= 390
    const at = start + (isTurn || healthcheck ? random() * 22_000 : random() * 400)
    const length = healthcheck ? 1 + random() * 3 : isTurn ? 260 + random() * 900 : 20_000 + random() * 3000
    const spans = healthcheck ? 1 : isTurn ? (own && index % 30 === 3 ? 6 : 5) : index === 360 ? 1204 : 147
    const id = own ? busySimulation : (otherIds[index % otherIds.length] ?? '')
    const matched = simulation !== null && id === simulation && !healthcheck
    const inMetadata = id.startsWith('2') || id.startsWith('6z')
    return {
      traceId: hex(random, 32),
      name: healthcheck ? 'healthcheck' : isTurn ? 'conversation turn' : 'conversation',
      verdict: healthcheck ? 'no-id' : matched || simulation === null ? 'matched' : 'other-simulation',
      spans,
      start: iso(at),
      end: iso(at + length),
      errors: index % 37 === 5 ? 1 : 0,
      hasRoot: index !== 12,
      evidence: matched
        ? [
            {
              spanId: hex(random, 16),
              spanName: isTurn ? 'conversation turn' : 'conversation',
              root: true,
              key: own ? 'session_id' : 'simulation_output_id',
              place: inMetadata ? 'metadata' : 'attribute',
              value: id,
            },
          ]
        : [],
      otherIds: healthcheck || matched ? [] : [id],
    }
  })
}

const nearMisses: NearMiss[] = [
  {
    kind: 'surrounding-space',
    severity: 'miss',
    key: 'simulation_output_id',
    place: 'attribute',
    value: `${spacedSimulation} `,
    expected: spacedSimulation,
    traceId: '1921c28e04f3f6a1b9d2a7c35e8f0b11',
    spanId: 'a07b5c1d22e94f60',
    traces: 1,
    fix: 'Trim the id before it is set: the value ends with one space.',
  },
  {
    kind: 'other-key',
    severity: 'miss',
    key: 'simulationOutputId',
    place: 'attribute',
    value: spacedSimulation,
    expected: 'simulation_output_id',
    traceId: 'c5d671eb9b1b4f5c8a3d1b0aa7f9c204',
    spanId: '77adc8bd2e040f4c',
    traces: 2,
    fix: 'Set the id under `simulation_output_id`; Coval does not read `simulationOutputId`.',
  },
  {
    kind: 'quoted',
    severity: 'miss',
    key: 'session_id',
    place: 'metadata',
    value: `"${spacedSimulation}"`,
    expected: spacedSimulation,
    traceId: '5889dfb21bf05e2a7c97747ee59c905f',
    spanId: '5889dfb21bf05e2a',
    traces: 1,
    fix: 'Set the bare id: the value was turned into JSON text once too often and carries quotes.',
  },
  {
    kind: 'letter-case',
    severity: 'miss',
    key: 'simulation_output_id',
    place: 'attribute',
    value: spacedSimulation.toLowerCase(),
    expected: spacedSimulation,
    traceId: '3c7bfd561921c28e3c7bfd561921c28e',
    spanId: '3c7bfd561921c28e',
    traces: 1,
    fix: 'Keep the letter case of the id: something lower-cases it on its way to the span.',
  },
]

const elsewhere: NearMiss[] = [
  {
    kind: 'outside-window',
    severity: 'miss',
    key: 'session_id',
    place: 'attribute',
    value: '2026-11-22T15:03:39.000000Z',
    expected: '2026-11-22T14:43:15.278284Z to 2026-11-22T14:43:39.090284Z',
    traceId: '1921c28e04f3f6a1b9d2a7c35e8f0b11',
    spanId: 'a07b5c1d22e94f60',
    traces: 2,
    window: { start: '2026-11-22T15:03:39.000000Z', end: '2026-11-22T15:04:21.000001Z' },
    fix: 'Move or widen the window: the span with the id starts 20 min after the window ends.',
  },
  {
    kind: 'another-project',
    severity: 'miss',
    key: 'session_id',
    place: 'attribute',
    value: 'voice-agent',
    expected: null,
    traceId: 'c5d671eb9b1b4f5c8a3d1b0aa7f9c204',
    spanId: '77adc8bd2e040f4c',
    traces: 1,
    fix: 'Choose the project `voice-agent`: the spans of this simulation are there.',
  },
]

export function previewReport(request: ImportRequest): PreviewReport {
  const near = request.simulation === spacedSimulation
  const traces = near
    ? busyTraces(request.simulation, 32).map((trace): TracePreview => ({ ...trace, verdict: 'other-simulation', evidence: [] }))
    : busyTraces(request.simulation)
  const matched = traces.filter((trace) => trace.verdict === 'matched')
  const matchedSpans = matched.reduce((sum, trace) => sum + trace.spans, 0)
  const spans = traces.reduce((sum, trace) => sum + trace.spans, 0)
  return {
    format: 1,
    previewId: `preview-${request.simulation ?? 'all'}`,
    outcome: matched.length > 0 ? 'matched' : 'empty',
    simulation: request.simulation,
    project: near ? 'near-miss-agent' : 'busy-agent',
    host: 'http://localhost:6006',
    window: windowOf(request),
    strategy: { kind: 'select', reason: null, unsearchable: [] },
    spans: {
      inWindow: near ? 161 : spans,
      matched: matchedSpans,
      documentedLimits: matchedSpans === 0 ? 0 : Math.round(matchedSpans * 0.617),
    },
    traces,
    nearMisses: near ? nearMisses : request.simulation === elsewhereSimulation ? elsewhere : [],
    otherSimulations: otherIds
      .filter((id) => id !== request.simulation)
      .map((id, index) => ({
        id,
        key: ['simulation_output_id', 'session.id', 'coval_simulation_output_id', 'session_id'][index % 4] ?? 'session_id',
        traces: index % 3 === 0 ? 36 : 1,
        spans: index === 0 ? 1204 : 147 + ((index * 13) % 60),
      })),
    conflicts: [],
    malformed: [],
    partial: null,
    requests: 9,
    elapsedMs: 612,
    serverVersion: '20.26.1',
    error: null,
  }
}

/** The report of the preview with this id. */
export const previewAgain = (previewId: string): PreviewReport =>
  previewReport({
    connectionId: 'local',
    simulation: previewId.replace(/^preview-/, ''),
    window: { kind: 'find' },
    limits: 'simulation',
    strategy: 'auto',
    budgetSeconds: 90,
    replace: false,
  })

export function windowOf(request: ImportRequest): Window {
  if (request.window.kind === 'exact') return { start: request.window.start, end: request.window.end, source: 'given' }
  return { start: iso(start), end: iso(end), source: request.window.kind === 'find' ? 'found' : 'last' }
}

const attribute = (
  key: string,
  value: string,
  type: AttributeView['type'] = 'string',
  aliasOf: string | null = null,
): AttributeView => ({
  key,
  type,
  value,
  cutFrom: null,
  aliasOf,
})

/** One turn as pipecat and the OpenAI instrumentation write it; imports carry the aliases. */
export function spansOf(traceId: string, imported: boolean, count = 6, simulation = busySimulation): SpanView[] {
  const random = seeded(Number.parseInt(traceId.slice(0, 6), 16))
  const names = ['conversation turn', 'stt', 'ChatCompletion', 'get_order_status', 'ChatCompletion', 'tts']
  const rootId = hex(random, 16)
  let at = start + random() * 4000
  return Array.from({ length: count }, (_, index): SpanView => {
    const name = names[index % names.length] ?? 'span'
    const llm = name === 'ChatCompletion'
    const from = at
    const length = index === 0 ? 900 : 40 + random() * 260
    at += index === 0 ? 3 : length * 0.8
    const text = 'Your refund of 42.50 EUR is on its way; it takes 3 to 5 working days.'
    return {
      traceId,
      spanId: index === 0 ? rootId : hex(random, 16),
      parentSpanId: index === 0 ? null : rootId,
      name: imported && llm ? 'llm' : name,
      start: iso(from),
      end: iso(from + length),
      status: index === 3 ? 'Error' : index === 0 ? 'Ok' : 'Unset',
      statusMessage: index === 3 ? 'order service answered 503' : '',
      attributes: [
        attribute('openinference.span.kind', llm ? 'LLM' : index === 0 ? 'AGENT' : name.startsWith('get') ? 'TOOL' : 'CHAIN'),
        ...(index === 0 ? [attribute('session_id', simulation), attribute('turn.index', '7', 'int')] : []),
        ...(llm
          ? [
              attribute('llm.model_name', 'gpt-4o-mini-2024-07-18'),
              attribute('llm.token_count.prompt', '812', 'int'),
              attribute('llm.token_count.completion', '17', 'int'),
              attribute(
                'input.value',
                '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Where is my refund?"}]}',
              ),
              attribute('output.value', text),
              { ...attribute('llm.tools', '[{"type": "function", "function": {"name": "get_order_status"'), cutFrom: 409_600 },
              ...(imported
                ? [
                    attribute('gen_ai.usage.input_tokens', '812', 'int', 'llm.token_count.prompt'),
                    attribute('gen_ai.usage.output_tokens', '17', 'int', 'llm.token_count.completion'),
                    attribute('output', text, 'string', 'output.value'),
                  ]
                : []),
            ]
          : []),
        attribute('tts.voice', 'alloy'),
      ],
      events:
        index === 3
          ? [{ name: 'exception', time: iso(from + length), attributes: [attribute('exception.type', 'openai.RateLimitError')] }]
          : [],
    }
  })
}

export function importReport(request: ImportRequest): ImportReport {
  const preview = previewReport(request)
  const matched = preview.spans.matched
  const already = request.simulation === 'NxUbXWLSzS3Nm7Jv9bAmuj' && !request.replace
  return {
    format: 1,
    outcome: already ? 'already-imported' : matched > 0 ? 'imported' : 'empty',
    simulation: request.simulation,
    project: preview.project,
    host: preview.host,
    window: preview.window,
    limits: request.limits,
    strategy: preview.strategy,
    spans: { fetched: matched, matched, written: already ? 0 : matched },
    traces: preview.traces.filter((trace) => trace.verdict === 'matched').length,
    partial:
      request.limits === 'documented' ? { reason: 'span-cap', detail: 'The window holds 7,482 spans; 5,000 were read.' } : null,
    conflicts: [],
    malformed: [],
    requests: 9,
    attempts: 1,
    elapsedMs: 1840,
    phases: { connect: 12, select: 210, fetch: 840, write: 610, commit: 40 },
    store: 'embedded · ~/.local/share/coval-companion/store',
    importId: matched > 0 ? 'import-1' : null,
    note: already ? 'Imported on 2026-11-22 15:02; nothing was written.' : null,
    serverVersion: '20.26.1',
    error: null,
  }
}

export function importRecords(count: number): ImportRecord[] {
  const random = seeded(3)
  return Array.from({ length: count }, (_, index): ImportRecord => {
    const simulation = index === 0 ? busySimulation : (otherIds[index % otherIds.length] ?? null)
    const at = start + 1_200_000 - index * 5_400_000
    const partial =
      index % 5 === 2 ? ({ reason: 'span-cap', detail: 'The window holds 7,482 spans; 5,000 were read.' } as const) : null
    return {
      importId: `import-${index + 1}`,
      simulation: index === 4 ? null : simulation,
      project: index % 3 === 1 ? 'voice-agent' : 'busy-agent',
      host: index % 3 === 1 ? 'https://app.phoenix.arize.com/s/acme' : 'http://localhost:6006',
      importedAt: iso(at),
      window: { start: iso(at - 600_000), end: iso(at - 576_000), source: 'found' },
      spans: index === 0 ? 183 : Math.round(60 + random() * 1200),
      traces: index === 0 ? 36 : 1 + Math.floor(random() * 36),
      partial,
      report: null,
    }
  })
}
