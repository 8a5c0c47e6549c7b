import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onSpans } from '../../../electron/engine/replay/faults.ts'
import { type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { CheckReport } from '../../../shared/contract/checks.ts'
import { ImportReport } from '../../../shared/contract/import.ts'
import { PreviewReport } from '../../../shared/contract/preview.ts'
import { type CommandOptions, runCommandLine } from '../../support/command-line.ts'
import { readCorpusManifest, readCorpusProjects } from '../../support/corpus.ts'

const [first, second] = readCorpusManifest('support-agent').simulations
if (first === undefined || second === undefined) throw new Error('the recording holds too few simulations')
const window = ['--from', '2026-11-22T14:37:52.729831Z', '--to', '2026-11-22T14:37:54.021801Z']

describe('the command line', () => {
  let home: string
  let server: ReplayServer
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'coval-cli-'))
    server = await startReplayServer({ recordings: readCorpusProjects(['support-agent', 'near-miss-agent']) })
  })
  afterAll(async () => {
    await server.close()
    await rm(home, { recursive: true, force: true })
  })

  const run = (words: string[], options?: CommandOptions) => runCommandLine(home, words, options)
  const target = () => ['--host', server.url, '--project', 'support-agent']
  const forFirst = () => [...target(), '--simulation', first.simulation_id, ...window]

  it('import: exit code 0 and one JSON document on standard output; the second time 4, with --replace 0', async () => {
    const imported = await run(['import', ...forFirst(), '--json'])
    expect({ code: imported.code, report: ImportReport.parse(JSON.parse(imported.stdout)) }).toMatchObject({
      code: 0,
      report: {
        outcome: 'imported',
        spans: { fetched: 54, matched: 16, written: 16 },
        strategy: { kind: 'page' },
        requests: 1,
        partial: null,
      },
    })
    const again = await run(['import', ...forFirst(), '--json'])
    expect([again.code, JSON.parse(again.stdout).outcome]).toEqual([4, 'already-imported'])
    const replaced = await run(['import', ...forFirst(), '--json', '--replace'])
    expect([replaced.code, JSON.parse(replaced.stdout).outcome]).toEqual([0, 'imported'])
  })

  it('preview: exit code 0 where traces match, with the evidence; 3 where none does; it writes nothing', async () => {
    const matched = await run(['preview', ...forFirst(), '--json'])
    const report = JSON.parse(matched.stdout)
    expect({
      code: matched.code,
      spans: report.spans,
      evidence: report.traces.find((trace: { verdict: string }) => trace.verdict === 'matched')?.evidence,
    }).toEqual({
      code: 0,
      spans: { inWindow: 54, matched: 16, documentedLimits: 16 },
      evidence: [
        {
          spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
          spanName: 'conversation',
          root: true,
          key: 'simulation_output_id',
          place: 'attribute',
          value: first.simulation_id,
        },
      ],
    })
    PreviewReport.omit({ previewId: true }).parse(report)
    const empty = await run(['preview', ...target(), '--simulation', 'ZZZZZZZZZZZZZZZZZZZZZZ', ...window, '--json'])
    expect([empty.code, JSON.parse(empty.stdout).outcome]).toEqual([3, 'empty'])
    const list = await run(['imports', 'list', '--store', path.join(home, 'unused'), '--json'])
    expect([list.code, JSON.parse(list.stdout)]).toEqual([0, { format: 1, imports: [] }])
  })

  it('import of nothing: exit code 3', async () => {
    const empty = await run(['import', ...target(), '--simulation', 'ZZZZZZZZZZZZZZZZZZZZZZ', ...window, '--json'])
    expect([empty.code, JSON.parse(empty.stdout).outcome]).toEqual([3, 'empty'])
  })

  it('preview for people: the verdict, near misses with the fix, and the snippet with the id in it', async () => {
    const camel = readCorpusManifest('near-miss-agent').simulations.find((each) => each.case === 'wrong_key_camel')
    if (camel === undefined) throw new Error('the recording holds no such case')
    const shown = await run([
      'preview',
      '--host',
      server.url,
      '--project',
      'near-miss-agent',
      '--simulation',
      camel.simulation_id,
      '--from',
      '2026-11-22T14:38:02Z',
      '--to',
      '2026-11-22T14:38:07Z',
    ])
    expect(shown.code).toBe(3)
    expect(shown.stdout).toContain(`No span matches \`${camel.simulation_id}\`; `)
    expect(shown.stdout).toMatch(/other-key {2}attribute simulationOutputId/)
    expect(shown.stdout).toContain(`root.set_attribute("simulation_output_id", "${camel.simulation_id}")`)
  })

  it('check: exit code 0 when none fails, 3 when one does; the document holds every check', async () => {
    const good = await run(['check', ...forFirst(), '--store', path.join(home, 'check-store'), '--json'])
    const report = CheckReport.parse(JSON.parse(good.stdout))
    expect({ code: good.code, failed: report.checks.filter((check) => check.verdict === 'fail') }).toEqual({
      code: 0,
      failed: [],
    })
    const bad = await run([
      'check',
      '--host',
      server.url,
      '--project',
      'support-agnet',
      '--simulation',
      first.simulation_id,
      ...window,
      '--store',
      path.join(home, 'check-store'),
      '--json',
    ])
    const project = CheckReport.parse(JSON.parse(bad.stdout)).checks.find((check) => check.id === 'project')
    expect([bad.code, project?.verdict, project?.next?.value]).toEqual([3, 'fail', 'support-agent'])
  })

  it('imports: lists, shows and deletes by simulation', async () => {
    const store = ['--store', path.join(home, 'own-store')]
    await run(['import', ...forFirst(), ...store])
    const list = await run(['imports', 'list', ...store])
    expect(list.stdout).toContain(first.simulation_id)
    const shown = await run(['imports', 'show', first.simulation_id, ...store, '--json'])
    expect(JSON.parse(shown.stdout)).toMatchObject({
      format: 1,
      simulation: first.simulation_id,
      spans: 16,
      traces: 1,
      partial: null,
    })
    const deleted = await run(['imports', 'delete', first.simulation_id, ...store, '--json'])
    expect([deleted.code, JSON.parse(deleted.stdout)]).toEqual([
      0,
      {
        format: 1,
        deleted: { importId: JSON.parse(shown.stdout).importId, simulation: first.simulation_id, spans: 16 },
      },
    ])
    expect((await run(['imports', 'show', first.simulation_id, ...store])).code).toBe(2)
  })

  it('a Coval result URL names its simulation', async () => {
    const url = `https://app.coval.dev/acme/runs/0123456789/results/${second.simulation_id}/traces`
    const report = JSON.parse((await run(['preview', ...target(), '--simulation', url, '--json'])).stdout)
    expect([report.simulation, report.spans.matched, report.window.source]).toEqual([second.simulation_id, 18, 'found'])
  })

  it("Phoenix's own variables stand in for host and project", async () => {
    const env = { PHOENIX_COLLECTOR_ENDPOINT: `${server.url}/v1/traces`, PHOENIX_PROJECT_NAME: 'support-agent' }
    const report = JSON.parse((await run(['preview', '--simulation', first.simulation_id, ...window, '--json'], { env })).stdout)
    expect(report.spans.matched).toBe(16)
  })

  it.each([
    ['no command', []],
    ['an unknown command', ['improt']],
    ['an unknown option', ['preview', '--simulaton', 'x']],
    ['an option of another command', ['preview', '--replace']],
    [
      'half a window',
      ['preview', '--host', 'http://127.0.0.1:9', '--project', 'p', '--simulation', 's', '--from', '2026-11-22T14:37:52Z'],
    ],
    [
      'a time without a zone',
      [
        'preview',
        '--host',
        'http://127.0.0.1:9',
        '--project',
        'p',
        '--from',
        '2026-11-22T14:37:52',
        '--to',
        '2026-11-22T14:38:52Z',
      ],
    ],
    ['neither simulation nor window', ['preview', '--host', 'http://127.0.0.1:9', '--project', 'p']],
    ['a project with a slash', ['preview', '--host', 'http://127.0.0.1:9', '--project', 'a/b', '--last', '5m']],
    [
      'a run instead of a result',
      ['preview', '--host', 'http://127.0.0.1:9', '--project', 'p', '--simulation', 'https://app.coval.dev/acme/runs/123'],
    ],
    ['a password in the store address', ['imports', 'list', '--store', 'http://user:secret@127.0.0.1:8123']],
    ['a store of another protocol', ['imports', 'list', '--store', 'clickhouse://user:secret@127.0.0.1:9000/db']],
    ['a password for a directory', ['imports', 'list', '--store', 'somewhere', '--with-password']],
    ['a password for no store', ['imports', 'list', '--with-password']],
    ['a key for a saved connection', ['preview', '--connection', 'x', '--simulation', 's', '--with-key']],
  ])('%s: exit code 2, a sentence on standard error, nothing on standard output but help', async (_name, words) => {
    const { code, stdout, stderr } = await run(words)
    expect(code).toBe(2)
    expect(`${stdout}${stderr}`).not.toMatch(/ {4}at |secret/)
  })

  it.each([
    ['an unknown connection', ['import', '--connection', 'nope', '--simulation', 's'], 1, 'connection-unknown'],
    ['an option of another command', ['preview', '--replace'], 2, 'usage'],
    ['an unknown option', ['check', '--simulaton', 'x'], 2, 'usage'],
    ['an unknown command', ['improt'], 2, 'usage'],
    ['an unknown import', ['imports', 'show', 'nobody', '--store', 'STORE'], 2, 'usage'],
  ])('--json of %s: a document with the failure', async (_name, words, code, error) => {
    const given = words.map((word) => (word === 'STORE' ? path.join(home, 'unused') : word))
    const failed = await run([...given, '--json'])
    expect([failed.code, JSON.parse(failed.stdout)]).toMatchObject([
      code,
      { format: 1, outcome: 'failed', error: { code: error, next: expect.stringMatching(/\w/) } },
    ])
  })

  it('nothing listens: exit code 1, the code, and the check that explains it', async () => {
    const { code, stderr, stdout } = await run([
      'import',
      '--host',
      'http://127.0.0.1:9',
      '--project',
      'p',
      '--simulation',
      'x',
      '--last',
      '5m',
      '--json',
    ])
    expect({
      code,
      error: JSON.parse(stdout).error.code,
      check: JSON.parse(stdout).error.check,
      stack: /\n {4}at /.test(stderr),
    }).toEqual({
      code: 1,
      error: 'phoenix-refused',
      check: 'tcp',
      stack: false,
    })
  })

  it('Ctrl-C ends an import at once: exit code 130, nothing written', async () => {
    server.setFaults(onSpans({ kind: 'silence' }))
    const store = ['--store', path.join(home, 'cancelled-store')]
    const ended = await run(['import', ...forFirst(), ...store, '--json'], {
      onStderr: (text, signal) => {
        if (text.includes('fetching')) signal('SIGINT')
      },
    })
    server.setFaults(null)
    expect([ended.code, JSON.parse(ended.stdout).outcome]).toEqual([130, 'cancelled'])
    expect(JSON.parse((await run(['imports', 'list', ...store, '--json'])).stdout).imports).toEqual([])
  })

  it('two processes on one embedded store: the second says so plainly', async () => {
    server.setFaults(onSpans({ kind: 'silence' }))
    const store = ['--store', path.join(home, 'shared-store')]
    let other: ReturnType<typeof run> | null = null
    const holder = await run(['import', ...forFirst(), ...store], {
      onStderr: (text, signal) => {
        if (!text.includes('fetching') || other !== null) return
        other = run(['imports', 'list', ...store]).finally(() => signal('SIGINT'))
      },
    })
    server.setFaults(null)
    expect(holder.code).toBe(130)
    const second = await (other as ReturnType<typeof run> | null)
    expect(second?.code).toBe(1)
    expect(second?.stderr).toContain('store-taken')
  })

  it('demo: previews and imports the bundled recording, and leaves nothing behind', async () => {
    const temporary = path.join(home, 'temporary')
    await mkdir(temporary)
    const demo = await run(['demo'], { env: { TMPDIR: temporary } })
    expect(demo.code).toBe(0)
    expect(demo.stdout).toContain(
      '183 spans in 36 traces match by `session_id`; by the documented limits Coval takes 112, because it reads only the newest 5,000 of the window’s 7,482 spans.',
    )
    expect(demo.stdout).toContain('Imported 183 spans in 36 traces')
    expect(demo.stdout).toMatch(/llm +36 +0 +682 +426/)
    expect((await readdir(temporary)).filter((name) => name.startsWith('coval'))).toEqual([])
  })
})

