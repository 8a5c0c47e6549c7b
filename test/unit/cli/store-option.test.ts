import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAddress } from '../../../electron/cli/store-option.ts'

test.each([
  ['http://127.0.0.1:8123', { url: 'http://127.0.0.1:8123', user: 'default', database: 'default' }],
  ['https://me%40x@h:8443/traces/', { url: 'https://h:8443', user: 'me@x', database: 'traces' }],
  ['http://h:8123/?database=a%20b', { url: 'http://h:8123', user: 'default', database: 'a b' }],
])('%s', (text, expected) => {
  expect(readAddress(text)).toEqual(expected)
})

test.each([
  'clickhouse://u:secretpw@h:9440/db',
  'jdbc:clickhouse://u:secretpw@h/db',
  'tcp://h:9000',
  'http://u:secretpw@h:8123',
  'http://h:8123/?password=secretpw&user=u',
  'http://h:8123/?user=secretpw',
  'http://h:8123/#secretpw',
  'http://secretpw%@h:8123',
  'http://',
])('%s is refused, and nothing of it is repeated', (text) => {
  expect(() => readAddress(text)).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.not.stringContaining('secretpw') }),
  )
})

test('whatever stands there, it is read or refused as usage', () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string()), (text) => {
      try {
        expect(readAddress(text).url).toMatch(/^https?:/)
      } catch (error) {
        expect(error).toMatchObject({ code: 'usage' })
      }
    }),
  )
})
