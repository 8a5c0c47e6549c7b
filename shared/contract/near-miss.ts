import * as z from 'zod'

export const nearMissKinds = [
  'other-key',
  'letter-case',
  'surrounding-space',
  'quoted',
  'affix',
  'truncated',
  'number',
  'list',
  'placeholder',
  'empty-value',
  'metadata-shape',
  'other-value',
  'child-only',
  'resource-only',
  'outside-window',
  'another-project',
  'two-ids',
] as const
export const NearMissKind = z.enum(nearMissKinds)
export type NearMissKind = z.infer<typeof NearMissKind>

/** Something that is almost, or only just, a match. `severity: 'note'` marks what matches all the same (child only, two ids). */
export const NearMiss = z.object({
  kind: NearMissKind,
  severity: z.enum(['miss', 'note']),
  key: z.string().nullable(),
  place: z.enum(['attribute', 'metadata', 'resource']).nullable(),
  /** What was found, exactly. */
  value: z.string().nullable(),
  /** What would have matched. */
  expected: z.string().nullable(),
  traceId: z.string().nullable(),
  spanId: z.string().nullable(),
  /** How many traces show the same. */
  traces: z.number(),
  /** Of `outside-window`: the window that holds the spans with the id, and what matched already. */
  window: z.object({ start: z.string(), end: z.string() }).optional(),
  /** One sentence: what to change. */
  fix: z.string(),
})
export type NearMiss = z.infer<typeof NearMiss>
