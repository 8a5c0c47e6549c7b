import type { UseBoundStore } from 'zustand'
import { create } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { Failure } from '../../shared/contract/errors.ts'
import { noteAnswer, noteFailure } from './engine.tsx'
import { toFailure } from './failure.ts'

/** One long call with events: `live` is what the events so far add up to. */
export type StreamJob<Request, Live> =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly request: Request; readonly live: Live; readonly startedAt: number }
  | { readonly phase: 'done'; readonly request: Request; readonly live: Live }
  | { readonly phase: 'cancelled'; readonly request: Request; readonly live: Live; readonly by: 'person' | 'reload' }
  | { readonly phase: 'failed'; readonly request: Request; readonly live: Live; readonly failure: Failure }

export interface StreamJobControl<Request, Event, Live> {
  readonly useJob: UseBoundStore<StoreApi<StreamJob<Request, Live>>>
  /** Runs to the end; a run that is still under way is cancelled first. Resolves with what the job became; never rejects. */
  run(
    request: Request,
    open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>,
    live?: Live,
  ): Promise<StreamJob<Request, Live>>
  /** Acts at once: the page does not wait for the engine to let go. */
  cancel(): void
  /** Shows a run that ended with the page before this one. */
  interrupted(request: Request): void
  reset(): void
}

/** Makes the store and the controls of one kind of long call. It outlives the view that started it. */
export function createStreamJob<Request, Event, Live>(
  name: string,
  start: Live,
  add: (live: Live, event: Event) => Live,
): StreamJobControl<Request, Event, Live> {
  const useJob = create<StreamJob<Request, Live>>(() => ({ phase: 'idle' }))
  let current: AbortController | null = null

  const cancel = () => {
    current?.abort()
    current = null
    const job = useJob.getState()
    if (job.phase === 'running') useJob.setState({ phase: 'cancelled', request: job.request, live: job.live, by: 'person' }, true)
  }

  return {
    useJob,
    cancel,
    interrupted: (request) => useJob.setState({ phase: 'cancelled', request, live: start, by: 'reload' }, true),
    reset: () => {
      cancel()
      useJob.setState({ phase: 'idle' }, true)
    },
    run: async (request, open, first = start) => {
      cancel()
      const abort = new AbortController()
      current = abort
      let live = first
      useJob.setState({ phase: 'running', request, live, startedAt: Date.now() }, true)
      const startedAt = Date.now()
      try {
        for await (const event of await open(abort.signal)) {
          if (abort.signal.aborted) return useJob.getState()
          live = add(live, event)
          useJob.setState({ phase: 'running', request, live, startedAt }, true)
        }
        if (abort.signal.aborted) return useJob.getState()
        noteAnswer()
        useJob.setState({ phase: 'done', request, live }, true)
      } catch (error) {
        if (abort.signal.aborted) return useJob.getState()
        const failure = toFailure(error)
        noteFailure(failure, name)
        useJob.setState({ phase: 'failed', request, live, failure }, true)
      } finally {
        if (current === abort) current = null
      }
      return useJob.getState()
    },
  }
}
