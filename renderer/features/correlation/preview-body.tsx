import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import type { NearMiss, NearMissKind, PreviewReport, TraceVerdict } from '../../../shared/contract/preview.ts'
import type { PreviewTab } from '../../stores/location.ts'
import { navigate, useLocation } from '../../stores/navigation.ts'
import { useRequestActions } from '../../stores/use-request.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { formatNumber } from '../../widgets/format.ts'
import { SpanInspector } from '../../widgets/span-inspector.tsx'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { Tag } from '../../widgets/tag.tsx'
import classes from './correlation.module.css'
import { isElsewhere } from './elsewhere.tsx'
import { EmptyWindow } from './empty-window.tsx'
import { NearMissCards } from './near-miss-cards.tsx'
import { OpenTrace } from './open-trace.tsx'
import { OtherSimulations } from './other-simulations.tsx'
import { TimelineStrip, verdictWords } from './timeline-strip.tsx'
import { TraceEvidence } from './trace-evidence.tsx'
import { filterTraces, sortTraces } from './trace-filter.ts'
import { TraceTable, verdictTones } from './trace-table.tsx'

const verdicts: readonly TraceVerdict[] = ['matched', 'other-simulation', 'no-id']

/** Where a person should look first: at the near misses when nothing matched and there are some. */
const firstTab = (report: PreviewReport): PreviewTab =>
  report.outcome === 'empty' && report.nearMisses.length > 0 ? 'near-misses' : 'traces'

/** The kind of the near miss, for each trace that one names. */
const nearMissKindsOf = (misses: readonly NearMiss[]): ReadonlyMap<string, NearMissKind> =>
  new Map(
    misses.flatMap((miss) =>
      miss.severity === 'miss' && miss.traceId !== null && !isElsewhere(miss) ? [[miss.traceId, miss.kind]] : [],
    ),
  )

export function PreviewBody({ report, request }: { report: PreviewReport; request: ImportRequest }) {
  const actions = useRequestActions()
  const location = useLocation()
  const { verdict, text, brush, sort, trace, span } = location
  const tab = location.tab ?? firstTab(report)
  const shown = useMemo(
    () => sortTraces(filterTraces(report.traces, { verdict, text, brush }), sort),
    [report.traces, verdict, text, brush, sort],
  )
  const nearKinds = useMemo(() => nearMissKindsOf(report.nearMisses), [report.nearMisses])
  const near = useMemo(() => new Set(nearKinds.keys()), [nearKinds])
  const selected = report.traces.find((one) => one.traceId === trace) ?? null
  const select = (traceId: string, spanId: string | null) => navigate({ trace: traceId, span: spanId }, 'replace')
  const close = () => navigate({ trace: null, span: null }, 'replace')

  return (
    <>
      <TimelineStrip
        traces={report.traces}
        window={report.window}
        brush={brush}
        onBrush={(range) => navigate({ brush: range, ...(tab === 'traces' ? {} : { tab: 'traces' }) }, 'replace')}
        selected={trace}
        near={near}
        onSelect={(id) => {
          const target = report.traces.find((one) => one.traceId === id)
          navigate({ tab: 'traces', trace: id, span: target?.evidence[0]?.spanId ?? null }, 'replace')
        }}
      />
      <TabBar
        label="Parts of the preview"
        value={tab}
        onChange={(next) => navigate({ tab: next }, 'replace')}
        tabs={[
          { value: 'traces', label: 'Traces', count: report.traces.length },
          { value: 'near-misses', label: 'Near misses', count: report.nearMisses.length },
          { value: 'simulations', label: 'Other simulations', count: report.otherSimulations.length },
        ]}
      >
        {tab === 'traces' && (
          <div className={classes.filters}>
            {verdicts.map((one) => {
              const count = report.traces.filter((each) => each.verdict === one).length
              if (count === 0) return null
              return (
                <button
                  key={one}
                  type="button"
                  className={classes.pill}
                  aria-pressed={verdict === one}
                  onClick={() => navigate({ verdict: verdict === one ? null : one }, 'replace')}
                >
                  <Tag tone={verdictTones[one]} dot>
                    {verdictWords[one]}
                  </Tag>
                  <span className={classes.pillCount}>{formatNumber(count)}</span>
                </button>
              )
            })}
            <TextInput
              data-search
              w={220}
              aria-label="Search the traces"
              placeholder="Search name, id, key, value"
              leftSection={<IconSearch size={14} />}
              value={text}
              onChange={(event) => navigate({ text: event.currentTarget.value }, 'replace')}
            />
            <span className={classes.shown}>
              {shown.length === report.traces.length ? '' : `${formatNumber(shown.length)} shown`}
            </span>
            {(verdict || text || brush) && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                onClick={() => navigate({ verdict: null, text: '', brush: null }, 'replace')}
              >
                Clear
              </Button>
            )}
          </div>
        )}
      </TabBar>
      <div className={classes.body} role="tabpanel" aria-label={tab}>
        {tab === 'traces' && (
          <TraceTable
            traces={shown}
            selected={trace}
            near={nearKinds}
            filtered={verdict !== null}
            empty={
              report.traces.length === 0 ? (
                <EmptyWindow report={report} request={request} />
              ) : (
                <EmptyState title="No trace fits" text="Clear the search, the verdict or the range of the timeline." />
              )
            }
            sort={sort}
            onSort={(next) => navigate({ sort: next }, 'replace')}
            onSelect={(one) => select(one.traceId, one.evidence[0]?.spanId ?? null)}
            onClose={close}
          />
        )}
        {tab === 'near-misses' && <NearMissCards report={report} request={request} onShowTrace={select} />}
        {tab === 'simulations' && (
          <OtherSimulations
            others={report.otherSimulations}
            onSwitch={(simulation) => actions.preview({ ...request, simulation })}
          />
        )}
        {trace && (
          <SpanInspector
            key={trace}
            source={{ kind: 'preview', previewId: report.previewId }}
            traceId={trace}
            spanId={span}
            title={selected?.name ?? 'Trace'}
            aside={selected && <Tag tone={verdictTones[selected.verdict]}>{verdictWords[selected.verdict]}</Tag>}
            evidence={[
              ...(selected?.evidence.map((one) => one.key) ?? []),
              ...report.nearMisses.filter((miss) => miss.traceId === trace).flatMap((miss) => (miss.key ? [miss.key] : [])),
            ]}
            above={
              selected && (
                <>
                  <OpenTrace previewId={report.previewId} trace={selected} />
                  <TraceEvidence evidence={selected.evidence} selected={span} onSelect={(spanId) => select(trace, spanId)} />
                </>
              )
            }
            onSelect={(id) => select(trace, id)}
            onClose={close}
          />
        )}
      </div>
    </>
  )
}
