import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { ImportRecord } from '../../shared/contract/import.ts'
import { navigate, useNavigation } from './navigation.ts'
import { queryKeys } from './queries.ts'
import { formatSource } from './span-source.ts'

/**
 * Reads anew what an import or a deletion changes: the lists, and what is counted over them. Whatever was read of an import that is
 * gone since goes too; where the link names it, `successor` is looked at in its place.
 */
export async function importsChanged(queries: QueryClient, successor: string | null = null): Promise<void> {
  const before = listedIds(queries)
  void queries.invalidateQueries({ queryKey: queryKeys.store })
  void queries.invalidateQueries({ queryKey: queryKeys.transitions })
  await queries.invalidateQueries({ queryKey: queryKeys.imports })
  const left = listedIds(queries)
  const gone = new Set([...before].filter((importId) => !left.has(importId)))
  if (gone.size === 0) return
  leave(gone, successor)
  queries.removeQueries({ predicate: ({ queryKey }) => isOfOne(queryKey, gone) })
}

const listedIds = (queries: QueryClient): ReadonlySet<string> =>
  new Set(
    queries
      .getQueriesData<readonly ImportRecord[]>({ queryKey: queryKeys.imports })
      .flatMap(([, records]) => records?.map(({ importId }) => importId) ?? []),
  )

function leave(gone: ReadonlySet<string>, successor: string | null): void {
  const { importId, source } = useNavigation.getState().location
  const looksAtGone = source?.kind === 'import' && gone.has(source.importId)
  if (looksAtGone)
    navigate({ source: null, importId: successor ?? (importId && gone.has(importId) ? null : importId) }, 'replace')
  else if (importId !== null && gone.has(importId)) navigate({ importId: successor }, 'replace')
}

/** Whether what a key stands for was read of one of these imports: a source is a part of it, or its text is. */
const isOfOne = (queryKey: QueryKey, importIds: ReadonlySet<string>): boolean =>
  [...importIds].some((importId) => {
    const source = { kind: 'import', importId } as const
    return queryKey.some((part) => part === formatSource(source) || JSON.stringify(part) === JSON.stringify(source))
  })
