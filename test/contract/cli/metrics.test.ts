import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { resolveDirectories } from '../../../electron/engine/settings/index.ts'
import { openMeasures } from '../../../electron/engine/settings/saved-measures.ts'
import { MetricsReport } from '../../../shared/contract/metrics.ts'
import { readTraceFile } from '../../../shared/otlp/otlp-json-read.ts'
import { runCommandLine } from '../../support/command-line.ts'
import { readCorpusManifest, readCorpusProjects } from '../../support/corpus.ts'
import { fixedRecording } from '../trace/fixed-recording.ts'

const [first] = readCorpusManifest(fixedRecording.project).simulations
if (first === undefined) throw new Error('the recording holds no simulation')
const simulation = ['--simulation', first.simulation_id]

describe('the command line, over what was imported', () => {
  let home: string
  let server: ReplayServer
  const run = (...words: string[]) => runCommandLine(home, words)
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'coval-cli-'))
    server = await startReplayServer({ recordings: readCorpusProjects([fixedRecording.project]) })
    const window = ['--from', '2026-11-22T14:37:52.729831Z', '--to', '2026-11-22T14:37:54.021801Z']
    await run('import', '--host', server.url, '--project', fixedRecording.project, ...simulation, ...window)
  })
  afterAll(async () => {
    await server.close()
    await rm(home, { recursive: true, force: true })
  })

  it('metrics: the hand-checked figures as one JSON document', async () => {
    const { code, stdout } = await run('metrics', ...simulation, '--json')
    const report = MetricsReport.parse(JSON.parse(stdout))
    const results = new Map(report.metrics.map(({ id, result }) => [id, result]))
    const figureOf = (id: string) => {
      const result = results.get(id)
      return result?.computable ? result.value : null
    }
    expect({
      code,
      spans: report.spans,
      simulation: report.simulation,
      duration: figureOf('duration'),
      tokens: figureOf('llm_tokens'),
      tools: figureOf('tools'),
      error_rate: figureOf('error_rate'),
      all: report.computable + report.missing.length === report.metrics.length,
    }).toEqual({
      code: 0,
      spans: fixedRecording.spans,
      simulation: first.simulation_id,
      duration: fixedRecording.durationSeconds,
      tokens: fixedRecording.inputTokens + fixedRecording.outputTokens,
      tools: fixedRecording.toolCalls,
      error_rate: 0,
      all: true,
    })
  })

  it('metrics: text for people, with what is missing and why', async () => {
    const { code, stdout } = await run('metrics', ...simulation)
    expect({
      code,
      lines: [
        'Simulation duration',
        '1.190 s',
        'LLM token usage',
        '998',
        'Not computable',
        'LLM time to first byte',
        'metrics.ttfb',
      ].filter((text) => !stdout.includes(text)),
    }).toEqual({ code: 0, lines: [] })
  })

  it('metrics: a gate passes with 0, and ends with 3 where a threshold holds or cannot be computed', async () => {
    const passing = [
      '--fail-if',
      'p95(llm) > 0.1205s',
      '--fail-if',
      'tokens >= 999',
      '--fail-if',
      'error_rate > 0%',
      '--fail-if',
      'duration > 1191ms',
    ]
    const codes = [
      (await run('metrics', ...simulation, ...passing)).code,
      (await run('metrics', ...simulation, '--fail-if', 'p95(llm) > 0.12s')).code,
      (await run('metrics', ...simulation, '--fail-if', 'p95(tts) > 1h')).code,
      (await run('metrics', ...simulation, '--fail-if', 'p95(llm) > 2')).code,
    ]
    expect(codes).toEqual([0, 3, 3, 2])
    const { stdout } = await run('metrics', ...simulation, '--json', '--fail-if', 'tokens > 997', '--fail-if', 'p95(tts) > 1s')
    expect(JSON.parse(stdout).thresholds).toEqual([
      { text: 'tokens > 997', outcome: 'failed', value: 998, because: null },
      { text: 'p95(tts) > 1s', outcome: 'not-computable', value: null, because: 'No spans named tts, and none of that type.' },
    ])
  })

  it('metrics: what was saved in the app is measured too, and may be a gate', async () => {
    const { metrics } = openMeasures({ directory: resolveDirectories({ COVAL_COMPANION_HOME: home }, 'linux', home).config })
    const draft = { spanName: 'llm', attribute: null, aggregation: 'count', unit: 'count' } as const
    await metrics.save({ id: null, name: 'LLM calls (all)', ...draft })
    await metrics.save({ id: null, name: 'Speech', ...draft, spanName: 'tts' })
    const gate = (text: string) => run('metrics', ...simulation, '--json', '--fail-if', text)
    const passed = await gate(`metric("LLM calls (all)") > ${fixedRecording.llmSpans}`)
    const report = MetricsReport.parse(JSON.parse(passed.stdout))
    expect({
      custom: report.custom.map(({ metric, result }) => [metric.name, result.ok ? result.value : result.error]),
      codes: [
        passed.code,
        (await gate(`metric("LLM calls (all)") >= ${fixedRecording.llmSpans}`)).code,
        (await gate('metric(Speech) > 1')).code,
        (await gate('metric(Nothing) > 1')).code,
      ],
      text: (await run('metrics', ...simulation)).stdout.includes('No spans named tts.'),
    }).toEqual({
      custom: [
        ['LLM calls (all)', fixedRecording.llmSpans],
        ['Speech', 'No spans named tts.'],
      ],
      codes: [0, 3, 3, 2],
      text: true,
    })
  })

  it('export: a file that opens again, whole or not at all, and the same on standard output', async () => {
    const file = path.join(home, 'case.json')
    const { code } = await run('export', ...simulation, '-o', file)
    const text = await readFile(file, 'utf8')
    const read = readTraceFile(text)
    expect({ code, spans: read.ok ? read.spans.length : read.problem }).toEqual({ code: 0, spans: fixedRecording.spans })
    expect((await run('export', ...simulation)).stdout.trim()).toBe(text)
    const refused = await run('export', ...simulation, '-o', path.join(home, 'nowhere', 'case.json'))
    expect([refused.code, (await readdir(home)).filter((name) => name.includes('.part'))]).toEqual([2, []])
  })

  it('says which simulation is not there, and which judge', async () => {
    const [metrics, judge] = [await run('metrics', '--simulation', 'nobody'), await run('judge', 'nobody', ...simulation)]
    expect([metrics.code, judge.code]).toEqual([2, 2])
    expect(metrics.stderr).toContain('no spans of nobody')
  })
})
