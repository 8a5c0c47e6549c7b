import type { QueryClient } from '@tanstack/react-query'
import { queryOptions } from '@tanstack/react-query'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { EngineClient } from '../../stores/engine.tsx'
import type { AppLocation } from '../../stores/location.ts'
import { ask } from '../../stores/queries.ts'
import { formatSource } from '../../stores/span-source.ts'

/** Opens a simulation for the viewer. The engine is asked while the code that reads its answer is still on its way. */
export const openedQuery = (client: EngineClient, source: SpanSource | null) =>
  queryOptions({
    queryKey: ['trace-open', source && formatSource(source)],
    queryFn: async ({ signal }) => {
      if (!source) throw new Error('no source is chosen')
      const [{ openModel }, opened] = await Promise.all([
        import('./trace-model.ts'),
        ask(() => client.trace.open({ source }, { signal })),
      ])
      return openModel(opened)
    },
    enabled: source !== null,
    staleTime: Number.POSITIVE_INFINITY,
    // A model is compared by identity; walking 50,000 spans for equal parts would take longer than opening it.
    structuralSharing: false,
  })

/** The link's source is enough: it can be opened before the lists of the store are here. */
export const linkedSource = ({ source, importId }: AppLocation): SpanSource | null =>
  source ?? (importId === null ? null : { kind: 'import', importId })

/**
 * Asks for what the link names before anything is drawn: before the view's own code has run, and before the lists, whose answers
 * would come first. A view that is drawn later finds the answer, or its failure, with the query. True where it has asked.
 */
export function openAhead(queries: QueryClient, client: EngineClient, location: AppLocation): boolean {
  const source = linkedSource(location)
  if (location.view !== 'trace' || source === null) return false
  const query = openedQuery(client, source)
  if (queries.getQueryState(query.queryKey) !== undefined) return false
  void queries.prefetchQuery(query)
  return true
}
