import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { directlyFollows, firstFailures, type StateKey, stateOf, unnumberedName } from '../../../shared/trace/transitions.ts'
import { anySketches, recordedTree, type Sketch, treeOf } from './build.ts'
import { cellsOf, logOf, sequence } from './transition-logs.ts'

const byName: StateKey = { by: 'name' }

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

describe('directly-follows', () => {
  const transitions = directlyFollows(logOf(sequence('greeting', 'llm', 'llm!', 'tts'), sequence('greeting', 'tts')), byName)

  it('counts what follows what, from START to END', () => {
    expect(cellsOf(transitions)).toEqual({
      'START > greeting': 2,
      'greeting > llm': 1,
      'greeting > tts': 1,
      'llm > llm': 1,
      'llm > tts': 1,
      'tts > END': 2,
    })
    expect([transitions.states, transitions.occurrences]).toEqual([
      ['START', 'END', 'greeting', 'llm', 'tts'],
      [2, 2, 2, 2, 2],
    ])
  })

  it('gives each cell its share of the row, error rate, gap and exactly its spans', () => {
    const [cell] = transitions.cells.filter((one) => transitions.states[one.from] === 'llm' && one.to === one.from)
    expect(cell).toMatchObject({ count: 1, rowShare: 0.5, errorRate: 1, medianGapUs: 5 })
    expect(cell?.steps.map((step) => [transitions.simulations[step.simulation], step.from?.spanId, step.to?.spanId])).toEqual([
      ['simulation 0', '1 llm', '2 llm!'],
    ])
    expect(transitions.cells.filter((one) => one.to === 1).map((one) => [one.errorRate, one.medianGapUs])).toEqual([[null, null]])
  })

  it('orders spans that run at once by start, then end, then span id; a gap may be negative', () => {
    const concurrent = directlyFollows(
      logOf([
        { id: 'd', name: 'd', from: 0, to: 9 },
        { id: 'b', name: 'b', from: 1, to: 5 },
        { id: 'a', name: 'a', from: 1, to: 5 },
        { id: 'c', name: 'c', from: 1, to: 4 },
      ]),
      byName,
    )
    expect(cellsOf(concurrent)).toEqual({ 'START > d': 1, 'd > c': 1, 'c > a': 1, 'a > b': 1, 'b > END': 1 })
    const gaps = concurrent.cells.map((cell) => [concurrent.states[cell.to], cell.medianGapUs])
    expect(Object.fromEntries(gaps)).toEqual({ d: null, c: -8, a: -3, b: -4, END: null })
  })

  it('leaves out spans without a state, and says how many simulations have none', () => {
    const tools = directlyFollows(
      logOf(
        [
          { id: 'a', name: 'chain', from: 0, to: 9 },
          {
            id: 'b',
            name: 'call',
            from: 1,
            to: 2,
            attributes: { 'openinference.span.kind': 'TOOL', 'tool.name': 'lookup_order' },
          },
        ],
        sequence('greeting'),
        [],
      ),
      { by: 'tool' },
    )
    expect([cellsOf(tools), tools.empty]).toEqual([{ 'START > lookup_order': 1, 'lookup_order > END': 1 }, 2])
  })

  it('takes its states from type, name, tool, agent or an attribute', () => {
    const [span] = treeOf([
      {
        id: 'a',
        name: 'execute_tool find',
        from: 0,
        to: 1,
        attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.agent.name': 'Nova', step: 3n },
      },
    ]).trace.spans
    const states = span && [
      ...(['kind', 'name', 'tool', 'agent'] as const).map((by) => stateOf(span, { by })),
      stateOf(span, { by: 'attribute', attribute: 'step' }),
    ]
    expect(states).toEqual(['llm_tool_call', 'execute_tool find', 'find', 'Nova', '3'])
  })

  it('tells states apart by their first 256 characters', () => {
    const long = 'x'.repeat(256)
    const { states } = directlyFollows(logOf(sequence(`${long}1`, `${long}2`, 'y')), byName)
    expect(states).toEqual(['START', 'END', long, 'y'])
  })

  it('takes names that differ in a number at their end for one state where that is asked for', () => {
    const names = ['turn 7', 'turn_12', 'step-3', 'agent#4', 'turn #7', 'retry (2)', 'node 1.5', '/orders/12', '7']
    expect(names.map(unnumberedName)).toEqual([
      ...['turn #', 'turn_#', 'step-#', 'agent#', 'turn #', 'retry (#)', 'node #', '/orders/#', '7'],
    ])
    const same = ['oauth2', 'h264', 'turn', '7 up', 'gpt-4o', '', '#', 'turn 7 ']
    expect(same.map(unnumberedName)).toEqual(same)
    const turns = directlyFollows(logOf(sequence('turn 1', 'llm', 'turn 2', 'llm')), { by: 'unnumbered' })
    expect(cellsOf(turns)).toEqual({ 'START > turn #': 1, 'turn # > llm': 2, 'llm > turn #': 1, 'llm > END': 1 })
  })

  it('agrees with a count by definition, and every span is the target of one step', () => {
    void fc.assert(
      fc.property(fc.array(anySketches(15), { maxLength: 4 }), (simulations) => {
        const log = logOf(...simulations)
        const found = directlyFollows(log, byName)
        const counts = new Map<string, number>()
        for (const { tree } of log) {
          const left = tree.trace.spans.map((span) => ({ span, order: [span.start, span.end] as const }))
          left.sort(
            (a, b) =>
              Number(a.order[0] - b.order[0]) ||
              Number(a.order[1] - b.order[1]) ||
              compareText(`${a.span.spanId} ${a.span.traceId}`, `${b.span.spanId} ${b.span.traceId}`) ||
              a.span.index - b.span.index,
          )
          const names = ['START', ...left.map(({ span }) => span.phoenixName), 'END']
          if (left.length === 0) continue
          for (const [at, name] of names.slice(1).entries()) {
            const key = `${names[at]} > ${name}`
            counts.set(key, (counts.get(key) ?? 0) + 1)
          }
        }
        expect(cellsOf(found)).toEqual(Object.fromEntries(counts))
        const targets = found.cells.flatMap((cell) =>
          cell.steps.flatMap((step) => (step.to ? [`${step.simulation} ${step.to.index}`] : [])),
        )
        expect(new Set(targets).size).toBe(targets.length)
        expect(targets.length).toBe(simulations.reduce((sum, sketches) => sum + sketches.length, 0))
        const shares = new Map<number, number>()
        for (const cell of found.cells) shares.set(cell.from, (shares.get(cell.from) ?? 0) + cell.rowShare)
        for (const share of shares.values()) expect(share).toBeCloseTo(1, 9)
      }),
    )
  })

  it('reads a recorded conversation', () => {
    const transitions = directlyFollows([{ id: 'recorded', tree: recordedTree('voice-agent', 1) }], { by: 'kind' })
    expect(cellsOf(transitions)).toEqual({
      'START > conversation': 1,
      'conversation > turn': 1,
      'turn > stt': 1,
      'turn > llm': 3,
      'stt > llm': 1,
      'stt > turn': 3,
      'llm > llm': 3,
      'llm > tts': 4,
      'tts > stt': 3,
      'tts > END': 1,
    })
  })
})

