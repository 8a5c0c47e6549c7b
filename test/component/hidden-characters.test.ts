import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { showHidden, splitHidden } from '../../renderer/widgets/hidden-characters.ts'

describe('characters that would not show', () => {
  it('are named: control, bidirectional, and of no width', () => {
    expect(splitHidden('safe\u202egnp.exe\u202c\u0000\u001b[31m\u200b')).toEqual([
      { text: 'safe', hidden: null },
      { text: '\u202e', hidden: 'RLO' },
      { text: 'gnp.exe', hidden: null },
      { text: '\u202c', hidden: 'PDF' },
      { text: '\u0000', hidden: 'NUL' },
      { text: '\u001b', hidden: 'ESC' },
      { text: '[31m', hidden: null },
      { text: '\u200b', hidden: 'zero-width space' },
    ])
    expect(showHidden('a\u2066b\nc')).toBe('a‹LRI›b c')
  })

  it('are not the ones that scripts, emoji and line breaks need', () => {
    for (const text of ['مرحبا', '👩‍👩‍👧', 'नमस्ते', 'می‌خواهم', 'two\r\nlines\tof text', '𝒳'])
      expect(splitHidden(text)).toEqual([{ text, hidden: null }])
  })

  it('tell half a surrogate pair, and a lone carriage return', () => {
    expect(splitHidden('\ud83d').map((run) => run.hidden)).toEqual(['U+D83D'])
    expect(splitHidden('a\rb').map((run) => run.hidden)).toEqual([null, 'CR', null])
  })

  it('lose nothing of a text', () => {
    void fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(
          splitHidden(text)
            .map((run) => run.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })
})
