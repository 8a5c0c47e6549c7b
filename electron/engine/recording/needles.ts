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

/** Every needle has at least these many bytes: a table by five bits of each of the first tells where a comparison is worth it. */
const startBytes = 4
const startOf = (start: number, byte: number | undefined): number => ((start << 5) | ((byte ?? 0) & 31)) & 0xfffff

export function createNeedleFinder(needles: readonly Needle[]): NeedleFinder {
  const first = new Uint8Array(2 ** 20)
  const byStart = new Map<number, Needle[]>()
  for (const needle of needles) {
    const start = needle.bytes.subarray(0, startBytes).reduce(startOf, 0)
    first[start] = 1
    byStart.set(start, [...(byStart.get(start) ?? []), needle])
  }
  return {
    find(text) {
      let start = 0
      for (let at = 0; at < text.length; at++) {
        start = startOf(start, text[at])
        if (first[start] === 0 || at < startBytes - 1) continue
        for (const { name, bytes } of byStart.get(start) ?? []) if (standsAt(text, at - startBytes + 1, bytes)) return name
      }
      return null
    },
  }
}

function standsAt(text: Buffer, at: number, bytes: Buffer): boolean {
  if (at + bytes.length > text.length) return false
  for (let place = 0; place < bytes.length; place++) if (text[at + place] !== bytes[place]) return false
  return true
}

/**
 * What a secret may look like in a text without escapes: itself, with a form's plus signs for spaces, composed or decomposed, and
 * UTF-8 that was read as Latin-1; each of them also without the escapes that it holds itself.
 */
export function formsOf(secret: string, levels: number): Buffer[] {
  const bytes = Buffer.from(secret, 'utf8')
  const texts = [secret.replaceAll(' ', '+'), secret.normalize('NFC'), secret.normalize('NFD'), bytes.toString('latin1')]
  return distinct([bytes, ...texts.map((text) => Buffer.from(text, 'utf8'))].flatMap((form) => unescapedForms(form, levels)))
}

function unescapedForms(form: Buffer, levels: number): Buffer[] {
  const forms = [form]
  for (let level = 0; level < levels; level++) forms.push(unescapeOnce(forms.at(-1) ?? form))
  return forms
}

/** The same with letters outside ASCII in either case, for a comparison that folds only those of ASCII; and backwards. */
export function looseFormsOf(secret: string, levels: number): { forwards: Buffer[]; backwards: Buffer[] } {
  const forwards = [secret, secret.toLowerCase(), secret.toUpperCase()]
  return {
    forwards: distinct(forwards.flatMap((text) => formsOf(text, levels))),
    backwards: distinct(forwards.flatMap((text) => formsOf([...text].reverse().join(''), levels))),
  }
}

const base32Alphabets = ['ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', '0123456789ABCDEFGHIJKLMNOPQRSTUV'] as const

export interface EncodedForms {
  readonly base64: Buffer[]
  readonly hex: Buffer[]
  readonly base32: Buffer[]
}

/**
 * What base64, hex and base32 of anything that holds the bytes must hold: base64 at each of its three alignments, base32 at each of
 * its five, in both alphabets of each.
 */
export function encodedForms(secret: string): EncodedForms {
  const bytes = Buffer.from(secret, 'utf8')
  const base64 = [0, 1, 2].flatMap((shift) => {
    const text = determined(Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64'), shift, bytes.length, 6)
    return [text, text.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const base32 = [0, 1, 2, 3, 4].flatMap((shift) =>
    base32Alphabets.map((alphabet) =>
      determined(base32Of(Buffer.concat([Buffer.alloc(shift), bytes]), alphabet), shift, bytes.length, 5),
    ),
  )
  const hex = bytes.toString('hex')
  return {
    base64: distinct(base64.map((text) => Buffer.from(text))),
    hex: [hex, hex.toUpperCase()].map((text) => Buffer.from(text)),
    base32: distinct(base32.map((text) => Buffer.from(text))),
  }
}

/** Without the characters that share bits with what stands before or behind. */
const determined = (encoded: string, before: number, length: number, bits: number): string =>
  encoded.slice(Math.ceil((before * 8) / bits), Math.floor(((before + length) * 8) / bits))

function base32Of(bytes: Uint8Array, alphabet: string): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    for (; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31]
    held &= 0xff
  }
  return text
}

const distinct = (all: readonly Buffer[]): Buffer[] => [...new Map(all.map((bytes) => [bytes.toString('hex'), bytes])).values()]
