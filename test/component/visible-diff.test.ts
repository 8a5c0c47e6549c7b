import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffVisibly, makeVisible } from '../../renderer/features/correlation/visible-diff.ts'

const marked = (found: string, expected: string) => {
  const diff = diffVisibly(found, expected)
  const write = (parts: typeof diff.found) => parts.map(({ same, shown }) => (same ? shown : `[${shown}]`)).join('')
  return [write(diff.found), write(diff.expected)]
}

describe('the difference between what was found and what was expected', () => {
  it('shows what cannot be seen', () => {
    expect([
      marked('sim-1 ', 'sim-1'),
      marked('\nsim-1', 'sim-1'),
      marked('"sim-1"', 'sim-1'),
      marked('sim\u200b-1', 'sim-1'),
      marked('sim-1\u00a0', 'sim-1'),
    ]).toEqual([
      ['sim-1[·]', 'sim-1'],
      ['[⏎]sim-1', 'sim-1'],
      ['["]sim-1["]', 'sim-1'],
      ['sim[‹U+200B›]-1', 'sim-1'],
      ['sim-1[⍽]', 'sim-1'],
    ])
  })

  it('takes another letter case for a difference', () => {
    expect(marked('simulationOutputId', 'simulation_output_id')).toEqual(['simulation[O]utput[I]d', 'simulation[_o]utput[_i]d'])
  })

  it('says nothing of equal values and everything of strangers', () => {
    expect([marked('same', 'same'), marked('', 'abc'), marked('{{simulation_output_id}}', 'RGegpJBQEihznR7msyk98F')]).toEqual([
      ['same', 'same'],
      ['', '[abc]'],
      ['[{{simulation_output_id}}]', '[RGegpJBQEihznR7msyk98F]'],
    ])
  })

  it('keeps every character of both sides, of any length', () => {
    void fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 500 }),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        (found, expected) => {
          const diff = diffVisibly(found, expected)
          const same = (parts: typeof diff.found) => parts.filter((part) => part.same).map((part) => part.text)
          expect([diff.found.map((part) => part.text).join(''), diff.expected.map((part) => part.text).join('')]).toEqual([
            found,
            expected,
          ])
          expect(same(diff.found).join('')).toBe(same(diff.expected).join(''))
        },
      ),
    )
  })

  it('leaves ordinary text as it is', () => {
    expect(makeVisible('Ёлки-палки 🎄')).toBe('Ёлки-палки·🎄')
  })
})
