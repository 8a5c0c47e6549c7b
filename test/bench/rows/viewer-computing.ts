import { performance } from 'node:perf_hooks'
import { traceOfSpans } from '../../../shared/trace/model.ts'
import { decodeOutline, encodeOutline } from '../../../shared/trace/outline.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import { type MeasuredEngine, startEngine } from '../engine/process.ts'
import { interleave } from '../measure/interleave.ts'
import { median } from '../measure/statistics.ts'
import { compare, type Row, seconds } from '../report/row.ts'
import { makeTrace } from '../viewer/made-trace.ts'
import type { Bench } from './bench.ts'

const rowsAmong = 1_000_000
const measuredSpans = 5000
const simulations = 1000
const spansEach = 200

/** The tree by size, metrics among many rows, the heatmap, the conversation: no page takes part. */
export const measureComputing = async (bench: Bench): Promise<Row[]> => [
  await measureTree(bench),
  await measureMetrics(bench),
  ...(await measureHeatmap(bench)),
  await measureConversation(bench),
]

async function measureTree(bench: Bench): Promise<Row> {
  const [large, small] = [50_000, 25_000].map((spans) => decodeOutline(encodeOutline(traceOfSpans(makeTrace(spans).spans))))
  if (large === undefined || small === undefined) throw new Error('no spans')
  const time = (trace: typeof large) => {
    // Several times, and the least: a tree is built in less time than one collection of garbage takes.
    let best = Number.POSITIVE_INFINITY
    for (let round = 0; round < 7; round++) {
      const from = performance.now()
      if (buildTree(trace).order.length !== trace.spans.length) throw new Error('the tree has lost spans')
      best = Math.min(best, performance.now() - from)
    }
    return Promise.resolve(best)
  }
  bench.say('  building the tree')
  const { ours, other } = await interleave(
    [
      { name: 'ours', measure: () => time(large) },
      { name: 'other', measure: () => time(small) },
    ],
    bench.runs,
    bench.say,
  )
  return compare({
    what: 'building the tree of 50,000 spans ÷ of 25,000',
    ours,
    other,
    against: '25,000 spans:',
    goal: 2.3,
    note: 'In Node, from what the engine sends to the page; the best of seven in each run.',
  })
}

async function measureMetrics(bench: Bench): Promise<Row> {
  const engines: MeasuredEngine[] = []
  try {
    const open = async () => {
      const engine = await startEngine()
      engines.push(engine)
      const { importIds } = await engine.ask({ kind: 'make', simulations: 1, spans: measuredSpans })
      return { engine, importId: importIds[0] ?? '' }
    }
    const [alone, among] = [await open(), await open()]
    bench.say(`  multiplying the simulation to ${rowsAmong.toLocaleString('en')} rows`)
    await among.engine.ask({ kind: 'multiply', importId: among.importId, rows: rowsAmong })
    const measure = async ({ engine, importId }: typeof alone) => {
      const { elapsedMs, spans } = await engine.ask({ kind: 'metrics', importId })
      if (spans !== measuredSpans) throw new Error(`metrics of ${spans} spans`)
      return elapsedMs
    }
    const samples = await interleave(
      [
        { name: 'among', measure: () => measure(among) },
        { name: 'alone', measure: () => measure(alone) },
      ],
      bench.runs,
      bench.say,
    )
    return compare({
      what: `metrics of one simulation of ${measuredSpans.toLocaleString('en')} spans among ${rowsAmong.toLocaleString('en')} rows ÷ alone`,
      ours: samples.among,
      other: samples.alone,
      against: 'alone',
      goal: 3,
      note: 'Every built-in metric, spans read from the embedded store included. The other rows are copies under other import and trace ids with the same times.',
    })
  } finally {
    await Promise.all(engines.map((engine) => engine.stop()))
  }
}

async function measureHeatmap(bench: Bench): Promise<Row[]> {
  const engine = await startEngine()
  try {
    bench.say(`  storing ${simulations.toLocaleString('en')} simulations of ${spansEach} spans`)
    await engine.ask({ kind: 'make', simulations, spans: spansEach })
    const rows: Row[] = []
    for (const [mode, by] of [
      ['directly-follows', 'kind'],
      ['directly-follows', 'tool'],
      ['first-failure', 'name'],
    ] as const) {
      const taken: number[] = []
      for (let run = 0; run <= bench.runs; run++) {
        const computed = await engine.ask({ kind: 'heatmap', mode, by })
        if (computed.simulations !== simulations || computed.spans !== simulations * spansEach)
          throw new Error(`a heatmap over ${computed.simulations} simulations of ${computed.spans} spans`)
        bench.say(`  ${run === 0 ? 'warm-up' : `run ${run}`}: ${mode} by ${by} ${seconds(computed.elapsedMs)}`)
        if (run > 0) taken.push(computed.elapsedMs)
      }
      rows.push({
        what: `heatmap (${mode}, by ${by}) over ${simulations.toLocaleString('en')} simulations of ${spansEach} spans`,
        ours: `**${seconds(median(taken))}** (${seconds(Math.min(...taken))}–${seconds(Math.max(...taken))})`,
        other: '–',
        result: '–',
        goal: '–',
        reached: null,
        note: 'From the question to every cell with the spans behind it; the simulations are different ones, each an import of its own.',
      })
    }
    return rows
  } finally {
    await engine.stop()
  }
}

async function measureConversation(bench: Bench): Promise<Row> {
  const spans = 50_000
  const engine = await startEngine()
  try {
    const taken: number[] = []
    const { importIds } = await engine.ask({ kind: 'make', simulations: bench.runs + 1, spans })
    // Each another simulation: the engine keeps the thread that it made last.
    for (const [run, importId] of importIds.entries()) {
      const { elapsedMs, messages } = await engine.ask({ kind: 'conversation', importId })
      bench.say(`  ${run === 0 ? 'warm-up' : `run ${run}`}: conversation of ${messages} messages ${seconds(elapsedMs)}`)
      if (run > 0) taken.push(elapsedMs)
    }
    return {
      what: `first page of the conversation of ${spans.toLocaleString('en')} spans`,
      ours: `**${seconds(median(taken))}** (${seconds(Math.min(...taken))}–${seconds(Math.max(...taken))})`,
      other: '–',
      result: '–',
      goal: '–',
      reached: null,
      note: 'The thread is made from the messages of all spans; the pages after the first come from it.',
    }
  } finally {
    await engine.stop()
  }
}
