/** Larger texts are left as they are: indenting them would hold up the page. */
const largest = 200_000

/** A JSON object or list with indents; null for anything else, and where a number would not stay as it was written. */
export function prettyJson(text: string): string | null {
  if (text.length > largest || !/^\s*[[{]/.test(text)) return null
  try {
    const value: unknown = JSON.parse(text)
    // Digits that a double cannot hold would change before people's eyes.
    return /\d{16,}/.test(text) ? null : JSON.stringify(value, null, 2)
  } catch {
    return null
  }
}
