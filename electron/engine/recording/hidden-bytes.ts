import { isUtf8 } from 'node:buffer'
import zlib from 'node:zlib'
import { hexDigit } from './unescape.ts'

/** What a packed piece may grow to: more was not meant to be read. */
const mostUnpacked = 32 * 2 ** 20
const longestSample = 48
/** Digits, below which a run is a word or number; bytes that hold a secret as they are need no decoding to be found. */
const shortestBase64 = 15
const shortestBase32 = 18
const shortestHex = 12
const shortestList = 6

const base64Values = new Int8Array(256).fill(-1)
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  base64Values[digit.charCodeAt(0)] = value
base64Values['-'.charCodeAt(0)] = 62
base64Values['_'.charCodeAt(0)] = 63

const [minus, equals, quote, colon] = [0x2d, 0x3d, 0x22, 0x3a]
/** How far a secret may reach on either side of an escape. */
const aroundQuoted = 2048

const isSpace = (byte: number | undefined): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

/**
 * Everything readable in what could be bytes written as text: base64 of both alphabets, base32, hex, lists of numbers, mail's
 * quoted-printable; unpacked where it is packed.
 */
export function* readHidden(text: Buffer): Generator<Buffer, void, void> {
  yield* readBase64(text)
  yield* readBase32(text)
  yield* readHex(text)
  yield* readLists(text)
  yield* readQuoted(text)
}

/** Runs of digits; lines may break them. */
function* readBase64(text: Buffer): Generator<Buffer, void, void> {
  const isBase64 = (at: number): boolean => (base64Values[text[at] ?? 0] ?? -1) >= 0
  for (let at = 0; at < text.length; at++) {
    if (!isBase64(at)) continue
    const start = at
    let end = at
    while (isBase64(end)) {
      while (isBase64(end)) end++
      at = end
      end = skipBreak(text, end)
    }
    if (at - start < shortestBase64) continue
    const run = text.toString('latin1', start, at).replace(/\s+/g, '')
    yield* readGroups(run.length, 4, (from, to) => Buffer.from(run.slice(from, to), 'base64'))
  }
}

/** Behind a line's end and what the next line is indented by; `at` where no line ends. */
function skipBreak(text: Buffer, at: number): number {
  let next = at
  if (text[next] === 13) next++
  if (text[next] === 10) next++
  if (next === at) return at
  for (let skipped = 0; skipped < 8 && (text[next] === 32 || text[next] === 9); skipped++) next++
  return next
}

/** Runs of one letter case, so that long words and base64 are none as a rule; lines may break them. */
function* readBase32(text: Buffer): Generator<Buffer, void, void> {
  for (let at = 0; at < text.length; at++) {
    if (base32Digit(text[at]) < 0) continue
    const start = at
    let letters = 0
    let end = at
    for (let next = at; base32Digit(text[next]) >= 0; next = skipBreak(text, end)) {
      for (; base32Digit(text[next]) >= 0 && (caseOf(text[next]) | letters) !== bothCases; next++) letters |= caseOf(text[next])
      if (next === end) break
      end = next
    }
    at = end - 1
    if (end - start < shortestBase32) continue
    const digits = text.subarray(start, end).filter((byte) => base32Digit(byte) >= 0)
    yield* readGroups(digits.length, 8, (from, to) => decodeBase32(digits.subarray(from, to)))
  }
}

/** 1 for capitals, 2 for small letters, 0 for digits. */
const caseOf = (byte = 0): number => (byte < 0x41 ? 0 : byte < 0x61 ? 1 : 2)
const bothCases = 3

function base32Digit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x32 && byte <= 0x37) return byte - 0x32 + 26
  const lower = byte | 0x20
  return byte >= 0x41 && lower >= 0x61 && lower <= 0x7a ? lower - 0x61 : -1
}

