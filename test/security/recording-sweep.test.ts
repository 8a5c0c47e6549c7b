import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSweeper } from '../../electron/engine/recording/sweep.ts'
import { encoders, loose, others } from '../support/spellings.ts'

const difficult = "px_live/Zk9+Q'(1)*!~w eä?=7"
const ordinary = 'sk_live_4f9Qz81LkMnPq7Rt'
const lineWith = (text: string): string =>
  JSON.stringify({ kind: 'body', encoding: 'utf8', text: JSON.stringify({ data: `before ${text} after` }) })

describe.each([difficult, ordinary])('[security] the secret %j', (secret) => {
  test.each(Object.entries({ ...encoders, ...others, ...loose }))('is found %s', (_, spell) => {
    expect(createSweeper(['another secret', secret]).find(lineWith(spell(secret)))).not.toBeNull()
  })

  test('is found in spellings of spellings', async () => {
    await fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(encoders)), { minLength: 2, maxLength: 3 }), (names) => {
        const spelled = names.reduce((text, name) => encoders[name]?.(text) ?? text, secret)
        expect(createSweeper([secret]).find(lineWith(spelled))).not.toBeNull()
      }),
    )
  })
})

test('[security] a secret that holds escapes itself is found as it is and escaped', () => {
  const secret = 'a%41\\u0042&amp;"c"'
  const sweeper = createSweeper([secret])
  const spelled = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(JSON.stringify(secret)),
    Buffer.from(secret).toString('base64'),
  ]
  expect(spelled.map((text) => sweeper.find(lineWith(text)) === null)).toEqual(spelled.map(() => false))
})

test('[security] a secret with a backslash is found where only the letter behind it is escaped', () => {
  const found = (secret: string) => createSweeper([secret]).find(lineWith(`Bearer ${secret.replace('ä', '\\u00E4')}`)) !== null
  expect(['a\\äa_aaa', 'a\\aa+aa\\ä/'].map(found)).toEqual([true, true])
})

test('[security] a secret in UTF-16 is found whole behind an odd number of bytes', () => {
  const hex = Buffer.from('ßaaaaaaa', 'utf16le').toString('hex')
  expect(createSweeper(['ßaaaaaaa']).find(lineWith(`01 ${hex}`))).not.toBeNull()
})

test('[security] nothing is found in anything that does not hold a secret', async () => {
  await fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...Object.values({ ...encoders, ...others, ...loose })),
      (text, spell) => {
        fc.pre(text.isWellFormed())
        expect(createSweeper([difficult, ordinary]).find(lineWith(spell(text)))).toBeNull()
      },
    ),
  )
})

test.each<[string, string]>([
  ['of backslashes', '\\'.repeat(300_000)],
  ['of packed zeros in packed zeros', gzipSync(gzipSync(Buffer.alloc(200_000_000)).toString('base64')).toString('base64')],
  ['of base64 without end', 'QUFB'.repeat(100_000)],
  ['of half escapes', '%%2%5\\u00\\x&#&#x'.repeat(20_000)],
  ['of numbers', '1,'.repeat(200_000)],
  ['of half pairs', '0x\\x'.repeat(100_000)],
])('[security] a hostile line %s is swept to its end', (_, text) => {
  const sweeper = createSweeper([difficult])
  expect([sweeper.find(lineWith(text)), sweeper.find(lineWith(`${text} ${difficult}`)) === null]).toEqual([null, false])
})

/** What keys and passwords are made of, and what escapes are made of. */
const anyCharacters = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.'),
    minLength: 8,
    maxLength: 200,
  }),
  fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'abcXYZ019 äßé%\\"&;=+/-_'), minLength: 8, maxLength: 60 }),
)
const anySecret = anyCharacters.filter((secret) => secret.replace(/[\s=\\]/g, '').length >= 8)
const keyed = (secret: string): boolean => secret.replace(/[^a-z0-9]/gi, '').length >= 12
/** Texts around it: ordinary ones, and the beginnings and ends of escapes and encodings. */
const anySurrounding = fc.oneof(
  fc.lorem({ mode: 'sentences', maxCount: 3 }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', 'key=', '{"token":"', 'Bearer ', '\n', 'QUJD ', 'https://user:', '0x ', '["', '\u200b', '&amp; ', '%20'),
)
/** Where an answer holds a text: each of them, and what an escape adds to it. */
const anyPlace = fc.constantFrom<(text: string) => unknown>(
  (text) => text,
  (text) => ({ [text]: true }),
  (text) => ({ data: [{ attributes: [{ key: 'input.value', value: { string_value: text } }] }] }),
  (text) => ({ metadata: JSON.stringify({ nested: JSON.stringify({ note: text }) }) }),
  (text) => ({ target: `/v1/projects/p/spans?note=${encodeURIComponent(text)}` }),
  (text) => ({ blob: Buffer.from(text).toString('base64') }),
)

test.each(Object.entries({ ...encoders, ...others, ...loose }))(
  '[security] any secret is found %s, anywhere',
  async (name, spell) => {
    await fc.assert(
      fc.property(anySecret, anySurrounding, anySurrounding, anyPlace, (secret, before, after, place) => {
        // What a secret's own escapes become cannot be told from the text's where either is torn apart.
        fc.pre(!(name in loose) || keyed(secret))
        fc.pre(!/broken|backwards|groups|zeros|characters/.test(name) || !/[\\%&]/.test(secret))
        const line = JSON.stringify({ kind: 'body', text: JSON.stringify(place(`${before} ${spell(secret)} ${after}`)) })
        expect(createSweeper(['another secret', secret]).find(line)).not.toBeNull()
      }),
      { numRuns: 25 },
    )
  },
)

test('[security] a secret that is not there is not found, whatever else is', async () => {
  const spellings = fc.constantFrom(...Object.values({ ...encoders, ...others, ...loose }))
  const anyKey = fc.string({ unit: fc.constantFrom(...'ABCDEFabcdef0123456789'), minLength: 12, maxLength: 60 })
  await fc.assert(
    fc.property(anyKey, anyKey, anySurrounding, anyPlace, spellings, (secret, other, around, place, spell) => {
      const line = JSON.stringify(place(`${around} ${spell(other)} ${around}`))
      fc.pre(!other.toLowerCase().includes(secret.toLowerCase()))
      expect(createSweeper([secret]).find(line)).toBeNull()
    }),
    { numRuns: 300 },
  )
})

test('[security] a short secret is found as it is and encoded; one that is too short is not sought, and counted', () => {
  const sweeper = createSweeper(['abc', '', 'pw-9', 'pw-9', ordinary])
  const spelled = ['pw-9', 'p\\u0077-9', Buffer.from('pw-9').toString('hex'), Buffer.from('the pw-9 x').toString('base64')]
  expect(spelled.map((text) => sweeper.find(lineWith(text)) === null)).toEqual(spelled.map(() => false))
  expect([sweeper.secrets, sweeper.tooShort, sweeper.find('"abc"')]).toEqual([2, 1, null])
})
