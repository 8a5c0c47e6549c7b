import { Loader, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { DraftCase } from '../../../shared/contract/recordings.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import { recordingKeys } from '../../stores/recordings.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatBytes, formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import classes from './draft.module.css'
import { LineText } from './line-text.tsx'

const pageSize = 100
/** Between the last key and the search: every line is read for it. */
const restMs = 250
const longestSearch = 1_000

/** Characters of a line in its row; all of them are in the panel below. */
const rowCharacters = 400

interface LineRow {
  readonly number: number
  readonly kind: string
  readonly bytes: number
  readonly text: string
  /** Places that hold what is searched for; null without a search. */
  readonly hits: number | null
  /** Where to begin reading. */
  readonly offset: number
}

const columns: Column<LineRow>[] = [
  { id: 'number', header: 'Line', width: '52px', align: 'end', cell: (line) => formatNumber(line.number) },
  { id: 'kind', header: 'Kind', width: '80px', cell: (line) => <span className={classes.kind}>{line.kind}</span> },
  { id: 'text', header: 'Text', width: 'minmax(0, 1fr)', mono: true, cell: (line) => line.text },
  {
    id: 'bytes',
    header: 'Bytes',
    width: '104px',
    align: 'end',
    cell: (line) => (
      <>
        {line.hits !== null && line.hits > 1 && <span className={classes.cut}>{formatNumber(line.hits)}×</span>}{' '}
        {formatBytes(line.bytes)}
      </>
    ),
  },
]

/** The file line by line, as it would be written, a page at a time as it is scrolled to. */
function useLines(draftId: string, enabled: boolean) {
  const client = useEngine()
  const query = useInfiniteQuery({
    queryKey: recordingKeys.lines(draftId),
    queryFn: ({ pageParam }) => ask(() => client.recordings.draftLines({ draftId, offset: pageParam, limit: pageSize })),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.lines.length, 0)
      return last.lines.length > 0 && read < last.total ? read : undefined
    },
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const rows = useMemo(
    () =>
      query.data?.pages.flatMap(({ lines }) =>
        lines.map(({ text, ...line }): LineRow => {
          const shown = text.slice(0, rowCharacters)
          return { ...line, text: showHidden(shown), hits: null, offset: 0 }
        }),
      ) ?? [],
    [query.data],
  )
  return { query, rows }
}

/** The lines that hold a text. The engine reads every line to its end, an answer at a time, until none is left. */
function useSearch(draftId: string, text: string) {
  const client = useEngine()
  const query = useInfiniteQuery({
    queryKey: recordingKeys.search(draftId, text),
    queryFn: ({ pageParam, signal }) => ask(() => client.recordings.searchLines({ draftId, text, from: pageParam }, { signal })),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: text !== '',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const { hasNextPage, isFetching, isError, fetchNextPage } = query
  const read = query.data?.pages.length ?? 0
  useEffect(() => {
    // Again after every page: one that comes at once never shows as being fetched.
    if (read > 0 && hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [read, hasNextPage, isFetching, isError, fetchNextPage])
  const rows = useMemo(
    () =>
      query.data?.pages.flatMap(({ lines }) =>
        lines.map(({ excerpt, from, offset, ...line }): LineRow => {
          const shown = showHidden(excerpt.slice(0, rowCharacters))
          return { ...line, text: from > 0 ? `… ${shown}` : shown, offset }
        }),
      ) ?? [],
    [query.data],
  )
  const searched = query.data?.pages.at(-1)?.next ?? null
  return { query, rows, complete: query.isSuccess && !hasNextPage, searched }
}

export function DraftLines({ draft: { draftId, lines: total } }: { draft: DraftCase }) {
  const [search, setSearch] = useState('')
  const [selected, setSelected] = useState<string | null>(null)
  const [rested] = useDebouncedValue(search, restMs)
  const text = search === '' ? '' : rested
  const searching = text !== ''
  const all = useLines(draftId, true)
  const found = useSearch(draftId, text)
  const { query, rows } = searching ? found : all
  // A word that is still being typed was not searched for yet.
  const complete = found.complete && text === search
  const line = rows.find((one) => String(one.number) === selected) ?? null
  const more = () => {
    const { hasNextPage, isFetching, isError, fetchNextPage } = all.query
    if (!searching && hasNextPage && !isFetching && !isError) void fetchNextPage()
  }

  return (
    <>
      <div className={classes.tools}>
        <h2>Line by line</h2>
        <TextInput
          data-search
          className={classes.search ?? ''}
          aria-label="Search the lines"
          placeholder="A name, an id, a word that must not be in it"
          leftSection={<IconSearch size={14} />}
          maxLength={longestSearch}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <p className={classes.found} role="status">
          {search === ''
            ? countOf(total, 'line')
            : complete
              ? `${formatNumber(rows.length)} of ${countOf(total, 'line')} hold it`
              : `${formatNumber(found.rows.length)} found in ${formatNumber(found.searched ?? 0)} of ${countOf(total, 'line')}…`}
        </p>
      </div>
      {query.isPending && (
        <p className={classes.wait}>
          <Loader size={14} /> Reading the draft
        </p>
      )}
      {query.isError && (
        <div className={classes.trouble}>
          <FailurePanel failure={toFailure(query.error)} />
        </div>
      )}
      {query.data && (
        <VirtualTable
          label="Lines of the file"
          columns={columns}
          rows={rows}
          rowHeight={26}
          rowKey={(one) => String(one.number)}
          selected={selected}
          onSelect={(one) => setSelected(String(one.number))}
          onClose={() => setSelected(null)}
          onEnd={more}
          empty={
            complete ? <EmptyState title="No line holds it" text="Every line was searched to its end, also in escapes." /> : null
          }
        />
      )}
      {line && (
        <LineText
          key={`${line.number} ${line.offset}`}
          draftId={draftId}
          line={line}
          search={text.toLowerCase()}
          onClose={() => setSelected(null)}
        />
      )}
    </>
  )
}
