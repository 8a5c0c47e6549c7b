import * as z from 'zod'

/**
 * Every expected failure has one of these codes. They are stable: scripts, recordings and the documentation name them
 * (docs/errors.md lists cause and next step of each). A code says what happened; advice is added at the edge.
 */
export const errorCodes = [
  // Reaching Phoenix
  'phoenix-refused',
  'phoenix-dns',
  'phoenix-tls',
  'phoenix-timeout',
  'phoenix-reset',
  'phoenix-redirect',
  // What Phoenix answered
  'phoenix-unauthorized',
  'phoenix-forbidden',
  'phoenix-project-unknown',
  'phoenix-rejected',
  'phoenix-rate-limited',
  'phoenix-server-error',
  'phoenix-not-json',
  'phoenix-not-phoenix',
  'phoenix-malformed',
  'phoenix-cursor-loop',
  'phoenix-too-large',
  // The import itself
  'budget-exhausted',
  'cancelled',
  // The trace store
  'store-unreachable',
  'store-unauthorized',
  'store-read-only',
  'store-schema',
  'store-taken',
  'store-full',
  'store-failed',
  // Judges
  'judge-unreachable',
  'judge-unauthorized',
  'judge-rejected',
  'judge-unusable',
  // Settings and credentials
  'usage',
  'no-longer-held',
  'connection-unknown',
  'connection-incomplete',
  'key-origin-mismatch',
  'settings-unreadable',
  'vault-failed',
  // Recordings
  'recording-unreadable',
  'recording-newer',
  'recording-secret',
  'recording-gone',
  // The host
  'engine-down',
  'internal',
] as const

export const ErrorCode = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof ErrorCode>

/** Small facts about a failure: numbers and short words, never a secret, never a body. */
export type ErrorFacts = Readonly<Record<string, string | number | boolean | readonly string[]>>

/** An expected failure inside the engine, store, vault or settings. `message` is a neutral fact without advice and without secrets. */
export class CompanionError extends Error {
  override readonly name = 'CompanionError'
  readonly code: ErrorCode
  readonly facts: ErrorFacts

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.facts = facts
  }
}

/** A failure as it leaves the engine: the fact and the one thing to do next. */
export const Failure = z.object({ code: ErrorCode, message: z.string(), next: z.string(), check: z.string().nullable() })
export type Failure = z.infer<typeof Failure>
