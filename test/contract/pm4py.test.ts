import { spawn } from 'node:child_process'
import path from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unixNano } from '../../shared/otlp/time.ts'
import { traceOfSpans } from '../../shared/trace/model.ts'
import { directlyFollows, endState, type LoggedSimulation, startState } from '../../shared/trace/transitions.ts'
import { buildTree } from '../../shared/trace/tree.ts'
import { makeSpan } from '../support/arbitrary-spans.ts'
import { realParts } from '../support/real-parts.ts'

const python = realParts.pm4pyPython
const zero = 1_795_358_272_000_000_000n

/** One span as PM4Py sees it: its simulation, its name, its start in microseconds. */
type Event = readonly [simulation: string, name: string, us: number]

interface Graph {
  readonly dfg: [from: string, to: string, count: number][]
  readonly start: Record<string, number>
  readonly end: Record<string, number>
}

/**
 * Random logs: some simulations of some spans each. Starts within a simulation differ, because PM4Py leaves the order of equal
 * ones to the order of the rows; ours goes on to end and id.
 */
const anyLog = fc.array(
  fc.uniqueArray(fc.record({ name: fc.constantFrom('greet', 'llm', 'lookup', 'answer', 'ä b'), us: fc.nat(5_000_000) }), {
    selector: ({ us }) => us,
    minLength: 1,
    maxLength: 25,
  }),
  { minLength: 1, maxLength: 6 },
)

const eventsOf = (log: readonly { name: string; us: number }[][]): Event[] =>
  log.flatMap((spans, at) => spans.map(({ name, us }): Event => [`s${at}`, name, us]))

function ours(log: readonly { name: string; us: number }[][]): Graph {
  const simulations = log.map(
    (spans, at): LoggedSimulation => ({
      id: `s${at}`,
      tree: buildTree(
        traceOfSpans(
          spans.map(({ name, us }, place) =>
            makeSpan({
              traceId: 't',
              spanId: String(place),
              name,
              startTime: unixNano(zero + BigInt(us) * 1000n),
              // Some end long after the next has begun: what follows is a matter of starts.
              endTime: unixNano(zero + BigInt(us + (place % 3) * 1_000_000) * 1000n),
            }),
          ),
        ),
      ),
    }),
  )
  const { cells, states } = directlyFollows(simulations, { by: 'name' })
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
function discover(logs: readonly Event[][]): Promise<Graph[]> {
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
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code !== 0) reject(new Error(said.error.slice(-2000)))
      else resolve(JSON.parse(said.out.trimEnd().split('\n').at(-1) ?? '') as Graph[])
    })
  })
}

describe.runIf(python !== null)('PM4Py', () => {
  it('discovers the same directly-follows graph of 1,000 random logs', { timeout: 300_000 }, async () => {
    const logs = fc.sample(anyLog, { numRuns: 1000, seed: 5 })
    const theirs = await discover(logs.map(eventsOf))
    expect(theirs.map(({ dfg, ...rest }) => ({ dfg: [...dfg].sort(byNames), ...rest }))).toEqual(logs.map(ours))
    // An empty comparison would also hold.
    expect(theirs.reduce((sum, { dfg }) => sum + dfg.length, 0)).toBeGreaterThan(5000)
  })
})
