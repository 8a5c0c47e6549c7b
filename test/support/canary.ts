import { inspect } from 'node:util'

/** A secret that occurs nowhere else, with characters that JSON, URLs and base64 each write differently. */
export const makeCanary = () => 'px-canary/"ä+\\ 0?7'

/** The spellings of `canary` that occur in the messages: raw, JSON-escaped once and twice, as `console` writes it, URL-encoded, base64 at any offset, hex. */
export function canaryIn(messages: readonly string[], canary: string): readonly string[] {
  const all = messages.join('\n')
  return spellings(canary).filter((spelling) => all.includes(spelling))
}

function spellings(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((shift) => {
    // The middle of the base64 text is the same wherever the secret stands in what was encoded.
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]).toString('base64')
    return text.slice(shift === 0 ? 0 : 4, -4)
  })
  const json = JSON.stringify(secret).slice(1, -1)
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    // As `console` writes what stands in an object.
    inspect(secret).slice(1, -1),
    inspect(json).slice(1, -1),
    encodeURIComponent(secret),
    ...base64,
    Buffer.from(secret).toString('hex'),
  ]
}
