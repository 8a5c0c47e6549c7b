import { unescapeOnce } from './unescape.ts'

export interface Needle {
  /** The spelling, in words. */
  readonly name: string
  readonly bytes: Buffer
}

/** Finds any of many short texts in one pass, whatever their number. */
export interface NeedleFinder {
  /** The name of the first that is found. */
  find(text: Buffer): string | null
}

/** A table by the first two bytes tells where a comparison is worth it. */
export function createNeedleFinder(needles: readonly Needle[]): NeedleFinder {
  const first = new Uint8Array(65_536)
  const byStart = new Map<number, Needle[]>()
  for (const needle of needles) {
    const start = ((needle.bytes[0] ?? 0) << 8) | (needle.bytes[1] ?? 0)
    first[start] = 1
    byStart.set(start, [...(byStart.get(start) ?? []), needle])
  }
  return {
    find(text) {
      let start = text[0] ?? 0
      for (let at = 1; at < text.length; at++) {
        start = ((start << 8) | (text[at] ?? 0)) & 0xffff
        if (first[start] === 0) continue
        for (const { name, bytes } of byStart.get(start) ?? []) if (standsAt(text, at - 1, bytes)) return name
      }
      return null
    },
  }
}

function standsAt(text: Buffer, at: number, bytes: Buffer): boolean {
  if (at + bytes.length > text.length) return false
  for (let place = 2; place < bytes.length; place++) if (text[at + place] !== bytes[place]) return false
  return true
}

/**
 * What a secret may look like in a text without escapes: itself, with a form's plus signs for spaces, without the escapes that it holds
 * itself, composed or decomposed, and UTF-8 that was read as Latin-1.
 */
export function formsOf(secret: string, levels: number): Buffer[] {
  const bytes = Buffer.from(secret, 'utf8')
  const unescaped: Buffer[] = [bytes]
  for (let level = 0; level < levels; level++) unescaped.push(unescapeOnce(unescaped.at(-1) ?? bytes))
  const texts = [secret.replaceAll(' ', '+'), secret.normalize('NFC'), secret.normalize('NFD'), bytes.toString('latin1')]
  return distinct([...unescaped, ...texts.map((text) => Buffer.from(text, 'utf8'))])
}

/** What base64 and hex of anything that holds the bytes must hold; base64 at each of the three alignments, in both alphabets. */
export function encodedForms(secret: string): { base64: Buffer[]; hex: Buffer[] } {
  const bytes = Buffer.from(secret, 'utf8')
  const base64 = [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
    const standard = whole.toString('base64').replace(/=+$/, '')
    // Characters that share bits with what stands before or behind are not determined by the secret.
    const text = standard.slice([0, 2, 3][shift], Math.floor((whole.length * 8) / 6))
    return [text, text.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const hex = bytes.toString('hex')
  return {
    base64: distinct(base64.map((text) => Buffer.from(text))),
    hex: [hex, hex.toUpperCase()].map((text) => Buffer.from(text)),
  }
}

const distinct = (all: readonly Buffer[]): Buffer[] => [...new Map(all.map((bytes) => [bytes.toString('hex'), bytes])).values()]
