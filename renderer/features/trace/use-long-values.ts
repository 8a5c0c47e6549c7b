import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { AttributeView } from '../../../shared/contract/preview.ts'
import type { AttributePlace } from '../../../shared/contract/trace.ts'
import { useEngine } from '../../stores/engine.tsx'
import { ask } from '../../stores/queries.ts'
import { formatSource } from '../../stores/span-source.ts'
import type { SpanPlace } from '../../stores/trace-location.ts'

/** Milliseconds without a key before the engine is asked. */
const pause = 220

const none: ReadonlySet<string> = new Set()

/** Which attributes hold a text in the part of a long value that the page has not got: the engine searches them whole. */
export function useLongValues({
  source,
  place,
  where,
  attributes,
  text,
}: {
  source: SpanSource
  place: SpanPlace
  where: AttributePlace
  attributes: readonly AttributeView[]
  text: string
}): { readonly keys: ReadonlySet<string>; readonly state: 'searching' | 'failed' | 'done'; readonly count: number } {
  const client = useEngine()
  const count = attributes.filter(({ cutFrom }) => cutFrom !== null).length
  const needed = count > 0 && text !== ''
  const [rested, setRested] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), pause)
    return () => clearTimeout(timer)
  }, [text])
  const query = useQuery({
    queryKey: ['trace-long-values', formatSource(source), place, where, rested],
    queryFn: async ({ signal }) => {
      const question = { source, ...place, place: where, text: rested.slice(0, 1000) }
      return new Set(await ask(() => client.trace.attributesWith(question, { signal })))
    },
    enabled: needed && rested === text,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!needed) return { keys: none, state: 'done', count }
  if (rested !== text || query.isPending) return { keys: none, state: 'searching', count }
  return query.isError ? { keys: none, state: 'failed', count } : { keys: query.data, state: 'done', count }
}
