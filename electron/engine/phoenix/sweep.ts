/** What stands where a secret was. */
export const redacted = '[redacted]'

/**
 * Removes every secret from a text, in the forms in which it travels: raw, URL-encoded, JSON-escaped and base64.
 * Secrets of fewer than four characters are left alone: removing them would tear every text apart.
 */
export function sweep(text: string, secrets: readonly string[]): string {
  let swept = text
  for (const form of secrets.flatMap(travellingForms)) swept = swept.replaceAll(form, redacted)
  return swept
}

/** A short piece of a body for an error: swept before it is cut, so that no half of a secret is left at the edge. */
export function excerpt(text: string, secrets: readonly string[], length = 200): string {
  const flat = sweep(text, secrets).replace(/\s+/g, ' ').trim()
  return flat.length > length ? `${flat.slice(0, length)}…` : flat
}

function travellingForms(secret: string): string[] {
  if (secret.length < 4) return []
  const forms = new Set([
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ])
  return [...forms].sort((a, b) => b.length - a.length)
}
