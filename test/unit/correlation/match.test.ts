import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correlationKeys } from '../../../shared/correlation/keys.ts'
import { correlationEntries, matchSpan } from '../../../shared/correlation/match.ts'
import type { AttributeValue } from '../../../shared/otlp/span.ts'
import { anyAttributes, anyHint, anyText, makeSpan } from '../../support/arbitrary-spans.ts'
import { holds } from '../../support/holds.ts'

const matches = (attributes: Readonly<Record<string, AttributeValue>>, hint: string): string[] =>
  matchSpan(makeSpan({ attributes }), hint).map(({ key, place }) => `${place} ${key}`)

/** The same key and value in every shape in which `metadata` comes. */
const metadataShapes = (key: string, json: string, value: AttributeValue): Readonly<Record<string, AttributeValue>>[] => {
  const text = `{"tier": "gold", ${JSON.stringify(key)}: ${json}}`
  return [
    { metadata: text },
    { metadata: ` \n${text}` },
    { metadata: JSON.stringify(text) },
    { metadata: new Map([[key, value]]) },
    { [`metadata.${key}`]: value },
  ]
}

describe('a span attribute', () => {
  it.each(correlationKeys)('%s matches a string that equals the hint, and nothing else', (key) => {
    holds(
      fc.property(anyHint, (hint) => {
        expect(matches({ [key]: hint }, hint)).toEqual([`attribute ${key}`])
        for (const other of [`${hint} `, ` ${hint}`, `"${hint}"`, `${hint}x`, hint.slice(1), '', [hint], null]) {
          if (other !== hint) expect(matches({ [key]: other }, hint)).toEqual([])
        }
      }),
    )
  })

  it('that is a number or boolean never matches', () => {
    const pairs: [AttributeValue, string][] = [
      [4815162342n, '4815162342'],
      [9007199254740993n, '9007199254740993'],
      [2.5, '2.5'],
      [true, 'true'],
      [null, ''],
    ]
    expect(pairs.filter(([value, hint]) => matches({ simulation_output_id: value }, hint).length > 0)).toEqual([])
  })
})

describe('metadata', () => {
  it('matches in each of its shapes alike, whatever the id', () => {
    holds(
      fc.property(fc.constantFrom(...correlationKeys), anyHint, (key, hint) => {
        const found = metadataShapes(key, JSON.stringify(hint), hint).map((attributes) => matches(attributes, hint))
        expect(found).toEqual(found.map(() => [`metadata ${key}`]))
        expect(
          metadataShapes(key, JSON.stringify(`${hint}x`), `${hint}x`).flatMap((attributes) => matches(attributes, hint)),
        ).toEqual([])
      }),
    )
  })

  it.each<[string, AttributeValue]>([
    ['4815162342', 4815162342n],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['2.5', 2.5],
    ['true', true],
  ])('compares %s by its JSON text', (text, value) => {
    const found = metadataShapes('session_id', text, value).map((attributes) => matches(attributes, text))
    expect(found).toEqual(found.map(() => ['metadata session_id']))
  })

  it('knows a session with an id as session.id, as Phoenix does', () => {
    const shapes = [
      { metadata: '{"session":{"id":"X1"}}' },
      { metadata: '{"session.id":"X1"}' },
      { 'metadata.session.id': 'X1' },
      { metadata: new Map([['session', new Map([['id', 'X1']])]]) },
    ]
    expect(shapes.map((attributes) => matches(attributes, 'X1'))).toEqual(shapes.map(() => ['metadata session.id']))
  })

  it('does not match inside a list, deeper, or in a text that is not JSON', () => {
    const shapes: Readonly<Record<string, AttributeValue>>[] = [
      { metadata: '[{"session_id":"X1"}]' },
      { metadata: '{"coval":{"session_id":"X1"}}' },
      { metadata: '{"session":{"session":{"id":"X1"}}}' },
      { metadata: '{"session_id":["X1"]}' },
      { metadata: '{"session_id":{"id":"X1"}}' },
      { metadata: 'session_id=X1' },
      { metadata: '{"session_id":"X1"' },
      { metadata: '"session_id"' },
      { metadata: ['session_id', 'X1'] },
      { 'metadata.0.session_id': 'X1', 'metadata.coval.session_id': 'X1', metadatasession_id: 'X1' },
    ]
    expect(shapes.flatMap((attributes) => matches(attributes, 'X1'))).toEqual([])
  })

  it('of any kind never throws', () => {
    const deep = `${'{"session":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    const numbers = `${'[12345678901234567,'.repeat(50_000)}1${']'.repeat(50_000)}`
    expect(matches({ metadata: `{"session_id":"X1","a":${deep}}` }, 'X2')).toEqual([])
    expect(matches({ metadata: `{"session_id":${numbers}}` }, 'X2')).toEqual([])
    holds(
      fc.property(
        fc.oneof(
          anyText,
          fc.json(),
          fc.json().map((json) => JSON.stringify(json)),
        ),
        (metadata) => {
          correlationEntries(makeSpan({ attributes: { metadata } }))
        },
      ),
    )
  })
})

describe('evidence', () => {
  it('names span, key, place and value, once for each key and place', () => {
    const attributes = { session_id: 'X1', metadata: '{"session_id":"X1"}', 'metadata.session_id': 'X1', 'session.id': 'other' }
    const span = { spanId: 'b'.repeat(16), spanName: 'conversation', root: false, value: 'X1' }
    expect(matchSpan(makeSpan({ parentSpanId: 'c'.repeat(16), attributes }), 'X1')).toEqual([
      { ...span, key: 'session_id', place: 'attribute' },
      { ...span, key: 'session_id', place: 'metadata' },
    ])
  })

  it('is there only for a span with the hint under a key, however odd its attributes', () => {
    const keys = fc.oneof(
      anyText,
      fc.constantFrom(...correlationKeys, 'metadata', ...correlationKeys.map((key) => `metadata.${key}`)),
    )
    holds(
      fc.property(anyAttributes(keys), anyHint, (attributes, hint) => {
        const span = { ...makeSpan(), attributes }
        const carrying = correlationEntries(span).filter(({ comparable }) => comparable === hint)
        expect(matchSpan(span, hint).length > 0).toBe(carrying.length > 0)
        for (const { text } of carrying) expect(text).toBe(hint)
      }),
    )
  })
})
