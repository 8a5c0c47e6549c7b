import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { canaryIn } from '../../support/canary.ts'
import { runCommandLine } from '../../support/command-line.ts'
import { readCorpusManifest, readCorpusProjects } from '../../support/corpus.ts'

const [simulation] = readCorpusManifest('support-agent').simulations
if (simulation === undefined) throw new Error('the recording holds no simulation')
const key = 'phx-a-key-that-occurs-nowhere-else'
const wrongKey = 'phx-another-key-that-is-not-right'

describe('import, preview and check record what Phoenix answers while they run', () => {
  let home: string
  let server: ReplayServer
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'coval-while-'))
    server = await startReplayServer({ recordings: readCorpusProjects(['support-agent']), apiKey: key })
  })
  afterAll(async () => {
    await server.close()
    await rm(home, { recursive: true, force: true })
  })

  const target = () => ['--host', server.url, '--project', 'support-agent', '--simulation', simulation.simulation_id]
  const run = (command: string, more: readonly string[], apiKey = key) =>
    runCommandLine(home, [command, ...target(), ...more], { env: { PHOENIX_API_KEY: apiKey } })
  const jobsIn = async (file: string) => {
    const lines = gunzipSync(await readFile(file))
      .toString('utf8')
      .trimEnd()
      .split('\n')
    const parts = lines.slice(2).map((line) => JSON.parse(line) as { kind: string; job?: string })
    return { jobs: [...new Set(parts.flatMap(({ job }) => job ?? []))], reports: parts.map(({ kind }) => kind)[0] }
  }
  /** What a document says apart from how long it took, and which import or store it was. */
  const facts = (stdout: string) => {
    const { elapsedMs, phases, importId, store, ...document } = JSON.parse(stdout)
    return { ...document, checks: document.checks?.map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict]) }
  }

  test.each([
    ['preview', 'preview', []],
    ['check', 'checks', []],
    ['import', 'import', ['--replace']],
  ] as const)('%s', async (command, report, more) => {
    const file = path.join(home, `${command}.cvcase`)
    const plain = await run(command, ['--json', ...more])
    const recorded = await run(command, ['--json', '--record', file, ...more])
    expect([recorded.code, facts(recorded.stdout)]).toEqual([plain.code, facts(plain.stdout)])
    expect(recorded.stderr).toMatch(/Recorded .* in .*\.cvcase: \d+ requests, level structure/)
    expect(await jobsIn(file)).toEqual({ jobs: [command], reports: report })
    const opened = await runCommandLine(home, ['open', file, '--json'])
    expect([opened.code, JSON.parse(opened.stdout).changed]).toEqual([0, []])
  })

  test('a run that failed is recorded too, and replays its failure; the key is in no spelling in it', async () => {
    const file = path.join(home, 'refused.cvcase')
    const recorded = await run('import', ['--json', '--record', file, '--level', 'everything', '--replace'], wrongKey)
    expect([recorded.code, JSON.parse(recorded.stdout).error.code]).toEqual([1, 'phoenix-unauthorized'])
    const opened = await runCommandLine(home, ['open', file, '--json'])
    const { import: replayed, changed } = JSON.parse(opened.stdout)
    expect([replayed.error.code, changed]).toEqual(['phoenix-unauthorized', []])
    const bytes = await readFile(file)
    expect(canaryIn([bytes.toString('latin1'), gunzipSync(bytes).toString('utf8')], wrongKey)).toEqual([])
  })

  test('nothing is asked where the file is there already, or a level is named without a file', async () => {
    const file = path.join(home, 'mine.cvcase')
    await writeFile(file, 'mine')
    const before = server.requests.length
    const [there, alone] = [await run('import', ['--record', file, '--replace']), await run('preview', ['--level', 'text'])]
    expect([there.code, alone.code, there.stdout, server.requests.length - before]).toEqual([2, 2, '', 0])
    expect(await readFile(file, 'utf8')).toBe('mine')
    expect(alone.stderr).toContain('--level needs --record')
  })

  test('a run that asks Phoenix nothing says that there is nothing to record', async () => {
    await run('import', ['--replace'])
    const file = path.join(home, 'again.cvcase')
    const again = await run('import', ['--record', file])
    expect([again.code, again.stderr.includes('was asked nothing'), await readdir(home)]).toEqual([
      4,
      true,
      expect.not.arrayContaining(['again.cvcase']),
    ])
  })

  test('nothing of a run that was not to be recorded is left behind', async () => {
    const place = path.join(home, 'quiet')
    // A folder of its own for temporary files: other tests use the machine's at the same time.
    const temporary = await mkdtemp(path.join(home, 'temporary-'))
    await runCommandLine(place, ['preview', ...target()], { env: { PHOENIX_API_KEY: key, TMPDIR: temporary } })
    expect([await readdir(place).catch(() => []), await readdir(temporary)]).toEqual([[], []])
  })
})
