import { IconChartBar } from '@tabler/icons-react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { MetricsTab } from '../../stores/analysis-location.ts'
import { navigateAnalysis, useLocation } from '../../stores/navigation.ts'
import { useChosenSource, useListedSources } from '../../stores/sources.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { ImportButton } from '../../widgets/import-button.tsx'
import { MissingImport } from '../../widgets/missing-import.tsx'
import { PageFailure, PageWait } from '../../widgets/page.tsx'
import { PartialNotice } from '../../widgets/partial-notice.tsx'
import { SourceSelect } from '../../widgets/source-select.tsx'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { Compare } from './compare.tsx'
import { Custom } from './custom.tsx'
import { Judges } from './judges.tsx'
import classes from './metrics.module.css'
import { Overview } from './overview.tsx'
import { Sql } from './sql.tsx'
import { usePartial } from './use-partial.ts'

const tabs = [
  { value: 'overview', label: 'Built in' },
  { value: 'custom', label: 'Custom' },
  { value: 'sql', label: 'SQL' },
  { value: 'judges', label: 'Judges' },
  { value: 'compare', label: 'Compare' },
] as const

/** What the spans of a simulation measure, and of several side by side. */
export function Metrics() {
  const { metrics: tab } = useLocation().analysis
  const { sources, pending, failure, giveUp, again } = useListedSources()
  const chosen = useChosenSource(sources)
  const partial = usePartial(chosen?.source ?? null)
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>Metrics</h1>
        {chosen && tab !== 'compare' && <SourceSelect sources={sources} chosen={chosen.id} />}
        {tab === 'compare' && <span className={classes.quiet}>Simulations side by side</span>}
      </header>
      <TabBar label="Metrics" tabs={tabs} value={tab} onChange={(metrics) => navigateAnalysis({ metrics }, 'push')} />
      {pending && <PageWait onCancel={giveUp}>Asking the trace store</PageWait>}
      {failure !== null && <PageFailure error={failure} onAgain={again} />}
      {!pending && failure === null && !chosen && (
        <EmptyState
          icon={<IconChartBar size={28} stroke={1.4} />}
          title="No spans to measure yet"
          text="Import a simulation, or send its spans by OTLP; its times, tokens, tools and errors are then measured here."
        >
          <ImportButton />
        </EmptyState>
      )}
      {tab !== 'compare' && <MissingImport instead="What is shown is of the one chosen above." />}
      {tab !== 'compare' && <PartialNotice partial={partial} further="What stands here is of the spans that are there." />}
      {chosen && <Tab tab={tab} source={chosen.source} id={chosen.id} />}
    </div>
  )
}

function Tab({ tab, source, id }: { tab: MetricsTab; source: SpanSource; id: string }) {
  switch (tab) {
    case 'overview':
      return <Overview key={id} source={source} />
    case 'custom':
      return <Custom key={id} source={source} />
    case 'sql':
      return <Sql key={id} source={source} />
    case 'judges':
      return <Judges key={id} source={source} />
    case 'compare':
      return <Compare />
  }
}
