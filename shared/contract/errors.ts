import * as z from 'zod'
import { errorCodes } from './error-codes.ts'

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
