import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeText, attributeType, fromBase64, jsonText, sameAttribute, toBase64 } from '../../../shared/otlp/attributes.ts'
import type { AttributeValue } from '../../../shared/otlp/span.ts'
import { anyValue } from '../../support/arbitrary-spans.ts'
import { holds } from '../../support/holds.ts'

const values: readonly [AttributeValue, string, string, string][] = [
  ['a "text"', 'string', 'a "text"', '"a \\"text\\""'],
  ['', 'string', '', '""'],
  [9007199254740993n, 'int', '9007199254740993', '9007199254740993'],
  [2, 'double', '2', '2'],
  [0.1, 'double', '0.1', '0.1'],
  [1e300, 'double', '1e+300', '1e+300'],
  [-0, 'double', '-0', '-0'],
  [Number.NaN, 'double', 'NaN', 'NaN'],
  [false, 'bool', 'false', 'false'],
  [null, 'null', '', 'null'],
  [Uint8Array.from([0xde, 0xad]), 'bytes', '3q0=', '"3q0="'],
  [['a', 1n, [null]], 'list', '["a",1,[null]]', '["a",1,[null]]'],
  [
    new Map<string, AttributeValue>([
      ['b', 2.5],
      ['a"', true],
    ]),
    'map',
    '{"a\\"":true,"b":2.5}',
    '{"a\\"":true,"b":2.5}',
  ],
]

describe('attribute values', () => {
  it.each(values.map(([value, ...texts]) => [...texts, value] as const))(
    'a %s is stored as %s, in JSON %s',
    (type, text, json, value) => {
      expect([attributeType(value), attributeText(value), jsonText(value)]).toEqual([type, text, json])
    },
  )

  it('are JSON that parses, however nested', () => {
    holds(fc.property(anyValue, (value) => void JSON.parse(jsonText(value))))
  })

  it('equal themselves and no value of another type', () => {
    holds(fc.property(anyValue, (value) => sameAttribute(value, value)))
    expect([
      sameAttribute(1n, 1),
      sameAttribute('1', 1n),
      sameAttribute(null, ''),
      sameAttribute(['a'], ['a']),
      sameAttribute(0, -0),
    ]).toEqual([...[false, false, false, true, false]])
  })

  it('keep bytes through base64, as other programs write it', () => {
    holds(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64')
        expect(toBase64(bytes)).toBe(text)
        expect([fromBase64(text), fromBase64(Buffer.from(bytes).toString('base64url'))]).toEqual([
          Uint8Array.from(bytes),
          Uint8Array.from(bytes),
        ])
      }),
    )
    expect(['a', '?', 'ab=c', 'ä'].map(fromBase64)).toEqual([null, null, null, null])
  })
})
