import type { AttributeValue, Span } from '../../../shared/otlp/span.ts'
import { unixNano } from '../../../shared/otlp/time.ts'
import { makeSpan } from '../../support/arbitrary-spans.ts'

export const zero = 1_795_358_272_000_000_000n
export const traceId = (number: number) => String(number).padStart(32, '0')
export const spanId = (number: number) => String(number).padStart(16, '0')

export interface Line {
  readonly id: number
  readonly parent?: number
  readonly trace?: number
  readonly name: string
  readonly from: number
  readonly to: number
  readonly kind?: string
  readonly error?: string
  readonly attributes?: Readonly<Record<string, AttributeValue>>
}

export const spansOf = (lines: readonly Line[]): Span[] =>
  lines.map((line) =>
    makeSpan({
      traceId: traceId(line.trace ?? 1),
      spanId: spanId(line.id),
      parentSpanId: line.parent === undefined ? null : spanId(line.parent),
      name: line.name,
      startTime: unixNano(zero + BigInt(line.from) * 1_000_000n),
      endTime: unixNano(zero + BigInt(line.to) * 1_000_000n),
      status: line.error === undefined ? { code: 'Unset', message: '' } : { code: 'Error', message: line.error },
      attributes: { ...(line.kind ? { 'openinference.span.kind': line.kind } : {}), ...line.attributes },
    }),
  )

export const hostile = '<img src=x onerror=alert(1)> \u202egnp.exe'
export const twoTurns: Line[] = [
  { id: 1, name: 'turn', from: 0, to: 900 },
  {
    id: 2,
    parent: 1,
    name: 'ChatCompletion',
    from: 10,
    to: 400,
    kind: 'LLM',
    attributes: {
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.0.message.content': hostile,
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.content': 'I will look.',
      'llm.tools': 'x'.repeat(5000),
    },
  },
  { id: 3, parent: 1, name: 'get_order', from: 410, to: 500, kind: 'TOOL', error: 'order service answered 503' },
  { id: 4, parent: 99, name: 'lost child', from: 600, to: 700, kind: 'CHAIN' },
  { id: 5, trace: 2, name: 'turn', from: 60_000, to: 60_500 },
  { id: 6, trace: 2, parent: 5, name: 'tts', from: 60_100, to: 60_400, error: 'voice unknown' },
]
