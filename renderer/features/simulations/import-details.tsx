import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ImportRecord } from '../../../shared/contract/import.ts'
import { readWords } from '../../../shared/report/read.ts'
import { importJob } from '../../stores/jobs.ts'
import { navigate } from '../../stores/navigation.ts'
import { foreseeViewer, openViewer } from '../../stores/open-viewer.ts'
import { useConnections } from '../../stores/queries.ts'
import { useRequestActions } from '../../stores/use-request.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { countOf, formatDuration, formatNumber, lengthOf } from '../../widgets/format.ts'
import { Prose } from '../../widgets/prose.tsx'
import { Fact, Facts, SidePanel } from '../../widgets/side-panel.tsx'
import { Time, TimeRange } from '../../widgets/time.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import classes from './simulations.module.css'
import { TraceList } from './trace-list.tsx'

/** One import: all that is known of it, and what can be done with it. */
export function ImportDetails({ record }: { record: ImportRecord }) {
  const { data: connections } = useConnections()
  const [deleting, setDeleting] = useState(false)
  const actions = useRequestActions()
  const importing = importJob.useJob((job) => job.phase === 'running')
  const connection = connections?.connections.find((one) => one.host === record.host && one.project === record.project) ?? null
  const window = { kind: 'exact', start: record.window.start, end: record.window.end } as const
  const source = { kind: 'import', importId: record.importId } as const
  const fill = {
    view: 'preview',
    simulation: record.simulation ?? '',
    window,
    connection: connection?.id ?? null,
    tab: null,
    trace: null,
    span: null,
    brush: null,
    text: '',
    sort: null,
  } as const
  const again = () => {
    if (!connection) return
    navigate(fill)
    void actions.import({
      connectionId: connection.id,
      simulation: record.simulation,
      window,
      limits: record.report?.limits ?? 'simulation',
      strategy: 'auto',
      budgetSeconds: 90,
      replace: true,
    })
  }
  const { report } = record
  return (
    <SidePanel
      label="The chosen import"
      title={record.simulation ?? `Window of ${record.project}`}
      mono
      aside={record.simulation && <CopyButton compact label="Copy the simulation output id" text={record.simulation} />}
      onClose={() => navigate({ importId: null }, 'replace')}
    >
      <div className={classes.actions}>
        <Button size="compact-sm" {...foreseeViewer(source)} onClick={() => openViewer(source)}>
          Open the trace
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() =>
            navigate({ view: 'mapping', importId: record.importId, source: null, rule: null, bucket: null, trace: null })
          }
        >
          Open the mapping
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => navigate(fill)}>
          Open in Import
        </Button>
        <Button size="compact-sm" variant="default" disabled={!connection || importing} onClick={again}>
          Import again
        </Button>
      </div>
      {record.traces > 1 && <TraceList source={source} traces={record.traces} />}
      {!connection && (
        <p className={classes.quiet}>
          No saved connection leads to {record.host} / {record.project}; add one to import it again.
        </p>
      )}
      {record.partial && (
        <p className={classes.partial}>
          <strong>Partial.</strong> {record.partial.detail}
        </p>
      )}
      <Facts>
        <Fact name="Imported">
          <Time iso={record.importedAt} form="date" />
        </Fact>
        <Fact name="Window">
          <TimeRange start={record.window.start} end={record.window.end} />
          <span className={classes.underneath}>
            {formatDuration(lengthOf(record.window))},{' '}
            {record.window.source === 'found'
              ? 'found from its traces'
              : record.window.source === 'last'
                ? 'up to when it was imported'
                : 'as given'}
          </span>
        </Fact>
        <Fact name="Spans">
          {formatNumber(record.spans)} in {countOf(record.traces, 'trace')}
        </Fact>
        <Fact name="Project">{record.project}</Fact>
        <Fact name="Phoenix">
          {record.host}
          {report?.serverVersion ? `, version ${report.serverVersion}` : ''}
        </Fact>
        {report && (
          <>
            <Fact name="Read">
              {report.strategy ? `${readWords[report.strategy.kind]}; ` : ''}
              {countOf(report.requests, 'request')} in {formatDuration(report.elapsedMs)}
            </Fact>
            <Fact name="Limits">{report.limits === 'documented' ? 'as Coval documents' : 'the whole simulation'}</Fact>
            <Fact name="Store">{report.store}</Fact>
            {report.strategy && report.strategy.unsearchable.length > 0 && (
              <Fact name="Not looked for">
                <Prose text={report.strategy.unsearchable.join('; ')} />
              </Fact>
            )}
            {report.malformed.length > 0 && <Fact name="Left out">{countOf(report.malformed.length, 'malformed span')}</Fact>}
            {report.conflicts.length > 0 && <Fact name="Two ids">{countOf(report.conflicts.length, 'trace')}</Fact>}
          </>
        )}
        <Fact name="Import id">
          <code>{record.importId}</code>
        </Fact>
      </Facts>
      <div className={classes.delete}>
        <Button size="compact-sm" variant="outline" color="red" onClick={() => setDeleting(true)}>
          Delete this import…
        </Button>
      </div>
      <DeleteDialog record={record} open={deleting} onClose={() => setDeleting(false)} />
    </SidePanel>
  )
}
