import { deflateSync, gzipSync } from 'node:zlib'

const strict = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
const bytesOf = (text: string): number[] => [...Buffer.from(text)]
const hexOf = (text: string): string => Buffer.from(text).toString('hex')
const each = (text: string, spell: (code: number) => string): string =>
  [...text].map((character) => spell(character.codePointAt(0) ?? 0)).join('')
const inLines = (text: string, width: number, end = '\n'): string => text.replace(new RegExp(`(.{${width}})`, 'g'), `$1${end}`)

/** Spellings that other spellings can hold in turn: they make printable text of any text. */
export const encoders: Readonly<Record<string, (text: string) => string>> = {
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
  'in base32': (text) => base32(Buffer.from(text)),
  'in base32 in lower case, behind something': (text) => base32(Buffer.from(`xyz${text} tail`)).toLowerCase(),
  'in base64 of base64': (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
  'as \\u{…} throughout': (text) => each(text, (code) => `\\u{${code.toString(16)}}`),
  'as \\U… throughout': (text) => each(text, (code) => `\\U${code.toString(16).padStart(8, '0')}`),
  'in octal throughout': (text) =>
    bytesOf(text)
      .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
      .join(''),
  'as %u… throughout': (text) => text.replace(/[\s\S]/g, (unit) => `%u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'quoted-printable throughout': (text) => hexOf(text).toUpperCase().replace(/../g, '=$&'),
  'as a typed array': (text) => JSON.stringify(new Uint8Array(Buffer.from(text))),
  'as a list of signed bytes': (text) => JSON.stringify([...new Int8Array(Buffer.from(text))]),
  'in UTF-16': (text) => Buffer.from(`id ${text}`, 'utf16le').toString('base64'),
  'in UTF-16, in hex': (text) => Buffer.from(text, 'utf16le').toString('hex'),
}
/** Spellings of the text itself. */
export const others: Readonly<Record<string, (text: string) => string>> = {
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
  quoted: (text) => quotedPrintable(text),
  'quoted and broken into lines': (text) => quotedPrintable(text).replace(/(?:=..|[^=]){5}/g, '$&=\r\n'),
  'escaped for HTML by names': (text) => text.replace(/[_/+=?!*()]/g, (sign) => `&${htmlNames[sign] ?? ''};`),
  'broken over two lines': (text) => text.replace(/^.{7}/su, '$&\n   '),
  'in base64 that is broken into lines': (text) => inLines(Buffer.from(`x${text}`).toString('base64'), 7),
  'in hex that is broken into lines': (text) => inLines(hexOf(text), 10, '\r\n'),
}

/** Spellings that keep a secret's letters and digits, but neither their case, nor their order, nor what stands between them. */
export const loose: Readonly<Record<string, (text: string) => string>> = {
  'in upper case': (text) => text.toUpperCase(),
  'in lower case': (text) => text.toLowerCase(),
  'in mixed case': (text) =>
    text.replace(/[a-z]/gi, (letter, at: number) => (at % 2 === 0 ? letter.toUpperCase() : letter.toLowerCase())),
  backwards: (text) => [...text].reverse().join(''),
  'in base64, backwards': (text) => [...Buffer.from(text).toString('base64')].reverse().join(''),
  'in base64 of lower case': (text) => Buffer.from(text.toLowerCase()).toString('base64'),
  'in hex of upper case': (text) => hexOf(text.toUpperCase()),
  'in base32 of the hex alphabet': (text) => base32(Buffer.from(text), '0123456789ABCDEFGHIJKLMNOPQRSTUV'),
  'in base32 in groups': (text) => base32(Buffer.from(text)).replace(/.{4}(?!$)/g, '$&-'),
  'in groups of four': (text) => text.replace(/.{4}(?!$)/gu, '$&-'),
  'with zeros between, as UTF-16 that was read byte by byte': (text) => each(text, (code) => `${String.fromCodePoint(code)}\0`),
  'as a list of characters': (text) => JSON.stringify([...text]),
}

const htmlNames: Readonly<Record<string, string>> = {
  ...{ _: 'lowbar', '/': 'sol', '+': 'plus', '=': 'equals', '?': 'quest', '!': 'excl', '*': 'ast', '(': 'lpar', ')': 'rpar' },
}

const quotedPrintable = (text: string): string =>
  bytesOf(text)
    .map((byte) => (byte < 127 && byte !== 61 ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase()}`))
    .join('')

function base32(bytes: Uint8Array, alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const digits = bits.match(/.{1,5}/g)?.map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]) ?? []
  return digits.join('').padEnd(Math.ceil(digits.length / 8) * 8, '=')
}
