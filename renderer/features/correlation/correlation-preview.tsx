import { Button } from '@mantine/core'
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconPlayerPlay, IconTimeline } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import type { PreviewReport, TracePreview } from '../../../shared/contract/preview.ts'
import { describeVerdict } from '../../../shared/report/verdict.ts'
import { useDemo } from '../../stores/demo.ts'
import type { PreviewLive } from '../../stores/jobs.ts'
import { importJob, previewJob } from '../../stores/jobs.ts'
import { navigate } from '../../stores/navigation.ts'
import { formOf, sameQuestion } from '../../stores/request.ts'
import { useRequest, useRequestActions } from '../../stores/use-request.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailureActions } from '../../widgets/failure-actions.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatDuration, lengthOf } from '../../widgets/format.ts'
import { ProgressPanel } from '../../widgets/progress-panel.tsx'
import { Prose } from '../../widgets/prose.tsx'
import { RecordCaseButton } from '../../widgets/record-case-button.tsx'
import { Time } from '../../widgets/time.tsx'
import classes from './correlation.module.css'
import { PreviewBody } from './preview-body.tsx'

/** The dry run: what would be imported, and why. */
export function CorrelationPreview() {
  const job = previewJob.useJob()
  const again = job.phase === 'idle' ? null : <Again request={job.request} />
  // One place for the report, while its stream ends and after: focus and scroll must not be lost in between.
  if ((job.phase === 'running' || job.phase === 'done') && job.live.report)
    return <Report report={job.live.report} request={job.request} />
  switch (job.phase) {
    case 'idle':
      return <Idle />
    case 'running':
      return (
        <>
          <div className={classes.progress}>
            <ProgressPanel what="Preview" progress={job.live.progress} onCancel={previewJob.cancel} />
          </div>
          <StaleNote request={job.request} />
          <Early live={job.live} />
        </>
      )
    case 'cancelled':
      return (
        <EmptyState
          title={job.by === 'reload' ? 'The reload ended the preview' : 'The preview was cancelled'}
          text="Nothing was changed; a preview writes nothing."
        >
          {again}
        </EmptyState>
      )
    case 'failed':
      return (
        <div className={classes.failure}>
          <FailurePanel failure={job.failure}>
            {again}
            {job.failure.code !== 'no-longer-held' && <FailureActions failure={job.failure} request={job.request} />}
          </FailurePanel>
        </div>
      )
    case 'done':
      return (
        <EmptyState title="No answer" text="The engine ended without a report.">
          {again}
        </EmptyState>
      )
  }
}

function Idle() {
  const demo = useDemo()
  const actions = useRequestActions()
  const importing = importJob.useJob((job) => job.phase !== 'idle')
  if (importing)
    return (
      <EmptyState title="No preview yet" text="A preview shows which traces carry the id, and where. It writes nothing.">
        {actions.request && (
          <Button size="compact-sm" variant="default" onClick={() => actions.preview()}>
            Preview it
          </Button>
        )}
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<IconTimeline size={28} stroke={1.4} />}
      title="See what matches, before anything is written"
      text="Paste a simulation output id and preview it. You see every trace of the window, which of them carry the id and where, and what is only almost right."
    >
      <Button variant="default" leftSection={<IconPlayerPlay size={14} />} loading={demo.isPending} onClick={() => demo.mutate()}>
        Try the bundled demo recording
      </Button>
    </EmptyState>
  )
}

/** The verdict is known before the window was read to its end. */
function Early({ live }: { live: PreviewLive }) {
  const { verdict } = live
  if (!verdict && live.progress?.phase === 'wait' && live.progress.matched === 0)
    return (
      <EmptyState
        title="Nothing matches so far"
        text="The window reaches up to now, so spans may still be on their way: Phoenix is asked again until the budget ends. Exact times that end earlier, or a smaller budget, answer at once."
      />
    )
  if (!verdict && live.progress?.phase === 'wait-project')
    return (
      <EmptyState
        title="Phoenix has no such project yet"
        text="A project appears with its first stored span, which may still be on its way: Phoenix is asked again for some seconds. Letter case matters in its name."
      />
    )
  if (!verdict) return <div className={classes.waiting} aria-hidden />
  const keys = verdict.keys.map((key) => `\`${key}\``).join(', ')
  return (
    <>
      <VerdictLine
        tone={verdict.matched > 0 ? 'matched' : 'waiting'}
        sentence={
          verdict.matched > 0
            ? `${countOf(verdict.matched, 'span')} in ${countOf(verdict.traces, 'trace')} match${keys ? ` by ${keys}` : ''}; reading the rest of the window.`
            : 'No span matches so far; reading the rest of the window.'
        }
      />
      <div className={classes.waiting} aria-hidden />
    </>
  )
}

