/** Secrets of fewer characters cannot be told from chance. */
export const shortestSwept = 4

/** Looks for secrets in every spelling in which they travel. Case of hex digits does not count. */
export interface Sweeper {
  readonly secrets: number
  /** The name of the spelling in which one was found; null where there is none. */
  find(line: string): string | null
}

export function createSweeper(secrets: Iterable<string>): Sweeper {
  const swept = [...new Set(secrets)].filter((secret) => secret.length >= shortestSwept)
  const spellings = swept.flatMap(spellingsOf)
  return {
    secrets: swept.length,
    find(line) {
      if (spellings.length === 0) return null
      const lower = line.toLowerCase()
      // Encoders break base64 and hex into lines; a JSON line spells the break as \n.
      const unbroken = /\\[nrt]|[\t ]/.test(line) ? line.replace(/\\+[nrt]|[\t ]+/g, '') : line
      for (const { name, text, folded } of spellings) {
        if (folded ? lower.includes(text) : line.includes(text)) return name
        if ((name === 'base64' || name === 'hex') && (folded ? unbroken.toLowerCase() : unbroken).includes(text)) return name
      }
      return null
    },
  }
}

interface Spelling {
  readonly name: string
  readonly text: string
  /** Compared in lower case. */
  readonly folded: boolean
}

function spellingsOf(secret: string): Spelling[] {
  const bytes = Buffer.from(secret, 'utf8')
  const hex = bytes.toString('hex')
  const url = encodeURIComponent(secret.toWellFormed())
  const inJson = JSON.stringify(secret).slice(1, -1)
  const slashed = [secret, inJson].map((text) => text.replaceAll('/', '\\/'))
  const escaped = [secret, ...slashed, escapeUnicode(secret), escapeUnicode(inJson), escapeHtml(secret)]
  const encoded = [url, url.replaceAll('%20', '+'), encodeURIComponent(url)]
  const plain = [...escaped, ...encoded].flatMap((text) => escapeLevels(text, 3))
  const percent = hex.replace(/../g, (pair) => `%${pair}`)
  return [
    ...[...new Set(plain)].map((text) => ({ name: 'as it is or escaped', text, folded: false })),
    { name: 'URL-encoded', text: url.toLowerCase(), folded: true },
    { name: 'URL-encoded', text: percent, folded: true },
    { name: 'hex', text: hex, folded: true },
    ...base64Forms(bytes).map((text) => ({ name: 'base64', text, folded: false })),
  ]
}

/** The text inside JSON, inside JSON inside JSON, and so on. */
function escapeLevels(text: string, levels: number): string[] {
  const forms = [text]
  for (let level = 0; level < levels; level++) forms.push(JSON.stringify(forms.at(-1) ?? '').slice(1, -1))
  return [...new Set(forms)]
}

const escapeUnicode = (text: string): string =>
  text.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** What base64 of anything that holds the bytes must hold, at each of the three alignments, in both alphabets. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
    const standard = whole.toString('base64').replace(/=+$/, '')
    // Characters that share bits with what stands before or behind are not determined by the secret.
    const text = standard.slice([0, 2, 3][shift], Math.floor((whole.length * 8) / 6))
    const forms = [text, text.replaceAll('+', '-').replaceAll('/', '_'), text.replaceAll('/', '\\/')]
    return text.length < shortestSwept ? [] : [...new Set(forms)]
  })
}
