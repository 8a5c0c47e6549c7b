import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { type CommandOptions, runCommandLine } from '../../support/command-line.ts'
import { readCorpusManifest, readCorpusProjects } from '../../support/corpus.ts'
import { listenOn } from '../../support/listen.ts'

const [simulation] = readCorpusManifest('support-agent').simulations
if (simulation === undefined) throw new Error('the recording holds no simulation')

describe('a ClickHouse server that greets and then says nothing more', () => {
  let home: string
  let phoenix: ReplayServer
  let clickHouse: Awaited<ReturnType<typeof listenOn>>
  let store: string
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'coval-cli-silent-'))
    phoenix = await startReplayServer({ recordings: readCorpusProjects(['support-agent']) })
    const silent = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      if (body.startsWith('SELECT 1')) response.end('{"1":1}\n')
    })
    clickHouse = await listenOn(silent)
    store = `http://127.0.0.1:${clickHouse.port}`
  })
  afterAll(async () => {
    await clickHouse.close()
    await phoenix.close()
    await rm(home, { recursive: true, force: true })
  })

  const run = (command: string, budget: string, options?: CommandOptions) => {
    const window = ['--from', '2026-11-22T14:37:52.729831Z', '--to', '2026-11-22T14:37:54.021801Z']
    const words = ['--host', phoenix.url, '--project', 'support-agent', '--simulation', simulation.simulation_id, ...window]
    return runCommandLine(home, [command, ...words, '--store', store, '--budget', budget, '--json'], options)
  }

  it('import ends with its budget, and says what it waited for', async () => {
    const { code, stdout } = await run('import', '1')
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      {
        outcome: 'failed',
        error: { code: 'budget-exhausted', message: 'The budget of 1 s ended during: connect', check: 'window-read' },
      },
    ])
  })

  it('import is cancelled at once', async () => {
    const { code, stdout } = await run('import', '3000', {
      onStderr: (text, signal) => {
        if (text.includes('connecting')) signal('SIGTERM')
      },
    })
    expect([code, JSON.parse(stdout).outcome]).toEqual([130, 'cancelled'])
  })

  it('check ends with its budget and tells that the store is silent', async () => {
    const { code, stdout } = await run('check', '5')
    const checks: { id: string; verdict: string; evidence: string[] }[] = JSON.parse(stdout).checks
    expect([code, checks.filter(({ verdict }) => verdict === 'fail').map(({ id, evidence }) => [id, evidence])]).toEqual([
      3,
      [['store-reachable', ['the trace store did not answer within the budget of 5 s']]],
    ])
  })
})
