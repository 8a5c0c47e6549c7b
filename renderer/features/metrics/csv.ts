/**
 * RFC 4180 with CRLF. A text that a spreadsheet would take for a formula gets a `'` before it: span names and ids come from
 * elsewhere. So does what follows a semicolon, a tab or a new line within a text: where the decimal sign is a comma, and when
 * pasted, spreadsheets split there in spite of the quotes. Numbers stay numbers, and a missing value is an empty field.
 */
export function csvOf(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
}

/** Also behind space and invisible characters, and in the full-width form, which some spreadsheets trim or narrow. */
const formulas = /(^|[;\t\r\n])((?:(?![;\t\r\n])[\s\p{Cc}\p{Cf}])*[=+\-@\uff1d\uff0b\uff0d\uff20])/gu
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

function cellOf(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const disarmed = number.test(value) ? value : value.replace(formulas, "$1'$2")
  const text = /^[\t\r]/.test(disarmed) ? `'${disarmed}` : disarmed
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
