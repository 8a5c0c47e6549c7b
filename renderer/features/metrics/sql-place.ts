export interface SqlPlace {
  /** From 1. */
  readonly line: number
  readonly column: number
  /** The line's text, and the marked part of it. */
  readonly before: string
  readonly marked: string
  readonly after: string
}

/** Where in the text an error points: the line, and the word (else the character) at the place. Null past the end. */
export function placeOf(sql: string, at: number): SqlPlace | null {
  if (at < 0 || at > sql.length) return null
  const from = sql.lastIndexOf('\n', at - 1) + 1
  const end = sql.indexOf('\n', at)
  const text = sql.slice(from, end < 0 ? sql.length : end)
  const column = at - from
  const word = /^[\w.]+|^\S/.exec(text.slice(column))?.[0] ?? ''
  return {
    line: sql.slice(0, from).split('\n').length,
    column: column + 1,
    before: text.slice(0, column),
    marked: word,
    after: text.slice(column + word.length),
  }
}
