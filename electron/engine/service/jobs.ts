/**
 * Turns a job that reports through a callback into an event iterator, as the contract streams it. Progress that nobody took yet
 * is replaced by newer progress, so that a slow page never holds the job back; ending the iteration cancels the job.
 */
export async function* streamJob<Event extends { readonly kind: string }>(
  signal: AbortSignal | undefined,
  run: (emit: (event: Event) => void, signal: AbortSignal) => Promise<Event>,
): AsyncGenerator<Event, void, void> {
  const stop = new AbortController()
  const events: Event[] = []
  let wake: () => void = () => undefined
  let settled = false
  const emit = (event: Event) => {
    const last = events.at(-1)
    if (event.kind === 'progress' && last?.kind === 'progress') events.pop()
    events.push(event)
    wake()
  }
  const job = run(emit, signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]))
    .then(emit)
    .finally(() => {
      settled = true
      wake()
    })
  // Thrown at the end of the loop; until then it must not count as unhandled.
  job.catch(() => undefined)
  try {
    while (!settled || events.length > 0) {
      const event = events.shift()
      if (event !== undefined) yield event
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
    await job
  } finally {
    stop.abort()
    // Whoever ended the iteration wants the job over, not merely told to end: its staging is removed by then.
    await job.catch(() => undefined)
  }
}
