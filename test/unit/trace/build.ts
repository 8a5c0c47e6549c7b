import * as fc from 'fast-check'
import { normaliseSpan } from '../../../shared/aliases/normalise.ts'
import type { AttributeValue } from '../../../shared/otlp/span.ts'
import { unixNano } from '../../../shared/otlp/time.ts'
import { type SimulationTrace, traceOfSpans } from '../../../shared/trace/model.ts'
import { buildTree, type SpanTree } from '../../../shared/trace/tree.ts'
import { makeSpan } from '../../support/arbitrary-spans.ts'
import { readCorpusManifest, readCorpusSpans } from '../../support/corpus.ts'

/** One line of a drawing: what a test cares about of a span. Times are microseconds since `zero`. */
export interface Sketch {
  readonly id: string
  readonly parent?: string
  readonly from: number
  readonly to: number
  readonly name?: string
  readonly trace?: string
  readonly error?: string
  readonly attributes?: Readonly<Record<string, AttributeValue>>
}

export const zero = 1_795_358_272_000_000_000n

export const traceOf = (sketches: readonly Sketch[]): SimulationTrace =>
  traceOfSpans(
    sketches.map((sketch) =>
      makeSpan({
        traceId: sketch.trace ?? 't',
        spanId: sketch.id,
        parentSpanId: sketch.parent ?? null,
        name: sketch.name ?? sketch.id,
        startTime: unixNano(zero + BigInt(Math.round(sketch.from * 1000))),
        endTime: unixNano(zero + BigInt(Math.round(sketch.to * 1000))),
        status: sketch.error === undefined ? { code: 'Unset', message: '' } : { code: 'Error', message: sketch.error },
        ...(sketch.attributes ? { attributes: sketch.attributes } : {}),
      }),
    ),
  )

export const treeOf = (sketches: readonly Sketch[]): SpanTree => buildTree(traceOf(sketches))

/** Span ids instead of indices, which is what people can check. */
export const idsOf = (tree: SpanTree, indices: Iterable<number>): string[] =>
  Array.from(indices, (index) => tree.trace.spans[index]?.spanId ?? '-')

const kinds = ['LLM', 'TOOL', 'CHAIN', 'AGENT']
const names = ['llm', 'turn', 'tts', 'stt', 'greeting', 'lookup_order']

/** Small forests of every shape: several traces, missing parents, rings, repeated ids, ends before starts, equal times. */
export const anySketches = (most = 40): fc.Arbitrary<Sketch[]> =>
  fc.array(
    fc
      .record({
        id: fc.integer({ min: 0, max: most }).map((number) => `s${number}`),
        parent: fc.option(
          fc.integer({ min: 0, max: most + 2 }).map((number) => `s${number}`),
          { nil: undefined },
        ),
        trace: fc.constantFrom('t', 'u'),
        from: fc.integer({ min: 0, max: 30 }),
        length: fc.integer({ min: -2, max: 20 }),
        name: fc.constantFrom(...names),
        kind: fc.constantFrom(undefined, ...kinds),
        failed: fc.boolean(),
      })
      .map(({ length, kind, failed, parent, ...sketch }) => ({
        ...sketch,
        to: sketch.from + length,
        ...(parent === undefined ? {} : { parent }),
        ...(failed ? { error: 'failed' } : {}),
        ...(kind === undefined ? {} : { attributes: { 'openinference.span.kind': kind } }),
      })),
    { maxLength: most },
  )

/** A recorded simulation as an import stores it. */
export function recordedTree(project: string, simulation = 0): SpanTree {
  const recorded = readCorpusManifest(project).simulations[simulation]
  if (!recorded) throw new Error(`${project} has no simulation ${simulation}`)
  const traces = new Set(recorded.expected_trace_ids)
  const spans = readCorpusSpans(project).filter((span) => traces.has(span.traceId))
  return buildTree(
    traceOfSpans(spans.map((span) => normaliseSpan(span, { importId: 'import', simulation: recorded.simulation_id }))),
  )
}

/** A voice conversation of `size` spans: turns with stt, llm and tts, and a tool call now and then. The same for the same size. */
export function voiceSketches(size: number): Sketch[] {
  const sketches: Sketch[] = [{ id: 'root', from: 0, to: size * 10, name: 'conversation' }]
  for (let turn = 0; sketches.length < size; turn++) {
    const from = turn * 50
    const id = `turn${turn}`
    sketches.push({ id, parent: 'root', from, to: from + 45, name: 'turn' })
    for (const [name, at, kind] of [
      ['stt', 0, undefined],
      ['llm', 10, 'LLM'],
      ['tts', 30, undefined],
      ['lookup_order', 20, 'TOOL'],
    ] as const) {
      if (sketches.length >= size || (name === 'lookup_order' && turn % 3 > 0)) continue
      const child = { id: `${name}${turn}`, parent: id, from: from + at, to: from + at + 9, name }
      sketches.push({
        ...child,
        ...(kind ? { attributes: { 'openinference.span.kind': kind, 'gen_ai.usage.input_tokens': 3n } } : {}),
        ...(turn % 10 === 9 && name === 'lookup_order' ? { error: 'no such order' } : {}),
      })
    }
  }
  return sketches
}