describe('connections', () => {
  it('a key that cannot be sent leaves no connection behind; one over plain http is warned of', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'coval-cli-connections-'))
    try {
      const add = ['connection', 'add', '--host', 'http://10.9.8.7:6006', '--project', 'p', '--with-key']
      const refused = await runCommandLine(home, add, { input: 'two words\n' })
      const saved = await runCommandLine(home, [...add, '--json'], { input: 'sk-1\n' })
      expect([refused.code, saved.code, JSON.parse(saved.stdout)]).toMatchObject([
        2,
        0,
        { format: 1, saved: { name: 'p', host: 'http://10.9.8.7:6006' } },
      ])
      expect(saved.stderr).toContain('http://10.9.8.7:6006 is plain http and not this machine')
      const words = ['preview', '--host', 'http://10.9.8.7:6006', '--project', 'p', '--last', '5m', '--budget', '0.2']
      const sent = await runCommandLine(home, words, { env: { PHOENIX_API_KEY: 'sk-1' } })
      expect(sent.stderr).toContain('the API key crosses the network unencrypted')
      expect((await runCommandLine(home, words)).stderr).not.toContain('unencrypted')
      const listed = JSON.parse((await runCommandLine(home, ['connection', 'list', '--json'])).stdout)
      expect([listed.format, listed.connections.map(({ name }: { name: string }) => name)]).toEqual([1, ['p']])
      const removed = await runCommandLine(home, ['connection', 'remove', '--name', 'p', '--json'])
      expect(JSON.parse(removed.stdout)).toMatchObject({ format: 1, removed: { name: 'p' } })
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  })
})