function decodeBase32(digits: Uint8Array): Buffer {
  const made = Buffer.allocUnsafe(Math.floor((digits.length * 5) / 8))
  let held = 0
  let bits = 0
  let length = 0
  for (const digit of digits) {
    held = ((held << 5) | base32Digit(digit)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    made[length++] = (held >> bits) & 0xff
  }
  return made.subarray(0, length)
}

/** Pairs of digits, with or without `0x`, `\x`, colons, commas and spaces between them. */
function* readHex(text: Buffer): Generator<Buffer, void, void> {
  let digits = Buffer.allocUnsafe(1024)
  for (let at = 0; at < text.length; at++) {
    if (hexDigit(text[at]) < 0) continue
    let count = 0
    for (let next = at; next >= 0; next = nextPair(text, next)) {
      if (hexDigit(text[next]) < 0 || hexDigit(text[next + 1]) < 0) break
      if (count + 2 > digits.length) digits = Buffer.concat([digits, Buffer.allocUnsafe(digits.length)])
      digits[count++] = text[next] ?? 0
      digits[count++] = text[next + 1] ?? 0
      at = next + 1
    }
    if (count < shortestHex) continue
    const run = digits.toString('latin1', 0, count)
    yield* readGroups(count, 2, (from, to) => Buffer.from(run.slice(from, to), 'hex'))
  }
}

/** Where the pair behind the one at `at` begins; -1 where none does. */
function nextPair(text: Buffer, at: number): number {
  let next = at + 2
  for (let skipped = 0; skipped < 3 && isBetweenPairs(text[next]); skipped++) next++
  const prefix = (text[next] === 0x30 || text[next] === 0x5c) && ((text[next + 1] ?? 0) | 0x20) === 0x78
  if (prefix) next += 2
  return hexDigit(text[next]) >= 0 && hexDigit(text[next + 1]) >= 0 ? next : -1
}

const isBetweenPairs = (byte: number | undefined): boolean =>
  isSpace(byte) || byte === 0x3a || byte === 0x2c || byte === 0x2d || byte === 0x3b

/** Numbers between commas, as JSON writes bytes; those of Java may be negative, a typed array's have a key each: `"0":115,"1":107`. */
function* readLists(text: Buffer): Generator<Buffer, void, void> {
  for (let at = 0; at < text.length; at++) {
    if (!isDigit(text[at]) || isDigit(text[at - 1])) continue
    const bytes: number[] = []
    for (let next = text[at - 1] === minus ? at - 1 : at; next < text.length; ) {
      const sign = text[next] === minus ? -1 : 1
      if (sign < 0) next++
      let value = 0
      const start = next
      while (isDigit(text[next]) && next - start < 3) value = value * 10 + (text[next++] ?? 0) - 0x30
      if (next === start || value > 255 || isDigit(text[next])) break
      bytes.push((sign * value) & 0xff)
      at = next
      next = skipSpaces(text, next)
      if (text[next] !== 0x2c) break
      next = skipKey(text, skipSpaces(text, next + 1))
    }
    if (bytes.length >= shortestList) yield* readBytes(Buffer.from(bytes))
  }
}

function skipSpaces(text: Buffer, at: number): number {
  let next = at
  for (let skipped = 0; skipped < 8 && isSpace(text[next]); skipped++) next++
  return next
}

/** Behind a key in digits and its colon; `at` where none is. */
function skipKey(text: Buffer, at: number): number {
  if (text[at] !== quote) return at
  let next = at + 1
  while (isDigit(text[next])) next++
  if (text[next] !== quote) return at
  next = skipSpaces(text, next + 1)
  return text[next] === colon ? skipSpaces(text, next + 1) : at
}

/** What stands around an escape of quoted-printable. Elsewhere an equals sign is one, so the text itself stays as it is. */
function* readQuoted(text: Buffer): Generator<Buffer, void, void> {
  let from = -1
  let to = -1
  for (let at = text.indexOf(equals); at >= 0; at = text.indexOf(equals, at + 1)) {
    if (!isQuoted(text, at)) continue
    if (from >= 0 && at - aroundQuoted > to) {
      yield unquote(text.subarray(from, to))
      from = -1
    }
    if (from < 0) from = Math.max(to, at - aroundQuoted, 0)
    to = Math.min(text.length, at + aroundQuoted)
  }
  if (from >= 0) yield unquote(text.subarray(from, to))
}

/** Two bytes beside each other, or an equals sign itself: one pair of digits alone is a parameter's value. */
const isQuoted = (text: Buffer, at: number): boolean =>
  quotedByte(text, at) === equals || (quotedByte(text, at) >= 0 && (quotedByte(text, at + 3) >= 0 || goesOn(text, at + 3)))

function quotedByte(text: Uint8Array, at: number): number {
  const [high, low] = [hexDigit(text[at + 1]), hexDigit(text[at + 2])]
  return text[at] === equals && high >= 0 && low >= 0 ? high * 16 + low : -1
}

/** A line that goes on ends in the sign. */
const goesOn = (text: Uint8Array, at: number): boolean => text[at] === equals && (text[at + 1] === 10 || text[at + 1] === 13)

function unquote(text: Uint8Array): Buffer {
  const made = Buffer.allocUnsafe(text.length)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const byte = quotedByte(text, at)
    if (byte >= 0) at += 2
    else if (goesOn(text, at)) {
      at += text[at + 1] === 13 && text[at + 2] === 10 ? 2 : 1
      continue
    }
    made[length++] = byte >= 0 ? byte : (text[at] ?? 0)
  }
  return made.subarray(0, length)
}

