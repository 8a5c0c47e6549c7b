import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { type ClickHouseServer, findClickHouse, startClickHouse } from '../../support/clickhouse.ts'
import { runCommandLine } from '../../support/command-line.ts'
import { readCorpusProjects } from '../../support/corpus.ts'

const parts = findClickHouse()

describe.runIf(parts !== null)('the command line with a ClickHouse server as store', () => {
  let home: string
  let phoenix: ReplayServer
  let server: ClickHouseServer
  beforeAll(async () => {
    if (parts === null) throw new Error('unreachable: the suite runs with the parts only')
    home = await mkdtemp(path.join(tmpdir(), 'coval-cli-server-'))
    phoenix = await startReplayServer({ recordings: readCorpusProjects(['langgraph-agent']) })
    server = await startClickHouse(parts)
    await server.run('CREATE DATABASE traces')
  })
  afterAll(async () => {
    await phoenix?.close()
    await server?.stop()
    await rm(home, { recursive: true, force: true })
  })

  const importInto = (user: string, password: string, url = server.url) => {
    const store = new URL('/traces', url)
    store.username = user
    const simulation = ['--simulation', 'HMRNovEA3wgHjrEs9p4JDu']
    const words = [
      'import',
      '--host',
      phoenix.url,
      '--project',
      'langgraph-agent',
      ...simulation,
      '--store',
      store.href,
      '--with-password',
      '--json',
    ]
    return runCommandLine(home, words, { input: `${password}\n` })
  }

  it('imports by URL, user and database; another client reads the spans', async () => {
    const { code, stdout } = await importInto(server.writer.user, server.writer.password)
    expect([code, JSON.parse(stdout).outcome, JSON.parse(stdout).store]).toEqual([
      0,
      'imported',
      expect.not.stringContaining('@'),
    ])
    const read =
      "SELECT count(), uniq(TraceId), any(ServiceName) FROM traces.otel_traces WHERE SpanAttributes['session.id'] = 'HMRNovEA3wgHjrEs9p4JDu'"
    expect((await server.run(read)).trim()).toBe('48\t4\tarize')
  })

  it.each([
    ['a wrong password', () => importInto(server.writer.user, 'wr0ng-canary'), 'store-unauthorized'],
    ['nothing listening', () => importInto('x', 'wr0ng-canary', 'http://127.0.0.1:9'), 'store-unreachable'],
  ])('%s: its code and the next step; the password is not repeated', async (_name, run, code) => {
    const result = await run()
    expect([result.code, JSON.parse(result.stdout).error.code]).toEqual([1, code])
    expect(`${result.stdout}${result.stderr}`).not.toContain('wr0ng-canary')
  })

  it('a user who may only read: told so before anything is asked of Phoenix', async () => {
    const { code, stdout } = await runCommandLine(
      home,
      [
        'import',
        '--host',
        phoenix.url,
        '--project',
        'langgraph-agent',
        '--simulation',
        'BxssU2qBaZqz5PsUEGeXhp',
        '--store',
        `${server.url.replace('://', `://${server.reader.user}@`)}/traces`,
        '--with-password',
        '--json',
      ],
      { input: server.reader.password },
    )
    expect([code, JSON.parse(stdout).error.code]).toEqual([1, 'store-read-only'])
  })
})