function VerdictLine({
  tone,
  sentence,
  children,
}: {
  tone: 'matched' | 'empty' | 'failed' | 'waiting'
  sentence: string
  children?: ReactNode
}) {
  const Icon = tone === 'matched' ? IconCircleCheck : tone === 'waiting' ? IconCircleDashed : IconCircleX
  return (
    <div className={classes.verdict} data-tone={tone}>
      <Icon size={19} stroke={1.8} aria-hidden />
      <p className={classes.sentence} role="status">
        <Prose text={sentence} />
      </p>
      {children}
    </div>
  )
}

/** Previews what the answer beside it was asked for, whatever the form says by now. */
function Again({ request }: { request: ImportRequest }) {
  const actions = useRequestActions()
  return (
    <Button size="compact-sm" variant="default" onClick={() => actions.preview(request)}>
      Preview again
    </Button>
  )
}

/** The form was changed after the preview: *Import* would take something else than what is seen here. */
function StaleNote({ request }: { request: ImportRequest }) {
  const described = useRequest()
  if ('request' in described && sameQuestion(described.request, request)) return null
  const of = request.simulation === null ? 'a whole window' : `\`${request.simulation}\``
  return (
    <div className={classes.stale} role="status">
      <p>
        <Prose text={`The form has changed: this is still the preview of ${of}. Preview again to see what it asks for now.`} />
      </p>
      <Button size="compact-xs" variant="default" onClick={() => navigate(formOf(request))}>
        Undo the change
      </Button>
    </div>
  )
}

/** Takes what only reading the whole window showed to match. */
function ImportByScan({ request }: { request: ImportRequest }) {
  const actions = useRequestActions()
  const importing = importJob.useJob((job) => job.phase === 'running')
  return (
    <Button
      size="compact-xs"
      variant="default"
      ml={8}
      disabled={importing}
      onClick={() => void actions.import({ ...request, strategy: 'scan' })}
    >
      Import by reading the whole window
    </Button>
  )
}

function Report({ report, request }: { report: PreviewReport; request: ImportRequest }) {
  // The result of the import, right above, has the same button.
  const imported = importJob.useJob(({ phase }) => phase === 'done' || phase === 'failed')
  const verdict = describeVerdict(report)
  if (report.error) {
    return (
      <div className={classes.failure}>
        <FailurePanel failure={report.error}>
          <Again request={request} />
          <FailureActions failure={report.error} request={request} />
        </FailurePanel>
      </div>
    )
  }
  return (
    <div className={classes.report}>
      <StaleNote request={request} />
      <VerdictLine tone={verdict.tone} sentence={verdict.sentence}>
        <ReportFacts report={report} />
        {!imported && <RecordCaseButton request={request} />}
      </VerdictLine>
      {report.partial && (
        <p className={classes.partial}>
          <strong>Partial.</strong> {report.partial.detail}
          {report.partial.reason === 'selection' && <ImportByScan request={request} />}
        </p>
      )}
      {report.strategy?.reason && (
        <p className={classes.note}>
          <Prose text={report.strategy.reason} />
        </p>
      )}
      {report.conflicts.length > 0 && (
        <p className={classes.note}>
          {countOf(report.conflicts.length, 'trace carries', 'traces carry')} two different ids; each is imported for the one that
          was asked for.
        </p>
      )}
      <PreviewBody report={report} request={request} />
    </div>
  )
}

const found = { given: 'Window as given', last: 'Window', found: 'Window found' } as const

/** Where no window was found: which part of the project was read for want of one. */
function NewestRead({ traces }: { traces: readonly TracePreview[] }) {
  const starts = traces.map(({ start }) => start).sort()
  const [first, last] = [starts[0], starts.at(-1)]
  return (
    <div>
      <dt>No window; read the newest {countOf(traces.length, 'trace')}</dt>
      <dd>
        {first && <Time iso={first} form="minute" />} – {last && <Time iso={last} form="minute" />}
      </dd>
    </div>
  )
}

function ReportFacts({ report }: { report: PreviewReport }) {
  const { window } = report
  return (
    <dl className={classes.facts}>
      {!window && report.traces.length > 0 && <NewestRead traces={report.traces} />}
      {window && (
        <div>
          <dt>{found[window.source]}</dt>
          <dd>
            <Time iso={window.start} form="date" /> · {formatDuration(lengthOf(window))}
          </dd>
        </div>
      )}
      <div>
        <dt>{report.project}</dt>
        <dd>
          {countOf(report.requests, 'request')} in {formatDuration(report.elapsedMs)}
        </dd>
      </div>
    </dl>
  )
}
