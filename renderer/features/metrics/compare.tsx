import { Button, Checkbox } from '@mantine/core'
import { IconDownload, IconListCheck, IconRefresh } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { CompareReport, CompareRow } from '../../../shared/contract/metrics.ts'
import { useEngine } from '../../stores/engine.tsx'
import { navigateAnalysis, useLocation } from '../../stores/navigation.ts'
import { useListedSources } from '../../stores/sources.ts'
import { parseSource } from '../../stores/span-source.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { saveText } from '../../widgets/save-text.ts'
import { SourcePicker } from '../../widgets/source-picker.tsx'
import classes from './compare.module.css'
import { compareCsv, compareJson } from './compare-export.ts'
import { compareJob } from './compare-job.ts'
import { comparedColumns, sortRows } from './compare-order.ts'
import { CompareTable } from './compare-table.tsx'

/** Without a choice, so many of the newest are shown. */
const atFirst = 20

/** Several simulations in one table: a row each, a column a metric. */
export function Compare() {
  const client = useEngine()
  const { picked } = useLocation().analysis
  const { sources } = useListedSources()
  const [picking, setPicking] = useState(false)
  const job = compareJob.useJob()
  const comparable = useMemo(() => sources.filter((one) => one.origin !== 'preview'), [sources])
  const ids = picked.length > 0 ? picked : comparable.slice(0, atFirst).map((one) => one.id)
  const key = JSON.stringify(ids)

  const start = useCallback(
    (chosen: string) => {
      const sources = (JSON.parse(chosen) as string[]).map(parseSource).filter((source) => source !== null)
      if (sources.length === 0) return
      void compareJob.run({ key: chosen, sources }, (signal) => client.metrics.compare({ sources }, { signal }))
    },
    [client],
  )
  useEffect(() => {
    const state = compareJob.useJob.getState()
    if (state.phase === 'idle' || state.request.key !== key) start(key)
  }, [start, key])

  const report = job.phase === 'idle' ? null : job.live.report
  return (
    <div className={classes.page}>
      {report && job.phase !== 'running' ? (
        <Result
          report={report}
          isChoice={picked.length > 0}
          ofAll={comparable.length}
          onChoose={() => setPicking(true)}
          onAgain={() => start(key)}
        />
      ) : (
        <div className={classes.tools}>
          <Button variant="default" leftSection={<IconListCheck size={14} />} onClick={() => setPicking(true)}>
            Choose simulations
          </Button>
          {job.phase === 'running' && (
            <>
              <span role="status" className={classes.quiet}>
                Measured {formatNumber(job.live.done)} of {formatNumber(job.live.total || ids.length)}
              </span>
              <progress
                className={classes.progress}
                value={job.live.done}
                max={job.live.total || ids.length}
                aria-label="Measured"
              />
              <Button variant="default" size="compact-sm" onClick={() => compareJob.cancel()}>
                Cancel
              </Button>
            </>
          )}
        </div>
      )}
      {job.phase === 'failed' && (
        <div className={classes.pad}>
          <FailurePanel failure={job.failure}>
            <Button size="compact-sm" variant="default" onClick={() => start(key)}>
              Start over
            </Button>
          </FailurePanel>
        </div>
      )}
      {job.phase === 'cancelled' && (
        <EmptyState title="Cancelled" text="Compare the same again, or choose others.">
          <Button variant="default" onClick={() => start(key)}>
            Compare again
          </Button>
        </EmptyState>
      )}
      <SourcePicker
        opened={picking}
        sources={comparable}
        picked={ids}
        most={1000}
        onClose={() => setPicking(false)}
        onPick={(next) => {
          navigateAnalysis({ picked: next }, 'push')
          // Another choice starts by itself.
          if (JSON.stringify(next) === key && (job.phase === 'cancelled' || job.phase === 'failed')) start(key)
        }}
      />
    </div>
  )
}

function Result({
  report,
  isChoice,
  ofAll,
  onChoose,
  onAgain,
}: {
  report: CompareReport
  isChoice: boolean
  ofAll: number
  onChoose: () => void
  onAgain: () => void
}) {
  const [sort, setSort] = useState<string | null>(null)
  const [withEmpty, setWithEmpty] = useState(false)
  const columns = useMemo(() => comparedColumns(report), [report])
  const rows = useMemo(() => sortRows(report, sort), [report, sort])
  const empty = columns.filter((column) => column.values.length === 0)
  const shown = withEmpty ? columns : columns.filter((column) => column.values.length > 0)
  const partial = rows.filter((row: CompareRow) => row.partial !== null).length
  return (
    <>
      <div className={classes.tools}>
        <Button variant="default" leftSection={<IconListCheck size={14} />} onClick={onChoose}>
          Choose simulations
        </Button>
        <span className={classes.quiet}>
          {isChoice
            ? `${formatNumber(rows.length)} chosen`
            : rows.length < ofAll
              ? `The newest ${rows.length} of ${formatNumber(ofAll)}`
              : `All ${countOf(rows.length, 'simulation')}`}
          {partial > 0 && `, ${partial} of them partial`}
        </span>
        <span className={classes.spacer} />
        {empty.length > 0 && (
          <Checkbox
            size="xs"
            label={`${countOf(empty.length, 'column')} without any value`}
            title={empty.map(({ column }) => column.title).join(', ')}
            checked={withEmpty}
            onChange={(event) => setWithEmpty(event.currentTarget.checked)}
          />
        )}
        <Button variant="default" leftSection={<IconRefresh size={14} />} onClick={onAgain}>
          Measure again
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={14} />}
          onClick={() => saveText('metrics.csv', 'text/csv', compareCsv(report, rows))}
        >
          CSV
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={14} />}
          onClick={() => saveText('metrics.json', 'application/json', compareJson(report, rows))}
        >
          JSON
        </Button>
      </div>
      <CompareTable columns={shown} rows={rows} sort={sort} onSort={setSort} />
    </>
  )
}
