import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ImportOutcome, ImportReport, ImportRequest } from '../../../shared/contract/import.ts'
import { importJob } from '../../stores/jobs.ts'
import { navigate } from '../../stores/navigation.ts'
import { foreseeViewer, openViewer } from '../../stores/open-viewer.ts'
import { useRecordingOf } from '../../stores/recordings.ts'
import { useRequestActions } from '../../stores/use-request.ts'
import { CheckButton } from '../../widgets/check-button.tsx'
import { FailureActions } from '../../widgets/failure-actions.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatDuration, formatNumber } from '../../widgets/format.ts'
import { ProgressPanel } from '../../widgets/progress-panel.tsx'
import { Prose } from '../../widgets/prose.tsx'
import { RecordCaseButton } from '../../widgets/record-case-button.tsx'
import { RecordingTag } from '../../widgets/recording-tag.tsx'
import { Tag } from '../../widgets/tag.tsx'
import classes from './import.module.css'
import { cancelledSentence, outcomes, sentenceOf } from './outcome.ts'

/** The import from its start to its outcome. Nothing is shown where none was started. */
export function ImportStatus() {
  const job = importJob.useJob()
  switch (job.phase) {
    case 'idle':
      return null
    case 'running':
      return (
        <div className={classes.status}>
          <ProgressPanel
            what="Import"
            of={job.request.simulation === null ? 'a whole window' : <code>{job.request.simulation}</code>}
            progress={job.live.progress}
            onCancel={importJob.cancel}
          />
        </div>
      )
    case 'cancelled':
      return (
        <Result outcome="cancelled" sentence={cancelledSentence(job)}>
          <Again request={job.request} />
        </Result>
      )
    case 'failed':
      return (
        <div className={classes.status}>
          <FailurePanel failure={job.failure}>
            <Again request={job.request} />
            <FailureActions failure={job.failure} request={job.request} />
            <Dismiss />
          </FailurePanel>
        </div>
      )
    case 'done':
      return job.live.report ? <Report report={job.live.report} request={job.request} /> : null
  }
}

function Report({ report, request }: { report: ImportReport; request: ImportRequest }) {
  const actions = useRequestActions()
  const recording = useRecordingOf(request.connectionId)
  if (report.error) {
    return (
      <div className={classes.status}>
        <FailurePanel failure={report.error}>
          <Again request={request} />
          <FailureActions failure={report.error} request={request} />
          <Dismiss />
        </FailurePanel>
      </div>
    )
  }
  const chosen = { importId: report.importId, source: null }
  return (
    <Result outcome={report.outcome} sentence={sentenceOf(report, recording !== null)} report={report}>
      {recording && report.outcome === 'imported' && <RecordingTag />}
      {report.importId && (
        <>
          <OpenTrace importId={report.importId} />
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => navigate({ ...chosen, view: 'mapping', rule: null, bucket: null, trace: null, span: null })}
          >
            Look at the mapping
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => navigate({ ...chosen, view: 'simulations' })}>
            Show it in Simulations
          </Button>
        </>
      )}
      {report.outcome === 'already-imported' && (
        <Button size="compact-sm" variant="default" onClick={() => void actions.import({ ...request, replace: true })}>
          Import again and replace
        </Button>
      )}
      {report.outcome === 'empty' && (
        <>
          <Button size="compact-sm" variant="default" onClick={() => actions.preview(request)}>
            Preview to see why
          </Button>
          <CheckButton check={null} request={request} />
        </>
      )}
      <RecordCaseButton request={request} />
    </Result>
  )
}

function OpenTrace({ importId }: { importId: string }) {
  const source = { kind: 'import', importId } as const
  return (
    <Button size="compact-sm" {...foreseeViewer(source)} onClick={() => openViewer(source)}>
      Open the trace
    </Button>
  )
}

function Result({
  outcome,
  sentence,
  report,
  children,
}: {
  outcome: ImportOutcome
  sentence: string
  report?: ImportReport
  children: React.ReactNode
}) {
  const { tone, word } = outcomes[outcome]
  return (
    <section className={classes.result} aria-label="Result of the import" role="status">
      <div className={classes.resultLine}>
        <Tag tone={tone}>{word}</Tag>
        <p className={classes.sentence}>
          <Prose text={sentence} />
        </p>
        <div className={classes.resultActions}>{children}</div>
        <Dismiss />
      </div>
      {report?.partial && (
        <p className={classes.partial}>
          <strong>Partial.</strong> {report.partial.detail}
        </p>
      )}
      {report?.strategy && report.outcome === 'imported' && report.strategy.unsearchable.length > 0 && (
        <p className={classes.note}>
          <Prose text={`Not looked for, because Phoenix cannot be asked for it: ${report.strategy.unsearchable.join('; ')}.`} />
        </p>
      )}
      {report && report.outcome === 'imported' && (
        <dl className={classes.facts}>
          <Fact name="Fetched" value={formatNumber(report.spans.fetched)} />
          <Fact name="Matched" value={formatNumber(report.spans.matched)} />
          <Fact name="Written" value={formatNumber(report.spans.written)} />
          <Fact name="Requests" value={formatNumber(report.requests)} />
          <Fact name="Took" value={formatDuration(report.elapsedMs)} />
          <Fact name="Store" value={report.store} />
          {report.malformed.length > 0 && <Fact name="Left out" value={countOf(report.malformed.length, 'malformed span')} />}
          {report.conflicts.length > 0 && <Fact name="Two ids" value={countOf(report.conflicts.length, 'trace')} />}
        </dl>
      )}
    </section>
  )
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)

/** Imports what the result beside it was asked for, whatever the form says by now. */
function Again({ request }: { request: ImportRequest }) {
  const actions = useRequestActions()
  return (
    <Button size="compact-sm" variant="default" onClick={() => void actions.import(request)}>
      Import again
    </Button>
  )
}

function Dismiss() {
  return (
    <ActionIcon size={22} aria-label="Dismiss the result" onClick={importJob.reset}>
      <IconX size={14} />
    </ActionIcon>
  )
}
