import { spawn } from 'node:child_process'
import path from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TransitionsReport } from '../../shared/contract/transitions.ts'
import type { Span } from '../../shared/otlp/span.ts'
import { unixNano } from '../../shared/otlp/time.ts'
import { toTraceRow } from '../../shared/otlp/trace-row.ts'
import { traceOfSpans } from '../../shared/trace/model.ts'
import { directlyFollows, endState, type LoggedSimulation, startState } from '../../shared/trace/transitions.ts'
import { buildTree } from '../../shared/trace/tree.ts'
import { addNative, embeddedHome } from '../contract/store/homes.ts'
import { openEngine } from '../contract/trace/opened-engine.ts'
import { makeSpan } from '../support/arbitrary-spans.ts'
import { realParts } from '../support/real-parts.ts'

const python = realParts.pm4pyPython
const zero = 1_795_358_272_000_000_000n

/** One span as PM4Py sees it: its simulation, its state, its start in microseconds. */
type Event = readonly [simulation: string, state: string, us: number]

interface Graph {
  readonly dfg: [from: string, to: string, count: number][]
  readonly start: Record<string, number>
  readonly end: Record<string, number>
}

interface Drawn {
  readonly name: string
  /** Stands at the end of the name, but for `unnumbered` states. */
  readonly number: number | null
  readonly trace: number
  readonly us: number
  readonly lasts: number
  readonly llm: boolean
}
type Simulation = readonly (Drawn & { readonly spanId: string })[]
type Key = 'name' | 'unnumbered'

/** A simulation of some spans in up to three traces, many of which begin, or begin and end, at once. */
const anySimulation: fc.Arbitrary<Simulation> = fc
  .array(
    fc.record({
      name: fc.constantFrom('greet', 'llm', 'lookup', 'answer', 'ä b'),
      number: fc.option(fc.nat(12)),
      trace: fc.nat(2),
      us: fc.nat(30).map((step) => step * 150_000),
      // Some end long after the next has begun: what follows is a matter of starts first.
      lasts: fc.constantFrom(0, 1000, 1_000_000),
      llm: fc.boolean(),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .chain((drawn) =>
    fc
      .shuffledSubarray(
        drawn.map((_, at) => at),
        { minLength: drawn.length },
      )
      .map((ids) => drawn.map((one, at) => ({ ...one, spanId: (ids[at] ?? 0).toString(16).padStart(16, '0') }))),
  )

const fullName = ({ name, number }: Drawn): string => (number === null ? name : `${name} ${number}`)
const stateOf = (one: Drawn, by: Key): string => (by === 'name' || one.number === null ? fullName(one) : `${one.name} #`)

/** In the order that docs/transitions.md states; PM4Py leaves equal starts in the order of the rows. */
const eventsOf = (log: readonly Simulation[], by: Key): Event[] =>
  log.flatMap((simulation, at) =>
    [...simulation]
      .sort((a, b) => a.us - b.us || a.lasts - b.lasts || (a.spanId < b.spanId ? -1 : 1))
      .map((one): Event => [`s${at}`, stateOf(one, by), one.us]),
  )

const spansOf = (simulation: Simulation, id: string): Span[] =>
  simulation.map((one) =>
    makeSpan({
      traceId: `${id.padStart(31, '0')}${one.trace}`,
      spanId: one.spanId,
      name: fullName(one),
      startTime: unixNano(zero + BigInt(one.us) * 1000n),
      endTime: unixNano(zero + BigInt(one.us + one.lasts) * 1000n),
      attributes: { session_id: id, ...(one.llm ? { 'openinference.span.kind': 'LLM' } : {}) },
      resource: new Map([['service.name', 'my-agent']]),
    }),
  )

function ours(log: readonly Simulation[], by: Key): Graph {
  const simulations = log.map(
    (simulation, at): LoggedSimulation => ({
      id: `s${at}`,
      tree: buildTree(traceOfSpans(spansOf(simulation, String(at)))),
    }),
  )
  const { cells, states } = directlyFollows(simulations, { by })
  return graphOf(cells, states)
}

function graphOf(cells: readonly Pick<TransitionsReport['cells'][number], 'from' | 'to' | 'count'>[], states: readonly string[]) {
  const name = (id: number): string => states[id] ?? ''
  const inner = cells.filter(({ from, to }) => from !== startState && to !== endState)
  return {
    dfg: inner.map(({ from, to, count }): [string, string, number] => [name(from), name(to), count]).sort(byNames),
    start: Object.fromEntries(cells.filter(({ from }) => from === startState).map(({ to, count }) => [name(to), count])),
    end: Object.fromEntries(cells.filter(({ to }) => to === endState).map(({ from, count }) => [name(from), count])),
  }
}

const byNames = (a: [string, string, number], b: [string, string, number]): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0

/** One process for all logs: it takes seconds to start. */
async function discover(logs: readonly Event[][]): Promise<Graph[]> {
  const child = spawn(python ?? '', [path.join(import.meta.dirname, '..', 'support', 'pm4py_dfg.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said = { out: '', error: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.error += text
  })
  child.stdin.end(JSON.stringify(logs))
  const graphs = await new Promise<Graph[]>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code !== 0) reject(new Error(said.error.slice(-2000)))
      else resolve(JSON.parse(said.out.trimEnd().split('\n').at(-1) ?? '') as Graph[])
    })
  })
  return graphs.map(({ dfg, ...rest }) => ({ dfg: [...dfg].sort(byNames), ...rest }))
}

