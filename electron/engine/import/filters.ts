import { correlationKeys } from '../../../shared/correlation/keys.ts'

/** One attribute filter that may find a span with the hint. */
export interface HintFilter {
  readonly key: string
  readonly json: string
}

/**
 * Every attribute filter that can find the hint: each key, as an attribute and inside `metadata`, as a string and, where the
 * hint reads as a JSON number or boolean, as that. `metadata.session.id` finds `{"session": {"id": X}}` only: Phoenix splits a
 * filter at its dots, and never finds the key `session.id` that it shows as the same (see `unsearchableShapes`).
 */
export function hintFilters(hint: string): HintFilter[] {
  const values = [JSON.stringify(hint)]
  if (readsAsJsonScalar(hint)) values.push(hint)
  const keys = correlationKeys.flatMap((key) => [key, `metadata.${key}`])
  return values.flatMap((json) => keys.map((key) => ({ key, json })))
}

/**
 * Which traces were not looked into span by span: those of `other-id` have a root with another id, those without a root in the
 * window cannot even be counted. `below-root`: none of them.
 */
export type Unread = 'below-root' | 'other-id' | 'rootless'

/** Shapes of the hint that no filter finds, and where they may be, in words for the report. */
export function unsearchableShapes(hint: string, unread: Unread): string[] {
  const shapes = ['`session.id` inside `metadata`', '`metadata` that Phoenix keeps as text']
  if (/[^ -~]/.test(hint)) shapes.push('an id with characters outside ASCII')
  return shapes.map((shape) => `${shape}, ${places[unread]}`)
}

const places: Readonly<Record<Unread, string>> = {
  'below-root': 'below the root',
  'other-id': 'below a root with another id, or without a root in the window',
  rootless: 'in a trace without a root in the window',
}

/** Phoenix reads a filter's value as JSON: a bare `42`, `1e5` or `true` asks for a number or a boolean, never for a string. */
const readsAsJsonScalar = (text: string): boolean => /^(-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false)$/.test(text)
