import type { AttributeMap, AttributeValue, Span, SpanEvent } from '../../../shared/otlp/span.ts'
import { unixNano } from '../../../shared/otlp/time.ts'
import { type Chance, chanceOf } from './chance.ts'
import { growShape, type ShapeNode } from './made-shape.ts'

export interface MadeTrace {
  /** Stands as `simulation_output_id` on the root. */
  readonly simulation: string
  readonly traceId: string
  readonly spans: readonly Span[]
}

const firstNano = BigInt(Date.parse('2026-01-05T10:00:00Z')) * 1_000_000n

/**
 * One trace of an agent: turns, each with model calls, tools, retrievals and agents that call agents, some 60 levels deep. The
 * spans carry what instrumentations write, some 1.3 kB each. The same for the same count and seed.
 */
export function makeTrace(count: number, seed = 1): MadeTrace {
  const chance = chanceOf(count * 31 + seed)
  const nodes = growShape(count, chance)
  const [startUs, lengthUs] = placeInTime(nodes, chance)
  const traceId = chance.hex(32)
  const simulation = `Viewer${chance.hex(16)}`
  const ids = nodes.map(() => chance.hex(16))
  const session = `session-${traceId.slice(0, 8)}`
  const nano = (us: number) => unixNano(firstNano + BigInt(us) * 1000n)
  const spans = nodes.map((node, at): Span => {
    const end = nano((startUs[at] ?? 0) + (lengthUs[at] ?? 0))
    return {
      traceId,
      spanId: ids[at] ?? '',
      parentSpanId: node.parent === null ? null : (ids[node.parent] ?? null),
      traceState: '',
      name: node.name,
      kind: 'Internal',
      startTime: nano(startUs[at] ?? 0),
      endTime: end,
      status: node.failed ? { code: 'Error', message: chance.text(60) } : { code: 'Ok', message: '' },
      attributes: new Map<string, AttributeValue>([
        ['openinference.span.kind', node.kind],
        ...(at === 0 ? [['simulation_output_id', simulation] as const] : []),
        ...attributesOf(node, chance),
        ['session.id', session],
        ['user.id', 'user-17'],
        ['metadata.turn', BigInt(node.turn)],
      ]),
      events: node.failed ? [exception(end, chance)] : [],
      links: [],
      resource: new Map(),
      scope: { name: 'made', version: '1' },
    }
  })
  return { simulation, traceId, spans }
}

/** Children one after another within their parent; microseconds. Parents stand before their children, so that two passes do. */
function placeInTime(nodes: readonly ShapeNode[], chance: Chance): [Float64Array, Float64Array] {
  const own = nodes.map(({ kind, leaf }) =>
    kind === 'LLM' ? chance.between(300_000, 2_500_000) : leaf ? chance.between(5_000, 400_000) : chance.between(200, 2_000),
  )
  const lengthUs = Float64Array.from(own)
  for (let at = nodes.length - 1; at > 0; at--) {
    const parent = nodes[at]?.parent ?? 0
    lengthUs[parent] = (lengthUs[parent] ?? 0) + (lengthUs[at] ?? 0) + 50
  }
  const startUs = new Float64Array(nodes.length)
  const next = new Float64Array(nodes.length)
  nodes.forEach(({ parent }, at) => {
    if (parent !== null) {
      startUs[at] = next[parent] ?? 0
      next[parent] = (startUs[at] ?? 0) + (lengthUs[at] ?? 0) + 50
    }
    next[at] = (startUs[at] ?? 0) + 100
  })
  return [startUs, lengthUs]
}

const models = ['gpt-5.1', 'claude-opus-5', 'gemini-3-pro', 'llama-4-70b']

function attributesOf({ kind, name, agent }: ShapeNode, chance: Chance): [string, AttributeValue][] {
  switch (kind) {
    case 'LLM': {
      const [input, output] = [chance.between(200, 9_000), chance.between(20, 900)]
      const [question, answer] = [chance.text(chance.between(300, 900)), chance.text(chance.between(80, 400))]
      return [
        ['llm.model_name', chance.pick(models)],
        ['llm.invocation_parameters', `{"temperature":${chance.between(0, 10) / 10},"max_tokens":1024}`],
        ['llm.token_count.prompt', BigInt(input)],
        ['llm.token_count.completion', BigInt(output)],
        ['llm.token_count.total', BigInt(input + output)],
        ['llm.input_messages.0.message.role', 'user'],
        ['llm.input_messages.0.message.content', question],
        ['llm.output_messages.0.message.role', 'assistant'],
        ['llm.output_messages.0.message.content', answer],
        ['input.value', question],
        ['output.value', answer],
      ]
    }
    case 'TOOL':
      return [
        ['tool.name', name],
        ['tool.description', chance.text(60)],
        ['tool.parameters', `{"q":"${chance.text(40)}","limit":${chance.between(1, 50)}}`],
        ['tool_call.id', `call_${chance.hex(12)}`],
        ['input.value', `{"q":"${chance.text(80)}"}`],
        ['input.mime_type', 'application/json'],
        ['output.value', `{"result":"${chance.text(chance.between(80, 300))}"}`],
        ['output.mime_type', 'application/json'],
      ]
    default:
      return [
        ['input.value', chance.text(chance.between(60, 200))],
        ['output.value', chance.text(chance.between(60, 200))],
        ['graph.node.id', name],
        ['agent.name', agent],
        ['code.function', name],
        ['code.namespace', 'app.agents'],
        ['thread.id', BigInt(chance.between(1, 16))],
      ]
  }
}

const exception = (time: Span['endTime'], chance: Chance): SpanEvent => ({
  name: 'exception',
  time,
  attributes: new Map([
    ['exception.type', 'ToolError'],
    ['exception.message', chance.text(60)],
    ['exception.stacktrace', chance.text(400)],
  ]) satisfies AttributeMap,
})
