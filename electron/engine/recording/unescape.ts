const [backslash, percent, ampersand] = [0x5c, 0x25, 0x26]
const [openBrace, closeBrace] = [0x7b, 0x7d]
const simple: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12, v: 11, 0: 0 }
const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" },
  ...{ nbsp: '\u00a0', sol: '/', plus: '+', equals: '=', bsol: '\\', lowbar: '_', hyphen: '-', dash: '-', period: '.' },
  ...{ comma: ',', colon: ':', semi: ';', excl: '!', quest: '?', num: '#', dollar: '$', percnt: '%', ast: '*', commat: '@' },
  ...{ lpar: '(', rpar: ')', lsqb: '[', lbrack: '[', rsqb: ']', rbrack: ']', lcub: '{', lbrace: '{', rcub: '}', rbrace: '}' },
  ...{ verbar: '|', vert: '|', grave: '`', hat: '^', tab: '\t', newline: '\n' },
}
const longestEntity = 11

/**
 * One level of every escape that a text can hold: of JSON and other languages, of URLs, of HTML. The same bytes where there is none.
 * On bytes, because answers have tens of megabytes and as many escapes; nothing gets longer by it.
 */
export function unescapeOnce(given: Buffer): Buffer {
  if (!given.includes(backslash) && !given.includes(percent) && !given.includes(ampersand)) return given
  const made = Buffer.allocUnsafe(given.length)
  let to = 0
  for (let at = 0; at < given.length; ) {
    const byte = given[at] ?? 0
    const read =
      byte === backslash
        ? readBackslash(given, at)
        : byte === percent
          ? readPercent(given, at)
          : byte === ampersand
            ? readEntity(given, at)
            : null
    if (read === null) {
      made[to++] = byte
      at++
    } else {
      to = read.raw ? made.writeUInt8(read.code, to) : writeCharacter(made, read.code, to)
      at += read.length
    }
  }
  return to === given.length ? given : made.subarray(0, to)
}

interface Escape {
  readonly code: number
  /** A byte and no character. */
  readonly raw: boolean
  readonly length: number
}

const escaped = (code: number, length: number, raw = false): Escape => ({ code, raw, length })

function readBackslash(text: Buffer, at: number): Escape | null {
  const next = text[at + 1]
  if (next === undefined) return null
  const letter = String.fromCharCode(next).toLowerCase()
  if (letter === 'u') {
    // `\u{1f600}` of JavaScript and Rust, `\U0001f600` of Python and Go.
    const braced = text[at + 2] === openBrace ? readBraced(text, at + 3) : null
    if (braced !== null) return braced
    const wide = next === 0x55 ? readHex(text, at + 2, 8) : null
    if (wide !== null && wide <= 0x10ffff) return escaped(wide, 10)
    return readUnit(text, at)
  }
  if (letter === 'x') {
    const code = readHex(text, at + 2, 2)
    return code === null ? null : escaped(code, 4)
  }
  const octal = readOctal(text, at + 1)
  if (octal !== null) return escaped(octal, 4, true)
  const control = simple[letter]
  if (control !== undefined) return escaped(control, 2)
  return /["'`\\/]/.test(letter) ? escaped(next, 2, true) : null
}

function readPercent(text: Buffer, at: number): Escape | null {
  const code = readHex(text, at + 1, 2)
  if (code !== null) return escaped(code, 3, true)
  // What JavaScript's `escape` makes of other letters.
  return ((text[at + 1] ?? 0) | 0x20) === 0x75 ? readUnit(text, at) : null
}

function readEntity(text: Buffer, at: number): Escape | null {
  const match = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/i.exec(text.toString('latin1', at, at + longestEntity))
  if (match === null) return null
  const [whole, decimal, hex, name] = match
  const named = name === undefined ? undefined : entities[name.toLowerCase()]?.charCodeAt(0)
  const code = name !== undefined ? named : decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16)
  return code === undefined || code > 0x10ffff || (name !== undefined && !whole.endsWith(';'))
    ? null
    : escaped(code, whole.length)
}

function readHex(text: Buffer, at: number, digits: number): number | null {
  let value = 0
  for (let place = at; place < at + digits; place++) {
    const digit = hexDigit(text[place])
    if (digit < 0) return null
    value = value * 16 + digit
  }
  return value
}

/** A sign, `u` and four digits; two of them where the first is half of a pair. */
function readUnit(text: Buffer, at: number): Escape | null {
  const code = readHex(text, at + 2, 4)
  if (code === null) return null
  const low = code >= 0xd800 && code < 0xdc00 && text[at + 6] === text[at] ? readHex(text, at + 8, 4) : null
  if (low !== null && low >= 0xdc00 && low < 0xe000) return escaped(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00), 12)
  return escaped(code, 6)
}

/** Behind `\u{`: up to six digits and a brace. */
function readBraced(text: Buffer, at: number): Escape | null {
  let digits = 0
  while (digits < 6 && hexDigit(text[at + digits]) >= 0) digits++
  const code = digits === 0 || text[at + digits] !== closeBrace ? null : readHex(text, at, digits)
  return code === null || code > 0x10ffff ? null : escaped(code, digits + 4)
}

/** Three digits, as C and Protocol Buffers write a byte. */
function readOctal(text: Buffer, at: number): number | null {
  let value = 0
  for (let place = at; place < at + 3; place++) {
    const digit = (text[place] ?? 0) - 0x30
    if (digit < 0 || digit > 7) return null
    value = value * 8 + digit
  }
  return value > 255 ? null : value
}

/** The value of a hex digit's byte; -1 for any other. */
export function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

function writeCharacter(to: Buffer, code: number, start: number): number {
  const tail = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3
  const lead = tail === 0 ? 0 : tail === 1 ? 0xc0 : tail === 2 ? 0xe0 : 0xf0
  to[start] = lead | (code >> (6 * tail))
  for (let left = tail - 1; left >= 0; left--) to[start + tail - left] = 0x80 | ((code >> (6 * left)) & 63)
  return start + tail + 1
}