/** Over all simulations of a store, some imported and most native, as the heatmap reads them. */
async function throughTheStore(log: readonly Simulation[], imported: number, keys: readonly Key[]): Promise<Graph[]> {
  const home = await embeddedHome()
  const opened = await openEngine(home.location)
  try {
    for (const [at, simulation] of log.slice(0, imported).entries())
      await opened.importSpans(`imported ${at}`, spansOf(simulation, `${at}`))
    const native = log.slice(imported).flatMap((simulation, at) => spansOf(simulation, `${imported + at}`))
    await addNative(home, native.map(toTraceRow))
    const graphs: Graph[] = []
    for (const by of keys) {
      const question = { sources: 'all', mode: 'directly-follows', key: { by }, mostStates: null } as const
      const report = await opened.client.transitions.compute(question)
      expect([report.simulations, report.native]).toEqual([log.length, log.length - imported])
      graphs.push(
        graphOf(
          report.cells,
          report.states.map((state) => state.name),
        ),
      )
    }
    return graphs
  } finally {
    await opened.close()
    await home.leave()
  }
}

describe.runIf(python !== null)('PM4Py', () => {
  it('discovers the same directly-follows graph of 1,000 random logs, and of a store', { timeout: 300_000 }, async () => {
    const keyOf = (at: number): Key => (at % 2 === 0 ? 'name' : 'unnumbered')
    const logs = fc.sample(fc.array(anySimulation, { minLength: 1, maxLength: 6 }), { numRuns: 1000, seed: 5 })
    const stored = fc.sample(anySimulation, { numRuns: 120, seed: 6 })
    const theirs = await discover([
      ...logs.map((log, at) => eventsOf(log, keyOf(at))),
      eventsOf(stored, 'name'),
      eventsOf(stored, 'unnumbered'),
    ])
    expect(theirs.slice(0, 1000)).toEqual(logs.map((log, at) => ours(log, keyOf(at))))
    expect(theirs.slice(1000)).toEqual(await throughTheStore(stored, 20, ['name', 'unnumbered']))
    // An empty comparison would also hold.
    expect(theirs.slice(0, 1000).reduce((sum, { dfg }) => sum + dfg.length, 0)).toBeGreaterThan(5000)
  })
})
