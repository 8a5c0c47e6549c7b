import { afterEach, describe, expect, it } from 'vitest'
import { createSkippingClock } from '../../../electron/engine/phoenix/clock.ts'
import { type Fault, type Faults, onSpans } from '../../../electron/engine/replay/faults.ts'
import type { CheckResult } from '../../../shared/contract/checks.ts'
import type { ErrorCode } from '../../../shared/contract/errors.ts'
import { readCorpusManifest } from '../../support/corpus.ts'
import { defaultRequest, exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const [simulation] = readCorpusManifest('support-agent').simulations
if (simulation === undefined) throw new Error('the recording holds no simulation')
const about = { simulation: simulation.simulation_id, window: exactWindow(simulation) }

const everywhere =
  (fault: Fault): Faults =>
  () =>
    fault

describe('the check that a failed import names, run alone, fails or shows the one that does', () => {
  let replayed: ReplayedEngine
  afterEach(() => replayed.close())

  const faults: readonly (readonly [string, Fault, ErrorCode])[] = [
    ['silence', { kind: 'silence' }, 'budget-exhausted'],
    ['a reset', { kind: 'reset', afterBytes: 0 }, 'phoenix-reset'],
    ['a redirect elsewhere', { kind: 'redirect', location: 'http://127.0.0.1:9/' }, 'phoenix-redirect'],
    ['500', { kind: 'status', status: 500 }, 'phoenix-server-error'],
    ['401', { kind: 'status', status: 401 }, 'phoenix-unauthorized'],
    ['403', { kind: 'status', status: 403 }, 'phoenix-forbidden'],
    ['422', { kind: 'status', status: 422 }, 'phoenix-rejected'],
    ['429', { kind: 'status', status: 429, retryAfter: '60' }, 'phoenix-rate-limited'],
    ['a web page', { kind: 'html' }, 'phoenix-not-json'],
    ['truncated JSON', { kind: 'truncated-json' }, 'phoenix-malformed'],
    ['a cursor loop', { kind: 'cursor-loop' }, 'phoenix-cursor-loop'],
  ]
  const onlySpans = faults.map(([name, fault, code]) => [`${name} to requests for spans`, onSpans(fault), code] as const)
  const all = faults
    .filter(([, { kind }]) => kind !== 'truncated-json' && kind !== 'cursor-loop')
    .map(([name, fault, code]) => [`${name} to every request`, everywhere(fault), code] as const)

  // Phoenix refuses a key for all of its data or for none.
  it.each([...onlySpans.filter(([, , code]) => !/unauthorized|forbidden/.test(code)), ...all])(
    '%s',
    async (_name, fault, code) => {
      replayed = await startReplayedEngine(['support-agent'], { faults: fault, clock: createSkippingClock() })
      // Only silence uses its budget up.
      const budgetSeconds = code === 'budget-exhausted' ? 1 : 60
      const request = { ...defaultRequest, ...about, budgetSeconds, connectionId: replayed.connect('support-agent') }
      const { error } = await replayed.import(request)
      expect(error?.code).toBe(code)
      const results: CheckResult[] = []
      const signal = new AbortController().signal
      for await (const event of replayed.engine.check(request, { signal, only: [error?.check ?? ''] }))
        if (event.kind === 'report') results.push(...event.report.checks)
      expect(results.map(({ id }) => id)).toContain(error?.check)
      expect(results.filter(({ verdict, next }) => verdict === 'fail' && next !== null)).not.toEqual([])
    },
  )
})