/** What stands before a run may be of its alphabet, so that the bytes may begin at any place of a group. Only what reads as something is decoded whole. */
function* readGroups(length: number, group: number, decode: (from: number, to: number) => Buffer): Generator<Buffer, void, void> {
  const sample = longestSample * 2
  for (let offset = 0; offset < group && length - offset >= 8; offset++) {
    const tail = Math.max(offset, length - sample - ((length - sample - offset) % group))
    const head = decode(offset, offset + sample)
    if (isPacked(head) || isReadable(head) || (tail > offset && isReadable(decode(tail, length))))
      yield* readBytes(decode(offset, length))
  }
}

function* readBytes(bytes: Buffer): Generator<Buffer, void, void> {
  // Text may begin as packed bytes do: `x?` is zlib's beginning too.
  if (bytes[0] !== gzipStart) yield bytes
  const unpacked = isPacked(bytes) ? unpack(bytes) : bytes
  if (unpacked === null) return
  if (unpacked !== bytes) yield unpacked
  const wide = wideness(unpacked)
  if (wide === null) return
  // What stands before may have an odd number of bytes: the zeros are then the other halves.
  yield utf16(unpacked, wide)
  yield utf16(unpacked.subarray(1), wide === 'little' ? 'big' : 'little')
}

function utf16(bytes: Buffer, order: 'little' | 'big'): Buffer {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2))
  return Buffer.from((order === 'little' ? even : Buffer.from(even).swap16()).toString('utf16le'), 'utf8')
}

const gzipStart = 0x1f

/** Gzip and zlib by their first bytes; bare deflate has none. */
const isPacked = (bytes: Uint8Array): boolean =>
  bytes.length > 8 &&
  ((bytes[0] === gzipStart && bytes[1] === 0x8b && bytes[2] === 8) ||
    (bytes[0] === 0x78 && (0x7800 | (bytes[1] ?? 0)) % 31 === 0))

function unpack(bytes: Buffer): Buffer | null {
  try {
    // A piece that is cut off still shows its beginning.
    return zlib.unzipSync(bytes, { maxOutputLength: mostUnpacked, finishFlush: zlib.constants.Z_SYNC_FLUSH })
  } catch {
    // Bytes that begin as packed ones do and are none, or too large for anything that was meant to be read.
    return null
  }
}

/** Mostly printable, or UTF-8, or two bytes a character: random bytes are none of it. */
function isReadable(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, longestSample)
  if (sample.length < 4) return false
  let printable = 0
  let control = 0
  let zeros = 0
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at] ?? 0
    if (isSpace(byte) || (byte >= 0x20 && byte < 0x7f)) printable++
    else if (byte === 0) zeros++
    else if (byte < 0x80) control++
  }
  // Zeros stand between the letters where a part is UTF-16.
  if (printable >= (sample.length - zeros) * 0.6 && zeros < sample.length * 0.6) return true
  if (control + zeros > 0 && wideness(sample) !== null) return true
  if (control > 0) return false
  return isUtf8(sample.subarray(0, lastWhole(sample)))
}

/** Before a character of UTF-8 that the sample cuts off. */
function lastWhole(sample: Uint8Array): number {
  let end = sample.length
  while (end > 1 && ((sample[end - 1] ?? 0) & 0xc0) === 0x80) end--
  return (sample[end - 1] ?? 0) >= 0xc0 ? end - 1 : sample.length
}

/** Where text is UTF-16, every other byte is zero as a rule. */
function wideness(bytes: Uint8Array): 'little' | 'big' | null {
  const length = Math.min(bytes.length, longestSample)
  if (length < 8) return null
  let even = 0
  let odd = 0
  for (let at = 0; at < length; at++) {
    if (bytes[at] !== 0) continue
    if (at % 2 === 0) even++
    else odd++
  }
  return odd > length * 0.3 && even < length * 0.1 ? 'little' : even > length * 0.3 && odd < length * 0.1 ? 'big' : null
}
