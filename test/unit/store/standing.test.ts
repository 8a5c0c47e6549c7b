import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importStates, judgeImports, type LogEntry } from '../../../electron/engine/store/imports/standing.ts'

const entry = (importId: string, state: LogEntry['state'], at: number, supersedes = ''): LogEntry => ({
  importId,
  identity: 'sim',
  state,
  at: BigInt(at),
  supersedes,
})

const standings = (entries: readonly LogEntry[]) =>
  Object.fromEntries([...judgeImports(entries)].map(([id, { standing }]) => [id, standing]))

describe('which imports count', () => {
  it('an import counts from its complete entry on', () => {
    expect([
      standings([entry('a', 'started', 1)]),
      standings([entry('a', 'started', 1), entry('a', 'committing', 2)]),
      standings([entry('a', 'started', 1), entry('a', 'committing', 2), entry('a', 'complete', 3)]),
    ]).toEqual([{ a: 'unfinished' }, { a: 'unfinished' }, { a: 'visible' }])
  })

  it('a replaced import is hidden even when the clock went backwards', () => {
    expect(standings([entry('a', 'complete', 9), entry('b', 'complete', 3, 'a')])).toEqual({ a: 'hidden', b: 'visible' })
  })

  it('the last one counts of two that did not know of each other', () => {
    expect(standings([entry('a', 'complete', 3), entry('b', 'complete', 5)])).toEqual({ a: 'hidden', b: 'visible' })
  })

  it('removed is final, and a removed import hides nothing', () => {
    expect(standings([entry('a', 'complete', 3), entry('b', 'removed', 4), entry('b', 'complete', 5, 'a')])).toEqual({
      a: 'visible',
      b: 'dead',
    })
    expect(standings([entry('a', 'complete', 3), entry('a', 'removed', 4), entry('a', 'purged', 5)])).toEqual({ a: 'purged' })
  })

  it('repeated signs of life move only the last sign of life', () => {
    expect([...judgeImports([entry('a', 'started', 1), entry('a', 'started', 7)]).values()]).toEqual([
      { importId: 'a', identity: 'sim', standing: 'unfinished', hasRows: false, lastSeen: 7n },
    ])
  })

  it('at most one import of an identity counts, in whatever order entries are read', () => {
    const anyEntry = fc.record({
      importId: fc.constantFrom('a', 'b', 'c', 'd'),
      identity: fc.constant('sim'),
      state: fc.constantFrom(...importStates),
      at: fc.bigInt({ min: 0n, max: 5n }),
      supersedes: fc.constantFrom('', 'a', 'b'),
    })
    // One complete entry an import, as the writer makes them.
    const anyLog = fc.array(anyEntry, { maxLength: 20 }).map((log) => {
      const completed = new Set<string>()
      return log.filter((one) => one.state !== 'complete' || (!completed.has(one.importId) && completed.add(one.importId)))
    })
    const anyLogTwice = anyLog.chain((log) => fc.tuple(fc.constant(log), fc.shuffledSubarray(log, { minLength: log.length })))
    const atMostOne = fc.property(anyLogTwice, ([log, shuffled]) => {
      const judged = standings(log)
      expect(standings(shuffled)).toEqual(judged)
      expect(Object.values(judged).filter((standing) => standing === 'visible').length).toBeLessThanOrEqual(1)
    })
    void fc.assert(atMostOne)
  })
})
