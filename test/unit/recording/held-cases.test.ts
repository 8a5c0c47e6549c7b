import { describe, expect, test } from 'vitest'
import type { CapturedExchange, PhoenixClient, PhoenixClientOptions } from '../../../electron/engine/phoenix/types.ts'
import { HeldCases } from '../../../electron/engine/recording/held-cases.ts'
import type { RecordedJob } from '../../../shared/recording/format.ts'
import { answered } from '../../support/recorded-case.ts'
import { defaultRequest } from '../../support/replayed-engine.ts'

const options: PhoenixClientOptions = {
  host: 'http://127.0.0.1',
  apiKey: null,
  deadline: 0,
  signal: new AbortController().signal,
}

/** Cases of at most `limit` bytes, and a way to run a job that is answered so many bytes. */
function hold(limit: number) {
  let next: readonly CapturedExchange[] = []
  const cases = new HeldCases(limit)
  const open = ({ capture }: PhoenixClientOptions) => {
    for (const exchange of next) capture?.(exchange)
    return {} as PhoenixClient
  }
  const run = (simulation: string, kind: RecordedJob, sizes: readonly number[]): void => {
    next = sizes.map((size) => answered('', { body: { bytes: Buffer.alloc(size), encoding: 'identity' } }))
    const request = { ...defaultRequest, connectionId: 'one', simulation }
    const about = { kind, request, connectionName: 'One', host: 'http://127.0.0.1', project: 'p' }
    const job = cases.begin({ ...about, apiKey: null, startedAt: new Date(0) }, open)
    job.openPhoenix(options)
    job.finish({})
  }
  return { cases, run }
}

const view = ({ cases }: ReturnType<typeof hold>) =>
  cases.list().map(({ simulation, jobs, bytes, complete }) => ({ simulation, jobs, bytes, complete }))

describe('answers are held in memory', () => {
  test('preview, import and checks of one request are one case; a second run of a kind replaces the first', () => {
    const held = hold(1000)
    held.run('a', 'preview', [100, 100])
    held.run('a', 'check', [50])
    held.run('a', 'preview', [30])
    expect(view(held)).toEqual([{ simulation: 'a', jobs: ['preview', 'check'], bytes: 80, complete: true }])
  })

  test('the oldest case makes room for the newest', () => {
    const held = hold(1000)
    for (const simulation of ['a', 'b', 'c']) held.run(simulation, 'preview', [400])
    expect(view(held).map(({ simulation }) => simulation)).toEqual(['c', 'b'])
  })

  test('a case that does not fit alone keeps what fits, and says that it is not whole', () => {
    const held = hold(1000)
    held.run('a', 'preview', [600, 600, 300])
    expect(view(held)).toEqual([{ simulation: 'a', jobs: ['preview'], bytes: 900, complete: false }])
  })

  test('the case of one connection is not that of another with the same name, host and project', () => {
    const held = hold(1000)
    held.run('a', 'preview', [100])
    const asked = (connectionId: string, project = 'p') =>
      held.cases.find({
        request: { ...defaultRequest, connectionId, simulation: 'a' },
        host: 'http://127.0.0.1',
        project,
      })
    const [first] = held.cases.list()
    expect([first?.connectionId, asked('one')?.id, asked('two'), asked('one', 'q')]).toEqual(['one', first?.id, null, null])
  })

  test('what was forgotten says so', () => {
    const held = hold(1000)
    held.run('a', 'preview', [600])
    const [first] = held.cases.list()
    held.run('b', 'preview', [600])
    expect(() => held.cases.get(first?.id ?? '')).toThrow(expect.objectContaining({ code: 'recording-gone' }))
  })
})
