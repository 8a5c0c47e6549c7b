import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLineSearch, pageOfLine } from '../../../shared/recording/line-search.ts'

const searchFor = (text: string) => createLineSearch(text, (base64) => Buffer.from(base64, 'base64').toString('utf8'))
const bodyOf = (text: string): string => JSON.stringify({ kind: 'body', encoding: 'utf8', text })

describe('searching the lines of a draft', () => {
  test('finds a text wherever it stands in a long line, and shows what is around it', () => {
    const line = bodyOf(`${'a'.repeat(50_000)} Ada Byron ${'b'.repeat(50_000)} ada byron`)
    const found = searchFor('ADA Byron')(line)
    expect([found?.hits, line.slice(found?.offset, (found?.offset ?? 0) + 9)]).toEqual([2, 'Ada Byron'])
    expect(found?.excerpt.slice((found?.offset ?? 0) - (found?.from ?? 0))).toMatch(/^Ada Byron/)
  })

  test('finds a text that the answer writes as JSON in JSON, in letters beyond ASCII too', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.nat({ max: 3 }), fc.boolean(), (text, depth, ascii) => {
        let line = text
        for (let nested = 0; nested < depth; nested++) {
          line = JSON.stringify({ value: line })
          if (ascii) line = line.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        }
        expect(searchFor(text)(line)?.hits).toBeGreaterThan(0)
      }),
    )
  })

  test('finds a text inside an answer that stands as base64', () => {
    const text = Buffer.from([...Buffer.from('the key is phx-längst '), 0xff]).toString('base64')
    const line = JSON.stringify({ kind: 'body', encoding: 'base64', text })
    expect(searchFor('PHX-längst')(line)).toMatchObject({ hits: 1, offset: 0 })
    expect(searchFor('other')(line)).toBeNull()
  })

  test('takes no sign of a pattern for one', () => {
    expect(searchFor('a.c')('abc')).toBeNull()
    expect(searchFor('(a|b)*\\')('x (a|b)*\\ y')?.hits).toBe(1)
  })

  test('the pages of a line are the line, and never cut a character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (line, length) => {
        let text = ''
        while (text.length < line.length) {
          const page = pageOfLine(line, text.length, length)
          expect([page.offset, page.text.isWellFormed()]).toEqual([text.length, line.isWellFormed()])
          text += page.text
        }
        expect(text).toBe(line)
      }),
    )
  })
})
