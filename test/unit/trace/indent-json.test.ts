import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indentJson, tokensOf } from '../../../shared/trace/indent-json.ts'

describe('JSON with indents', () => {
  it('looks as JSON.stringify would make it', () => {
    void fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue({ maxDepth: 4 })), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
        // -0 is written as 0, so the value is what its text says.
        const text = JSON.stringify(value)
        expect(indentJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2))
      }),
    )
  })

  it('keeps every token, in its order, whatever white space stood between them', () => {
    const number = fc.constantFrom('1.0', '19.90', '1e400', '-0', '1E+2', '12345678901234567890', '0.1000000000000000055511')
    const leaf = fc.oneof(
      number,
      fc.constantFrom('true', 'false', 'null'),
      fc.string().map((text) => JSON.stringify(text)),
    )
    const space = fc.constantFrom('', ' ', '\n', '\t ', '\r\n')
    const { json } = fc.letrec<{ json: string; any: string }>((tie) => ({
      any: fc.oneof({ maxDepth: 4 }, leaf, tie('json')),
      json: fc.oneof(
        fc.tuple(fc.array(tie('any')), space).map(([items, gap]) => `[${gap}${items.join(`${gap},${gap}`)}${gap}]`),
        // Names repeat, and some are numbers.
        fc
          .tuple(fc.array(fc.tuple(fc.constantFrom('k', '2', '1', '__proto__', 'a\\"b:{'), tie('any'))), space)
          .map(([members, gap]) => `{${gap}${members.map(([name, value]) => `"${name}"${gap}:${value}`).join(`${gap},`)}}`),
      ),
    }))
    void fc.assert(
      fc.property(json, (text) => {
        const indented = indentJson(text) ?? ''
        expect([...tokensOf(indented)]).toEqual([...tokensOf(text)])
        expect(JSON.parse(indented)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('changes no number, drops no member and moves none', () => {
    expect(indentJson('{"a": 1.0, "b": 1e400, "price": 19.90, "2":"x","1":"y","k":1,"k":2, "id":12345678901234567890}')).toBe(
      `{
  "a": 1.0,
  "b": 1e400,
  "price": 19.90,
  "2": "x",
  "1": "y",
  "k": 1,
  "k": 2,
  "id": 12345678901234567890
}`,
    )
  })

  it('leaves other text alone, and what would hold up the page', () => {
    for (const text of [
      'just text',
      '12',
      '"[1]"',
      '{broken',
      '[1,]',
      `[${'1,'.repeat(150_000)}1]`,
      '['.repeat(500) + ']'.repeat(500),
    ])
      expect(indentJson(text)).toBeNull()
  })
})
