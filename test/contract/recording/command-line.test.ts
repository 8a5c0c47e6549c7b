import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { writeOtlpJson } from '../../../shared/otlp/otlp-json.ts'
import { previewDecisions } from '../../../shared/recording/decisions.ts'
import { canaryIn } from '../../support/canary.ts'
import { type CommandOptions, runCommandLine } from '../../support/command-line.ts'
import { readCorpusManifest, readCorpusPages, readCorpusProjects, readCorpusSpans } from '../../support/corpus.ts'

const [first, second] = readCorpusManifest('support-agent').simulations
if (first === undefined || second === undefined) throw new Error('the recording holds too few simulations')
const key = 'phx-a-key-that-occurs-nowhere-else'

describe('the command line records, opens and compares', () => {
  let here: string
  let there: string
  let server: ReplayServer
  beforeAll(async () => {
    here = await mkdtemp(path.join(tmpdir(), 'coval-here-'))
    there = await mkdtemp(path.join(tmpdir(), 'coval-there-'))
    server = await startReplayServer({
      recordings: readCorpusProjects(['support-agent', 'near-miss-agent']),
      apiKey: key,
    })
  })
  afterAll(async () => {
    await server.close()
    await rm(here, { recursive: true, force: true })
    await rm(there, { recursive: true, force: true })
  })

  const withKey: CommandOptions = { env: { PHOENIX_API_KEY: key } }
  const target = (simulation: string) => ['--host', server.url, '--project', 'support-agent', '--simulation', simulation]
  const record = (file: string, simulation: string, ...more: string[]) =>
    runCommandLine(here, ['record', ...target(simulation), '-o', path.join(here, file), ...more], withKey)

  test('a file from one home gives the same decisions in another process, another home, without the Phoenix', async () => {
    const recorded = await record('everything.cvcase', first.simulation_id, '--level', 'everything')
    const live = JSON.parse((await runCommandLine(here, ['preview', ...target(first.simulation_id), '--json'], withKey)).stdout)
    const opened = await runCommandLine(there, ['open', path.join(here, 'everything.cvcase'), '--json'])
    const { preview, changed } = JSON.parse(opened.stdout)
    expect([recorded.code, opened.code, changed]).toEqual([0, 0, []])
    expect(JSON.stringify(previewDecisions(preview))).toBe(JSON.stringify(previewDecisions(live)))
    expect(await readdir(there)).not.toContain('data')
  })

  test('the default level holds neither ids nor texts nor the key, and still decides the same', async () => {
    expect((await record('structure.cvcase', first.simulation_id)).code).toBe(0)
    const file = await readFile(path.join(here, 'structure.cvcase'))
    const text = gunzipSync(file).toString('utf8')
    expect(canaryIn([text, file.toString('latin1')], key)).toEqual([])
    const page = readCorpusPages('support-agent').join()
    const words = new Set([...page.matchAll(/"string_value":"([^"\\]{12,})"/g)].map(([, value = '']) => value))
    const ids = readCorpusSpans('support-agent').flatMap(({ traceId, spanId }) => [traceId, spanId])
    // Words of the conventions say nothing about anybody.
    const known = new Set(['application/json', 'execute_tool'])
    expect([...words, ...ids].filter((value) => text.includes(value) && !known.has(value))).toEqual([])
    const opened = await runCommandLine(there, ['open', path.join(here, 'structure.cvcase')])
    expect([opened.code, opened.stdout.includes('Every decision is the same')]).toEqual([0, true])
    expect((await stat(path.join(here, 'structure.cvcase'))).mode & 0o777).toBe(0o600)
  })

  test('--preview prints every line that would go in, and writes nothing', async () => {
    const before = await readdir(here)
    const shown = await runCommandLine(here, ['record', ...target(first.simulation_id), '--preview', '--json'], withKey)
    const [draft, ...lines] = shown.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect([shown.code, lines.length, lines[0]['coval-case']]).toEqual([0, draft.lines, 1])
    expect(await readdir(here)).toEqual(before)
  })

  test('a file that is there already is left alone unless it may be replaced', async () => {
    await writeFile(path.join(here, 'mine.cvcase'), 'mine')
    expect((await record('mine.cvcase', first.simulation_id)).code).toBe(2)
    expect(await readFile(path.join(here, 'mine.cvcase'), 'utf8')).toBe('mine')
    expect((await record('mine.cvcase', first.simulation_id, '--replace')).code).toBe(0)
  })

  test('compare: a case and itself do not differ, two cases do, and a live one is the other side', async () => {
    await record('one.cvcase', first.simulation_id, '--level', 'everything')
    await record('two.cvcase', second.simulation_id, '--level', 'everything')
    const [one, two] = [path.join(here, 'one.cvcase'), path.join(here, 'two.cvcase')]
    const same = await runCommandLine(there, ['compare', one, one, '--json'])
    const different = await runCommandLine(there, ['compare', one, two, '--json'])
    const live = await runCommandLine(here, ['compare', one, '--live', ...target(first.simulation_id), '--json'], withKey)
    expect([
      same.code,
      JSON.parse(same.stdout).different,
      different.code,
      JSON.parse(live.stdout).rows.filter((row: { section: string; same: boolean }) => !row.same && row.section !== 'checks'),
    ]).toEqual([0, 0, 3, []])
  })

  test('opens OTLP JSON, and says what it cannot tell', async () => {
    const file = path.join(here, 'spans.json')
    await writeFile(file, [...writeOtlpJson(readCorpusSpans('support-agent'))].join(''))
    const opened = await runCommandLine(there, ['open', file, '--simulation', first.simulation_id, '--json'])
    const { recording, preview, import: imported } = JSON.parse(opened.stdout)
    expect({ code: opened.code, kind: recording.kind, matched: preview.spans.matched, written: imported.spans.written }).toEqual({
      code: 0,
      kind: 'trace-file',
      matched: first.expected_spans_as_phoenix_returns_them,
      written: first.expected_spans_as_phoenix_returns_them,
    })
    expect(recording.limits.join(' ')).toMatch(/no requests.*names no window/s)
  })

  test("opens one of Phoenix's own pages", async () => {
    const file = path.join(here, 'page.json')
    await writeFile(file, readCorpusPages('support-agent')[0] ?? '')
    const opened = await runCommandLine(there, ['open', file, '--simulation', first.simulation_id, '--json'])
    expect([opened.code, JSON.parse(opened.stdout).preview.outcome]).toEqual([0, 'matched'])
  })

  test.each<[string, string]>([
    ['a file that is none', 'no recording at all'],
    ['a file that is not there', ''],
  ])('%s ends in a sentence', async (_, content) => {
    const file = path.join(here, 'odd.bin')
    if (content === '') await rm(file, { force: true })
    else await writeFile(file, content)
    const opened = await runCommandLine(there, ['open', file])
    expect({ code: opened.code === 0, stdout: opened.stdout, stack: opened.stderr.includes('    at ') }).toEqual({
      code: false,
      stdout: '',
      stack: false,
    })
    expect(opened.stderr).toMatch(/✗ .*\n {2}→ /)
  })
})
