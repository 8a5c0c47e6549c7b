import { QueryClient, type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ConnectionView, StoreView } from '../../shared/contract/connection.ts'
import type { SpanSource } from '../../shared/contract/index.ts'
import { isRecordingId } from '../../shared/contract/recording-ids.ts'
import { noteAnswer, noteFailure, useEngine } from './engine.tsx'
import { toFailure } from './failure.ts'
import { useLocation } from './navigation.ts'

export const queryKeys = {
  info: ['info'],
  connections: ['connections'],
  /** `typed` counts the keys that were typed, and is not one: a key stands in no query's key. */
  projects: (id: string | null, host: string | null, typed: number) => ['projects', id, host, typed],
  store: ['store'],
  storePassword: (user: string, url: string) => ['store', 'password', user, url],
  imports: ['imports'],
  /** What is counted over imports. The steps of a count are asked for by its own id. */
  transitions: ['transitions', 'counts'],
  trace: (source: SpanSource, traceId: string) => ['trace', source, traceId],
  traces: (source: SpanSource) => ['traces', source],
  aliases: (source: SpanSource, rules: readonly string[]) => ['aliases', source, rules],
  aliasSpans: (source: SpanSource, ruleId: string, bucket: string, rules: readonly string[]) => [
    'alias-spans',
    source,
    ruleId,
    bucket,
    rules,
  ],
} as const

/** What has nothing to do with the trace store, by the first word of its key. */
const besidesTheStore: ReadonlySet<unknown> = new Set(['info', 'connections', 'projects', 'recordings', 'store'])

/** Shows the store that is used from now on, and forgets what was read of the one before: it is not there in this one. */
export function leaveOtherStore(queries: QueryClient, view: StoreView): void {
  void queries.invalidateQueries({ queryKey: queryKeys.store, predicate: ({ queryKey }) => queryKey.length > 1 })
  queries.setQueryData(queryKeys.store, view)
  void queries.resetQueries({ predicate: ({ queryKey }) => !besidesTheStore.has(queryKey[0]) })
}

/** Server state. The engine is on this machine: nothing is fetched again only because a window got the focus. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, staleTime: 30_000 }, mutations: { retry: false } },
  })
}

/** Stops a reading that is under way. It stands as cancelled then, until it is asked for again. */
export function useGiveUp(): (queryKey: QueryKey) => void {
  const queries = useQueryClient()
  return (queryKey) => void queries.cancelQueries({ queryKey }, { revert: false })
}

/** Wraps a call so that an engine that is gone is noticed by the page. */
export async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    const answer = await call()
    noteAnswer()
    return answer
  } catch (error) {
    noteFailure(toFailure(error))
    throw error
  }
}

export function useConnections() {
  const client = useEngine()
  return useQuery({ queryKey: queryKeys.connections, queryFn: () => ask(() => client.connections.list()) })
}

/** The connection that the page works with: the link's, where it is known, else the one that was made active last. */
export function useActiveConnection(): ConnectionView | null {
  const { data } = useConnections()
  const { connection: linked } = useLocation()
  const named = data?.connections.find((connection) => connection.id === linked)
  if (named) return named
  return data?.connections.find((connection) => connection.id === data.activeId) ?? data?.connections[0] ?? null
}

/** In the order in which people see them: the one in use, then as they were saved. */
export const inUseFirst = (connections: readonly ConnectionView[], inUse: string | null): readonly ConnectionView[] => [
  ...connections.filter(({ id }) => id === inUse),
  ...connections.filter(({ id }) => id !== inUse),
]

export function useStore() {
  const client = useEngine()
  return useQuery({ queryKey: queryKeys.store, queryFn: ({ signal }) => ask(() => client.store.view(undefined, { signal })) })
}

export function useInfo() {
  const client = useEngine()
  return useQuery({ queryKey: queryKeys.info, queryFn: () => ask(() => client.app.info()), staleTime: Number.POSITIVE_INFINITY })
}

/** The id of the recording that the page works with; null where it works with a Phoenix. */
export function useRecordingInUse(): string | null {
  const active = useActiveConnection()
  return active !== null && isRecordingId(active.id) ? active.id : null
}

/** What the trace store holds; while the page works with a recording, what was imported from that, and nothing else. */
export function useImports() {
  const client = useEngine()
  const recording = useRecordingInUse()
  const { isPending } = useConnections()
  const { connection: linked } = useLocation()
  return useQuery({
    queryKey: [...queryKeys.imports, recording],
    queryFn: ({ signal }) => ask(() => client.imports.list({ recording }, { signal })),
    // Until it is known whether the link's recording is open, the store is not asked in its place.
    enabled: !(isPending && linked !== null && isRecordingId(linked)),
  })
}

export function useTraceSpans(source: SpanSource | null, traceId: string | null) {
  const client = useEngine()
  return useQuery({
    queryKey: queryKeys.trace(source ?? { kind: 'preview', previewId: '' }, traceId ?? ''),
    queryFn: ({ signal }) => {
      if (!source || !traceId) throw new Error('no trace is selected')
      return ask(() => client.spans.ofTrace({ source, traceId }, { signal }))
    },
    enabled: source !== null && traceId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
}
