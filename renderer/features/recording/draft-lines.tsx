import { Loader, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { DraftCase, DraftLine } from '../../../shared/contract/recordings.ts'
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

/** Characters of a line in its row; all of them are in the panel below. */
const rowCharacters = 400

/** The beginning of a line, or the place where it holds what is searched for. */
function rowText(text: string, words: string): string {
  const at = words === '' ? -1 : text.toLowerCase().indexOf(words)
  const from = at > 60 ? at - 40 : 0
  return `${from > 0 ? '… ' : ''}${showHidden(text.slice(from, from + rowCharacters))}`
}

const columnsFor = (words: string): Column<DraftLine>[] => [
  { id: 'number', header: 'Line', width: '52px', align: 'end', cell: (line) => formatNumber(line.number) },
  { id: 'kind', header: 'Kind', width: '80px', cell: (line) => <span className={classes.kind}>{line.kind}</span> },
  {
    id: 'text',
    header: 'Text',
    width: 'minmax(0, 1fr)',
    mono: true,
    cell: (line) => rowText(line.text, words),
  },
  {
    id: 'bytes',
    header: 'Bytes',
    width: '104px',
    align: 'end',
    cell: (line) => (
      <>
        {line.cut && <span className={classes.cut}>cut</span>} {formatBytes(line.bytes)}
      </>
    ),
  },
]

/** The file line by line, as it would be written. Pages come as they are scrolled to; a search brings them all. */
export function DraftLines({ draft }: { draft: DraftCase }) {
  const client = useEngine()
  const [search, setSearch] = useState('')
  const [selected, setSelected] = useState<string | null>(null)
  const words = useDeferredValue(search.toLowerCase())
  const query = useInfiniteQuery({
    queryKey: recordingKeys.lines(draft.draftId),
    queryFn: ({ pageParam }) =>
      ask(() => client.recordings.draftLines({ draftId: draft.draftId, offset: pageParam, limit: pageSize })),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.lines.length, 0)
      return last.lines.length > 0 && read < last.total ? read : undefined
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const { hasNextPage, isFetching, isError, fetchNextPage } = query
  const more = () => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage()
  }
  const searching = words !== ''
  const columns = useMemo(() => columnsFor(words), [words])
  const read = query.data?.pages.length ?? 0
  useEffect(() => {
    // Again after every page: one that comes at once never shows as being fetched.
    if (searching && read > 0 && hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [searching, read, hasNextPage, isFetching, isError, fetchNextPage])

  const lines = useMemo(() => query.data?.pages.flatMap((page) => page.lines) ?? [], [query.data])
  const shown = useMemo(
    () => (words === '' ? lines : lines.filter((line) => line.text.toLowerCase().includes(words) || line.kind === words)),
    [lines, words],
  )
  const total = query.data?.pages[0]?.total ?? draft.lines
  const line = lines.find((one) => String(one.number) === selected) ?? null
  const cut = searching && lines.some((one) => one.cut)

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
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <p className={classes.found} role="status">
          {!searching
            ? countOf(total, 'line')
            : hasNextPage
              ? `${formatNumber(shown.length)} found in ${formatNumber(lines.length)} of ${countOf(total, 'line')}…`
              : `${formatNumber(shown.length)} of ${countOf(total, 'line')} hold it${cut ? ', as far as cut lines are shown' : ''}`}
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
          rows={shown}
          rowHeight={26}
          rowKey={(one) => String(one.number)}
          selected={selected}
          onSelect={(one) => setSelected(String(one.number))}
          onClose={() => setSelected(null)}
          onEnd={more}
          empty={
            hasNextPage ? null : (
              <EmptyState title="No line holds it" text="What you searched for is not in what would be written." />
            )
          }
        />
      )}
      {line && <LineText line={line} search={words} onClose={() => setSelected(null)} />}
    </>
  )
}
