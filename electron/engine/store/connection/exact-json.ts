import type { Answer } from './connection.ts'

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/** A whole number that a JavaScript number cannot hold stays the text that it was. */
const keepDigits: Reviver = (_, value, { source }) =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && source !== undefined ? source : value

const wide = /^(?:Nullable\()?U?Int(?:64|128|256)\)?$/

/** A `JSONCompact` answer whose numbers of 64 bits and more are text, whatever the server's settings say. */
export function parseAnswer(text: string): Answer {
  const { meta, data } = JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown) as Answer
  const isWide = meta.map(({ type }) => wide.test(type))
  return {
    meta,
    data: data.map((row) => row.map((value, at) => (isWide[at] && typeof value === 'number' ? String(value) : value))),
  }
}