describe('first failure', () => {
  it('takes at most one step a simulation: from the last success to the first failure', () => {
    const transitions = firstFailures(
      logOf(
        sequence('greeting', 'llm', 'tool!', 'llm', 'tool!'),
        sequence('greeting', 'tts'),
        sequence('llm!', 'tts'),
        sequence('greeting', 'tool!'),
      ),
      byName,
    )
    expect([cellsOf(transitions), transitions.withoutFailure]).toEqual([
      { 'llm > tool': 1, 'START > llm': 1, 'greeting > tool': 1 },
      1,
    ])
  })

  it('holds only the states of its steps', () => {
    const { states, occurrences, errors } = firstFailures(
      logOf(sequence('greeting', 'stt', 'llm', 'tool!', 'llm', 'tts')),
      byName,
    )
    expect([states, occurrences, errors]).toEqual([
      ['START', 'END', 'llm', 'tool'],
      [1, 1, 2, 1],
      [0, 0, 0, 1],
    ])
  })

  it('blames the span that failed, not the parents that pass its error on', () => {
    const transitions = firstFailures(
      logOf([
        { id: 'root', name: 'conversation', from: 0, to: 100, error: 'tool failed' },
        { id: 'ok', name: 'llm', parent: 'root', from: 1, to: 5 },
        { id: 'chain', name: 'chain', parent: 'root', from: 10, to: 50, error: 'tool failed' },
        { id: 'tool', name: 'lookup_order', parent: 'chain', from: 20, to: 30, error: 'no such order' },
      ]),
      byName,
    )
    expect(cellsOf(transitions)).toEqual({ 'llm > lookup_order': 1 })
  })

  it('blames the nearest span that has a state where the error began in one that has none', () => {
    const sketches: Sketch[] = [
      {
        id: 'agent',
        from: 0,
        to: 100,
        error: 'timeout',
        attributes: { 'openinference.span.kind': 'AGENT', 'agent.name': 'Nova' },
      },
      {
        id: 'tool',
        name: 'lookup',
        parent: 'agent',
        from: 10,
        to: 90,
        error: 'timeout',
        attributes: { 'openinference.span.kind': 'TOOL', 'tool.name': 'lookup' },
      },
      { id: 'request', name: 'HTTP GET', parent: 'tool', from: 20, to: 80, error: 'timeout' },
    ]
    const found = (['tool', 'agent', 'name'] as const).map((by) => {
      const transitions = firstFailures(logOf(sketches), { by })
      return [cellsOf(transitions), transitions.withoutFailure]
    })
    expect(found).toEqual([
      [{ 'START > lookup': 1 }, 0],
      [{ 'START > Nova': 1 }, 0],
      [{ 'START > HTTP GET': 1 }, 0],
    ])
  })

  it('finds a failure wherever a span with a state failed, whatever stands below it', () => {
    void fc.assert(
      fc.property(anySketches(20), fc.constantFrom('kind', 'tool'), (sketches, by) => {
        const log = logOf(sketches)
        const { cells, withoutFailure, empty } = firstFailures(log, { by })
        const failed = log.some(({ tree }) => tree.trace.spans.some((span) => span.error && stateOf(span, { by }) !== null))
        expect([cells.length, withoutFailure + empty]).toEqual(failed ? [1, 0] : [0, 1])
        expect(cells.flatMap((cell) => cell.steps.map((step) => step.to?.error))).toEqual(failed ? [true] : [])
      }),
    )
  })
})
