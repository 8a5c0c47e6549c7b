import { correlationKeys } from '../../../shared/correlation/keys.ts'

/** One attribute filter that may find a span with the hint. */
export interface HintFilter {
  readonly key: string
  readonly json: string
}

/**
 * Every attribute filter that can find the hint: each key, as an attribute and inside `metadata`, as a string and, where the
 * hint reads as a JSON number or boolean, as that. `metadata.session.id` is left out: Phoenix splits a filter at its dots and
 * never finds the key that it shows itself (see `unsearchableShapes`).
 */
export function hintFilters(hint: string): HintFilter[] {
  const values = [JSON.stringify(hint)]
  if (readsAsJsonScalar(hint)) values.push(hint)
  const keys = correlationKeys.flatMap((key) => (key === 'session.id' ? [key] : [key, `metadata.${key}`]))
  return values.flatMap((json) => keys.map((key) => ({ key, json })))
}

/** Shapes of the hint below a root that no filter finds, in words for the report. */
export function unsearchableShapes(hint: string): string[] {
  const shapes = ['`session.id` inside `metadata` below the root', '`metadata` that Phoenix keeps as text, below the root']
  if (/[^ -~]/.test(hint)) shapes.push('an id with characters outside ASCII, below the root')
  return shapes
}

/** Phoenix reads a filter's value as JSON: a bare `42`, `1e5` or `true` asks for a number or a boolean, never for a string. */
const readsAsJsonScalar = (text: string): boolean => /^(-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false)$/.test(text)
