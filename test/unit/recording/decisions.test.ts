import { describe, expect, test } from 'vitest'
import { changedDecisions } from '../../../shared/recording/decisions.ts'

describe('what two sets of decisions differ in', () => {
  test('is nothing where every member is the same, whatever the order', () => {
    expect(changedDecisions({}, {})).toEqual([])
    expect(changedDecisions({ spans: { matched: 3 }, error: null }, { error: null, spans: { matched: 3 } })).toEqual([])
  })

  test('is told by member, with both values', () => {
    expect(
      changedDecisions({ outcome: 'matched', spans: { matched: 3 } }, { outcome: 'matched', spans: { matched: 2 } }),
    ).toEqual([{ what: 'spans', before: '{"matched":3}', after: '{"matched":2}' }])
  })

  test('counts a member that only one of them has, unless it says nothing', () => {
    expect(changedDecisions({ partial: 'budget' }, { error: 'cancelled', note: null })).toEqual([
      { what: 'partial', before: '"budget"', after: 'null' },
      { what: 'error', before: 'null', after: '"cancelled"' },
    ])
  })

  test('tells the order of a list, which is a decision', () => {
    expect(changedDecisions({ traces: ['a', 'b'] }, { traces: ['b', 'a'] }).map(({ what }) => what)).toEqual(['traces'])
  })
})
