import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/**
 * Everything that somebody who has a file can get out of it without a key: the bytes, every gzip member, every text of every JSON in
 * it, and whatever in those is base64, hex, URL-encoded or packed again, to a depth of three.
 */
export function revealAll(file: Buffer): ReadonlySet<string> {
  const found = new Set<string>()
  const look = (text: string, depth: number): void => {
    if (text.length < 3 || found.has(text)) return
    found.add(text)
    if (depth === 0) return
    for (const line of text.split('\n')) for (const inner of textsOf(parse(line))) look(inner, depth - 1)
    for (const [packed] of text.matchAll(/[A-Za-z0-9+/_-]{12,}={0,2}/g)) lookInto(Buffer.from(packed, 'base64'), depth - 1)
    for (const [hex] of text.matchAll(/(?:[0-9a-fA-F]{2}){6,}/g)) lookInto(Buffer.from(hex, 'hex'), depth - 1)
    if (/%[0-9a-f]{2}/i.test(text)) look(decodePercent(text), depth - 1)
  }
  const lookInto = (bytes: Buffer, depth: number): void => {
    look(bytes.toString('latin1'), 0)
    const utf8 = bytes.toString('utf8')
    if (!utf8.includes('\ufffd')) look(utf8, depth)
    for (const unpack of [gunzipSync, inflateSync, inflateRawSync]) {
      try {
        look(unpack(bytes).toString('utf8'), depth)
      } catch {
        // Not packed in this way.
      }
    }
  }
  look(file.toString('latin1'), 0)
  look(gunzipSync(file).toString('utf8'), 3)
  return found
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Most texts are none.
    return null
  }
}

function* textsOf(value: unknown): Generator<string, void, void> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      yield key
      yield* textsOf(inner)
    }
}

/** Percent signs that are none stay. */
const decodePercent = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
