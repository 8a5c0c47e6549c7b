import { deflateSync, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSweeper } from '../../electron/engine/recording/sweep.ts'

const difficult = "px_live/Zk9+Q'(1)*!~w eä?=7"
const ordinary = 'sk_live_4f9Qz81LkMnPq7Rt'
const strict = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
const bytesOf = (text: string): number[] => [...Buffer.from(text)]
const hexOf = (text: string): string => Buffer.from(text).toString('hex')
const each = (text: string, spell: (code: number) => string): string =>
  [...text].map((character) => spell(character.codePointAt(0) ?? 0)).join('')
const inLines = (text: string, width: number, end = '\n'): string => text.replace(new RegExp(`(.{${width}})`, 'g'), `$1${end}`)

/** Spellings that other spellings can hold in turn: they make printable text of any text. */
const encoders: Readonly<Record<string, (text: string) => string>> = {
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64 for addresses, behind something': (text) => Buffer.from(`xy${text} tail`).toString('base64url'),
  'in hex': hexOf,
  'in upper-case hex': (text) => hexOf(text).toUpperCase(),
  'in hex with colons': (text) => hexOf(text).replace(/..(?!$)/g, '$&:'),
  'in hex with spaces': (text) => hexOf(text).replace(/../g, '$& '),
  'in hex after \\x': (text) =>
    bytesOf(text)
      .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
      .join(''),
  'as a list of bytes': (text) => JSON.stringify(bytesOf(text)),
  'as an indented list of bytes': (text) => JSON.stringify(bytesOf(text), null, 2),
  'URL-encoded': encodeURIComponent,
  'URL-encoded by RFC 3986': strict,
  'URL-encoded throughout': (text) => hexOf(text).replace(/../g, '%$&'),
  'URL-encoded in lower case': (text) => encodeURIComponent(text).replace(/%../g, (pair) => pair.toLowerCase()),
  'JSON-escaped': (text) => JSON.stringify({ note: text }),
  'as \\u throughout': (text) => text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'as &#…; throughout': (text) => each(text, (code) => `&#${code};`),
  'as &#x…; throughout': (text) => each(text, (code) => `&#x${code.toString(16)};`),
  'packed by gzip': (text) => gzipSync(text).toString('base64'),
  'packed by zlib': (text) => deflateSync(text).toString('base64'),
  'in UTF-16': (text) => Buffer.from(`id ${text}`, 'utf16le').toString('base64'),
  'in UTF-16, in hex': (text) => Buffer.from(text, 'utf16le').toString('hex'),
}
const others: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in a form': (text) => new URLSearchParams({ key: text }).toString(),
  'in an address': (text) => encodeURI(text),
  'in an address, partly twice': (text) => strict(text).replace('p', '%70'),
  'with quotes as \\u0027': (text) => text.replaceAll("'", '\\u0027'),
  'with slashes as \\u002f': (text) => text.replaceAll('/', '\\u002f'),
  'with letters as \\u00E4': (text) => text.replace('ä', '\\u00E4'),
  'with letters as \\xe4': (text) => text.replace('ä', '\\xe4'),
  'with slashes escaped': (text) => text.replaceAll('/', '\\/'),
  'with quotes as &#39;': (text) => text.replaceAll("'", '&#39;'),
  'with quotes as &#x27;': (text) => text.replaceAll("'", '&#x27;'),
  'as UTF-8 that was read as Latin-1': (text) => Buffer.from(text).toString('latin1'),
  decomposed: (text) => text.normalize('NFD'),
  'JSON-escaped five times': (text) => [1, 2, 3, 4, 5].reduce((made) => JSON.stringify(made).slice(1, -1), `${text}"\\`),
  'broken over two lines': (text) => `${text.slice(0, 8)}\n   ${text.slice(8)}`,
  'in base64 that is broken into lines': (text) => inLines(Buffer.from(`x${text}`).toString('base64'), 7),
  'in hex that is broken into lines': (text) => inLines(hexOf(text), 10, '\r\n'),
}
const lineWith = (text: string): string =>
  JSON.stringify({ kind: 'body', encoding: 'utf8', text: JSON.stringify({ data: `before ${text} after` }) })

describe.each([difficult, ordinary])('[security] the secret %j', (secret) => {
  test.each(Object.entries({ ...encoders, ...others }))('is found %s', (_, spell) => {
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

test('[security] nothing is found in anything that does not hold a secret', async () => {
  await fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values({ ...encoders, ...others })), (text, spell) => {
      fc.pre(text.isWellFormed())
      expect(createSweeper([difficult, ordinary]).find(lineWith(spell(text)))).toBeNull()
    }),
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

test('[security] short secrets are not sought, others are counted once', () => {
  expect([createSweeper(['abc', ordinary, ordinary]).secrets, createSweeper(['abc']).find('"abc"')]).toEqual([1, null])
})
