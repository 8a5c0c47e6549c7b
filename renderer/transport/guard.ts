/** Runs a call, and the events it answers with, through `explain`, which turns a transport's own error into the typed one. */
export async function guardCall(call: () => Promise<unknown>, explain: (error: unknown) => unknown): Promise<unknown> {
  let output: unknown
  try {
    output = await call()
  } catch (error) {
    throw explain(error)
  }
  return isAsyncIterator(output) ? guardEvents(output, explain) : output
}

type Events = AsyncIterator<unknown, unknown, undefined>

function isAsyncIterator(value: unknown): value is Events {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value
}

/** Not a generator: its `return` would wait for the event that is under way, and a cancel has to act at once. */
function guardEvents(events: Events, explain: (error: unknown) => unknown): AsyncIterableIterator<unknown, unknown, undefined> {
  const guarded = (step: Promise<IteratorResult<unknown, unknown>>) =>
    step.catch((error: unknown) => {
      throw explain(error)
    })
  return {
    next: () => guarded(events.next()),
    return: (value) => guarded(events.return?.(value) ?? Promise.resolve({ done: true, value: undefined })),
    throw: (error) => guarded(events.throw?.(error) ?? Promise.reject(error)),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
