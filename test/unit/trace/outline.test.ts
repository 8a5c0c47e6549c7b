import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { builtInMetrics } from '../../../shared/trace/metrics.ts'
import type { SimulationTrace } from '../../../shared/trace/model.ts'
import { decodeOutline, encodeOutline } from '../../../shared/trace/outline.ts'
import { outlineKeys } from '../../../shared/trace/outline-keys.ts'
import { summarise } from '../../../shared/trace/summary.ts'
import { directlyFollows } from '../../../shared/trace/transitions.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import { anySketches, recordedTree, traceOf } from './build.ts'

/** Everything of a simulation that an outline has to hold, as plain values. */
const plain = ({ parents: _parents, beside: _beside, ...trace }: SimulationTrace) => ({
  ...trace,
  spans: trace.spans.map(({ attributes, ...span }) => ({
    ...span,
    attributes: outlineKeys.map((key) => [key, attributes.get(key), attributes.cutFrom(key)]),
  })),
})

const passed = (trace: SimulationTrace): SimulationTrace => decodeOutline(encodeOutline(trace))

it('gives back every span as it was, with the attributes it is made of', () => {
  void fc.assert(
    fc.property(anySketches(), (sketches) => {
      const trace = traceOf(sketches)
      expect(plain(passed(trace))).toEqual(plain(trace))
    }),
  )
})

it('makes the same tree as the spans themselves, whichever ids repeat, are missing or lead in a ring', () => {
  void fc.assert(
    fc.property(anySketches(), (sketches) => {
      const trace = traceOf(sketches)
      const { trace: _, ...expected } = buildTree(trace)
      const { trace: __, ...found } = buildTree(passed(trace))
      expect(found).toEqual(expected)
    }),
  )
})

it('knows the parents where no id of a trace repeats, and looks them up where one does', () => {
  const known = (...ids: string[]) =>
    passed(traceOf(ids.map((id, at) => ({ id, ...(at === 0 ? {} : { parent: 'a' }), from: at, to: 9 })))).parents
  expect([known('a', 'b', 'c'), known('a', 'b', 'b')]).toEqual([Int32Array.of(-1, 0, 0), undefined])
})

it('keeps times exact that no number can hold, and parents that are nowhere', () => {
  const trace = traceOf([
    { id: 'a', parent: 'gone', from: 0, to: 20_000_000_000_000 },
    { id: 'b', parent: 'b', from: 20_000_000_000_000, to: 1 },
    { id: '0123456789abcdef', parent: 'a', from: 1, to: 2, error: 'no answer' },
  ])
  expect(plain(passed(trace))).toEqual(plain(trace))
})

it('cuts a long value and a long message, and says how long they were', () => {
  const trace = traceOf([
    { id: 'a', from: 0, to: 1, error: '😀'.repeat(300), attributes: { 'tool.name': 'x'.repeat(300), 'input.value': 'secret' } },
  ])
  const [span] = passed(trace).spans
  expect({
    tool: span?.attributes.get('tool.name')?.length,
    whole: span?.attributes.cutFrom('tool.name'),
    input: span?.attributes.get('input.value'),
    keys: [...(span?.attributes.keys() ?? [])],
    message: span?.statusMessage,
  }).toEqual({ tool: 256, whole: 300, input: undefined, keys: ['tool.name'], message: '😀'.repeat(250) })
})

it.each(['support-agent', 'langgraph-agent', 'odd-values-agent'])(
  'gives the same metrics, summary and transitions as the whole spans of %s',
  (project) => {
    const whole = recordedTree(project)
    const tree = buildTree(passed(whole.trace))
    const figures = (one: typeof whole) => ({
      metrics: builtInMetrics(one),
      summary: summarise(one),
      tools: directlyFollows([{ id: 'one', tree: one }], { by: 'tool' }).states,
    })
    expect(figures(tree)).toEqual(figures(whole))
  },
)
