import type { Failure } from '../../shared/contract/errors.ts'
import type { Partial } from '../../shared/contract/import.ts'
import type { AttributeValue } from '../../shared/otlp/span.ts'
import { unixNano } from '../../shared/otlp/time.ts'
import type { SimulationTrace } from '../../shared/trace/model.ts'
import { traceOfSpans } from '../../shared/trace/model.ts'
import { makeSpan } from '../support/arbitrary-spans.ts'

export interface StoredSimulation {
  readonly importId: string
  readonly simulation: string
  readonly project: string
  readonly trace: SimulationTrace
  readonly partial?: Partial
}

/** What a judge says whose model answered something else. */
export const unusable: Failure = {
  code: 'internal',
  message: 'The answer cannot be used: `value` is "perhaps", which is none of yes and no',
  next: 'Run it again, or ask more plainly.',
  check: null,
}

const zero = 1_795_358_272_000_000_000n

/** Turns of stt, llm, perhaps a tool, tts; each a little longer than the one before. The tool of every third turn fails. */
export function makeSimulation(at: number, turns: number, tool: string): StoredSimulation {
  const spans: ReturnType<typeof makeSpan>[] = []
  const add = (
    turn: number,
    name: string,
    from: number,
    to: number,
    attributes: Record<string, AttributeValue>,
    failed = false,
  ) =>
    spans.push(
      makeSpan({
        traceId: String(turn).padStart(32, '0'),
        spanId: String(spans.length).padStart(16, '0'),
        parentSpanId: null,
        name,
        startTime: unixNano(zero + BigInt(turn * 1_000_000 + from) * 1000n),
        endTime: unixNano(zero + BigInt(turn * 1_000_000 + to) * 1000n),
        status: failed ? { code: 'Error', message: 'no such order' } : { code: 'Unset', message: '' },
        attributes,
      }),
    )
  for (let turn = 0; turn < turns; turn++) {
    add(turn, 'stt', 0, 10_000 + at, {})
    add(turn, 'llm', 20_000, 120_000 + turn * 10_000, {
      'openinference.span.kind': 'LLM',
      'gen_ai.usage.input_tokens': 100n,
      'gen_ai.usage.output_tokens': BigInt(10 + at),
    })
    if (turn % 3 === 0) add(turn, tool, 400_000, 450_000, { 'openinference.span.kind': 'TOOL', 'tool.name': tool }, turn === 3)
    add(turn, 'tts', 500_000, 700_000, {})
  }
  return { importId: `import-${at}`, simulation: `simulation-${at}`, project: 'voice-agent', trace: traceOfSpans(spans) }
}

/** Three simulations: 10, 17 and 4 spans; only the second one's tool fails. */
export const threeSimulations = (): StoredSimulation[] => [
  makeSimulation(1, 3, 'lookup_order'),
  makeSimulation(2, 5, 'lookup_order'),
  makeSimulation(3, 1, 'transfer'),
]

/** Some of the columns of `spans`, as the editor is told them. */
export const spanColumns = [
  { name: 'Timestamp', type: 'DateTime64(9)', comment: 'When the span started' },
  { name: 'TraceId', type: 'String', comment: '' },
  { name: 'SpanName', type: 'LowCardinality(String)', comment: '`llm` for every LLM span of an import' },
  { name: 'Duration', type: 'UInt64', comment: 'Nanoseconds' },
  { name: 'SpanAttributes', type: 'Map(String, String)', comment: '' },
]
