import { isUtf8 } from 'node:buffer'
import zlib from 'node:zlib'
import { hexDigit } from './unescape.ts'

/** What a packed piece may grow to: more was not meant to be read. */
const mostUnpacked = 32 * 2 ** 20
const longestSample = 48
/** Digits, below which a run is a word or number; bytes that hold a secret as they are need no decoding to be found. */
const shortestBase64 = 22
const shortestHex = 12
const shortestList = 6

const base64Values = new Int8Array(256).fill(-1)
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  base64Values[digit.charCodeAt(0)] = value
base64Values['-'.charCodeAt(0)] = 62
base64Values['_'.charCodeAt(0)] = 63

const isSpace = (byte: number | undefined): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

/** Everything readable in what could be bytes written as text: base64 of both alphabets, hex, lists of numbers; unpacked where it is packed. */
export function* readHidden(text: Buffer): Generator<Buffer, void, void> {
  yield* readBase64(text)
  yield* readHex(text)
  yield* readLists(text)
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

/** Numbers between commas, as JSON writes bytes. */
function* readLists(text: Buffer): Generator<Buffer, void, void> {
  for (let at = 0; at < text.length; at++) {
    if (!isDigit(text[at]) || isDigit(text[at - 1])) continue
    const bytes: number[] = []
    for (let next = at; next < text.length; ) {
      let value = 0
      const start = next
      while (isDigit(text[next]) && next - start < 3) value = value * 10 + (text[next++] ?? 0) - 0x30
      if (next === start || value > 255 || isDigit(text[next])) break
      bytes.push(value)
      at = next
      for (let skipped = 0; skipped < 8 && isSpace(text[next]); skipped++) next++
      if (text[next] !== 0x2c) break
      next++
      for (let skipped = 0; skipped < 8 && isSpace(text[next]); skipped++) next++
    }
    if (bytes.length >= shortestList) yield* readBytes(Buffer.from(bytes))
  }
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
  const unpacked = isPacked(bytes) ? unpack(bytes) : bytes
  if (unpacked === null) return
  const wide = wideness(unpacked)
  if (wide === null) yield unpacked
  else {
    const even = unpacked.subarray(0, unpacked.length - (unpacked.length % 2))
    yield Buffer.from((wide === 'little' ? even : Buffer.from(even).swap16()).toString('utf16le'), 'utf8')
  }
}

/** Gzip and zlib by their first bytes; bare deflate has none. */
const isPacked = (bytes: Uint8Array): boolean =>
  bytes.length > 8 &&
  ((bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8) || (bytes[0] === 0x78 && (0x7800 | (bytes[1] ?? 0)) % 31 === 0))

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
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at] ?? 0
    if (isSpace(byte) || (byte >= 0x20 && byte < 0x7f)) printable++
    else if (byte < 0x80) control++
  }
  if (printable >= sample.length * 0.8) return true
  if (control > 0) return wideness(sample) !== null
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
