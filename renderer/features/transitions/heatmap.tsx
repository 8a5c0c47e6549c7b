import { Button } from '@mantine/core'
import { IconGridDots, IconRefresh } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEngine } from '../../stores/engine.tsx'
import { useLocation } from '../../stores/navigation.ts'
import { ask, queryKeys, useGiveUp, useRecordingInUse } from '../../stores/queries.ts'
import { useChosenSource, useListedSources, useNativeGroups } from '../../stores/sources.ts'
import { parseSource } from '../../stores/span-source.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { countOf, formatDuration, formatNumber } from '../../widgets/format.ts'
import { ImportButton } from '../../widgets/import-button.tsx'
import { MissingImport } from '../../widgets/missing-import.tsx'
import { PageFailure, PageWait } from '../../widgets/page.tsx'
import { Controls } from './controls.tsx'
import classes from './transitions.module.css'
import { TransitionsResult } from './transitions-result.tsx'

/** Which state leads to which, over one simulation or many. */
export function Heatmap() {
  const client = useEngine()
  const { mode, key, scope, picked, most } = useLocation().analysis
  const { sources, pending: importsPending, failure, giveUp, again } = useListedSources()
  const stop = useGiveUp()
  const pending = useNativeGroups().isLoading || importsPending
  const recording = useRecordingInUse()
  const chosen = useChosenSource(sources)
  const one = chosen ? [chosen.source] : []
  const over = scope === 'all' ? 'all' : scope === 'one' ? one : picked.map(parseSource).filter((source) => source !== null)
  const nothing = over !== 'all' && over.length === 0
  const stored = sources.some(({ origin, simulation }) => origin === 'import' || (origin === 'native' && simulation !== null))
  const countable = !nothing && (scope !== 'all' || stored)
  const report = useQuery({
    queryKey: [...queryKeys.transitions, over, recording, mode, key, most],
    queryFn: ({ signal }) =>
      ask(() => client.transitions.compute({ sources: over, recording, mode, key, mostStates: most }, { signal })),
    enabled: countable,
    placeholderData: keepPreviousData,
    // The engine holds the result for its steps; another one would leave this one's cells without theirs. `importsChanged` counts
    // again; for spans that come otherwise there is a button.
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>Heatmap</h1>
        <Controls sources={sources} chosen={chosen?.id ?? null} />
        <span className={classes.total} role="status">
          {report.isFetching
            ? 'Counting'
            : report.data &&
              `${countOf(report.data.simulations, 'simulation')}${report.data.native > 0 ? ` (${formatNumber(report.data.native)} native)` : ''}, ${countOf(report.data.spans, 'span')} in ${formatDuration(report.data.elapsedMs)}`}
        </span>
        {report.data && countable && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconRefresh size={14} />}
            aria-disabled={report.isFetching}
            onClick={() => report.isFetching || void report.refetch()}
          >
            Count again
          </Button>
        )}
      </header>
      {scope === 'one' && <MissingImport instead="What is shown is of the one chosen above." />}
      {importsPending && <PageWait onCancel={giveUp}>Asking the trace store</PageWait>}
      {!importsPending && report.isPending && report.isFetching && (
        <PageWait onCancel={() => stop([...queryKeys.transitions, over])}>Counting the steps</PageWait>
      )}
      {failure !== null && <PageFailure error={failure} onAgain={again} />}
      {report.isError && <PageFailure error={report.error} onAgain={() => void report.refetch()} />}
      {!pending && failure === null && scope === 'all' && !stored && (
        <EmptyState
          icon={<IconGridDots size={28} stroke={1.4} />}
          title="No simulations to count yet"
          text="Import a simulation; the steps between its spans are then counted here."
        >
          <ImportButton />
        </EmptyState>
      )}
      {!pending && nothing && (
        <EmptyState
          icon={<IconGridDots size={28} stroke={1.4} />}
          title="No simulation is chosen"
          text="Choose some, or take all."
        />
      )}
      {report.data && countable && !report.isError && (
        <TransitionsResult report={report.data} stale={report.isPlaceholderData} onAgain={() => void report.refetch()} />
      )}
    </div>
  )
}
