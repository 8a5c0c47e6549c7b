import { ORPCError } from '@orpc/client'
import type { Failure } from '../../shared/contract/errors.ts'
import type { DownReason } from './status.ts'

const failures: Record<DownReason, Failure> = {
  ended: {
    code: 'engine-down',
    message: 'The engine ended unexpectedly.',
    next: 'It starts again by itself; then try again.',
    check: null,
  },
  'not-started': {
    code: 'engine-down',
    message: 'The engine does not start.',
    next: 'It is tried again by itself. What it says stands in the terminal: start the program from one to read it.',
    check: null,
  },
  unreachable: {
    code: 'engine-down',
    message: 'The companion does not answer.',
    next: 'See whether `coval-companion serve` still runs; this page comes back when it does.',
    check: null,
  },
  expired: {
    code: 'engine-down',
    message: 'This page is no longer let in.',
    next: 'Open the newest link that `coval-companion serve` printed.',
    check: null,
  },
}

/** What is said of it, in every place. */
export const downFailure = (reason: DownReason): Failure => failures[reason]

/** The failure of every call while there is no engine, in the shape of the contract's own typed error. */
export function engineDown(reason: DownReason): ORPCError<'FAILED', Failure> {
  const data = failures[reason]
  return new ORPCError('FAILED', { status: 503, defined: true, message: data.message, data })
}
