import { useCallback, useEffect, useRef } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import { useEngine } from '../../stores/engine.tsx'
import { ask } from '../../stores/queries.ts'
import { addHits, searchNames } from './search-spans.ts'
import { useViewer } from './viewer-store.ts'

/** Milliseconds without a key before the engine is asked. */
const pause = 220

/** Searches while somebody types: names at once, attributes when the typing rests. An answer to an older question is dropped. */
export function useSearch(source: SpanSource): (query: string) => void {
  const { model, store } = useViewer()
  const client = useEngine()
  const running = useRef<{ timer: ReturnType<typeof setTimeout>; abort: AbortController } | null>(null)
  const stop = useCallback(() => {
    if (!running.current) return
    clearTimeout(running.current.timer)
    running.current.abort.abort()
    running.current = null
  }, [])
  useEffect(() => stop, [stop])
  return (query) => {
    stop()
    const found = searchNames(model, query)
    store.getState().set({ search: found })
    const text = query.trim()
    if (text === '') return
    const abort = new AbortController()
    const askEngine = async () => {
      try {
        const result = await ask(() =>
          client.trace.search({ source, query: text, fields: ['key', 'value'], limit: 100_000 }, { signal: abort.signal }),
        )
        if (!abort.signal.aborted) store.getState().set({ search: addHits(model, found, result) })
      } catch {
        // `ask` has told the page; the hits by name stay, and the box says that they are not all.
        if (!abort.signal.aborted) store.getState().set({ search: { ...found, answered: true, failed: true } })
      }
    }
    running.current = { abort, timer: setTimeout(() => void askEngine(), pause) }
  }
}