describe('the API key', () => {
  const canary = 'sk-canary-0123456789abcdefghijklmnop'
  let home: string
  let server: ReplayServer
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'coval-cli-key-'))
    server = await startReplayServer({ recordings: readCorpusProjects(['support-agent']), apiKey: canary })
  })
  afterAll(async () => {
    await server.close()
    await rm(home, { recursive: true, force: true })
  })

  it('of the environment goes to no other host than the one of the environment', async () => {
    const words = ['preview', '--host', server.url, '--project', 'support-agent', '--simulation', first.simulation_id, ...window]
    const env = { PHOENIX_API_KEY: canary, PHOENIX_COLLECTOR_ENDPOINT: 'https://app.phoenix.arize.com/s/me' }
    const { code, stderr } = await runCommandLine(home, words, { env })
    expect([
      code,
      /belongs to https:\/\/app\.phoenix\.arize\.com and was not sent/.test(stderr),
      stderr.includes(canary),
    ]).toEqual([1, true, false])
  })

  it('is read from standard input or PHOENIX_API_KEY and appears in no output and no file', async () => {
    const words = ['--host', server.url, '--project', 'support-agent', '--simulation', first.simulation_id, ...window]
    const outputs: string[] = []
    const note = async (result: ReturnType<typeof runCommandLine>, code: number) => {
      const { code: ended, stdout, stderr } = await result
      outputs.push(stdout, stderr)
      expect(ended).toBe(code)
    }
    await note(runCommandLine(home, ['import', ...words, '--with-key', '--json'], { input: `${canary}\n` }), 0)
    await note(runCommandLine(home, ['preview', ...words], { env: { PHOENIX_API_KEY: canary } }), 0)
    await note(runCommandLine(home, ['check', ...words, '--json'], { env: { PHOENIX_API_KEY: canary } }), 0)
    await note(runCommandLine(home, ['import', ...words, '--replace', '--with-key'], { input: `${canary}x\n` }), 1)
    await note(runCommandLine(home, ['import', ...words, '--replace', '--json']), 1)
    await note(
      runCommandLine(home, ['connection', 'add', '--host', server.url, '--project', 'support-agent', '--with-key'], {
        input: canary,
      }),
      0,
    )
    await note(runCommandLine(home, ['connection', 'list', '--json']), 0)
    server.setFaults(onSpans({ kind: 'status', status: 500, body: `echo: Bearer ${canary}` }))
    await note(runCommandLine(home, ['import', ...words, '--replace', '--with-key', '--json'], { input: canary }), 1)
    server.setFaults(onSpans({ kind: 'redirect', location: `http://127.0.0.1:9/?key=${canary}` }))
    await note(runCommandLine(home, ['import', ...words, '--replace', '--with-key', '--json'], { input: canary }), 1)

    const files: string[] = []
    for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) files.push((await readFile(path.join(entry.parentPath, entry.name))).toString('latin1'))
    }
    const forms = [canary, Buffer.from(canary).toString('base64').replace(/=+$/, ''), encodeURIComponent(canary)]
    for (const text of [...outputs, ...files]) for (const form of forms) expect(text.includes(form)).toBe(false)
    expect(files.length).toBeGreaterThan(3)
  })
})
