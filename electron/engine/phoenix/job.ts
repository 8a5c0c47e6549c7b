import { CompanionError } from '../../../shared/contract/errors.ts'
import { type Clock, realClock } from './clock.ts'

/** What a request was doing when its time ended. */
export type Step = 'connect' | 'answer' | 'body' | 'retry-wait'

const stepWords: Record<Step, string> = {
  connect: 'connecting',
  answer: 'waiting for the answer',
  body: 'reading the answer',
  'retry-wait': 'waiting to try again',
}

/** One deadline and one cancellation over every request of a client. */
export interface Job {
  /** Aborted at the deadline and on cancellation. */
  readonly signal: AbortSignal
  readonly clock: Clock
  /** By the clock. */
  readonly deadline: number
  /** The failure of a request that the job's end cut short; null while the job runs. */
  ended(step: Step, path: string): CompanionError | null
  close(): void
}

/** `deadline` is a time of `clock`; as long as from now to then is also the longest that it may really take. */
export function startJob(deadline: number, cancel: AbortSignal, clock: Clock = realClock): Job {
  const controller = new AbortController()
  let end: 'cancelled' | 'budget-exhausted' | null = null
  const stop = (why: 'cancelled' | 'budget-exhausted') => {
    end ??= why
    controller.abort(new DOMException(why, 'AbortError'))
  }
  const onCancel = () => stop('cancelled')
  cancel.addEventListener('abort', onCancel, { once: true })
  const left = deadline - clock.elapsed()
  const timer = setTimeout(() => stop('budget-exhausted'), Math.min(Math.max(left, 0), 2 ** 31 - 1))
  // A client that nobody closed must not keep the process alive; sockets under way do that by themselves.
  timer.unref()
  if (cancel.aborted) stop('cancelled')
  else if (left <= 0) stop('budget-exhausted')

  return {
    signal: controller.signal,
    clock,
    deadline,
    ended(step, path) {
      if (end === null) return null
      if (end === 'cancelled') return new CompanionError('cancelled', 'The job was cancelled.', { step })
      return new CompanionError('budget-exhausted', `The time budget ended while ${stepWords[step]} (GET ${path}).`, {
        step,
        path,
      })
    },
    close() {
      clearTimeout(timer)
      cancel.removeEventListener('abort', onCancel)
    },
  }
}

/** Settles with `work`, or rejects at once when the signal fires: undici itself waits for a connection before it looks at its signal. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
