import { Button } from '@mantine/core'
import { IconEye, IconInfoCircle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OpenedRecording } from '../../../shared/contract/recordings.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { runPreview } from '../../stores/jobs.ts'
import { navigate, navigateRecordings } from '../../stores/navigation.ts'
import { closeRecording, withoutImport } from '../../stores/open-recording.ts'
import { Card } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Prose } from '../../widgets/prose.tsx'
import { RecordingTag } from '../../widgets/recording-tag.tsx'
import { Fact, Facts } from '../../widgets/side-panel.tsx'
import { Time, TimeRange } from '../../widgets/time.tsx'
import { formatSide } from './comparison-sides.ts'
import { levelName, levels } from './levels.ts'
import classes from './opened.module.css'
import { RedactionTable } from './redaction-table.tsx'
import { ReplayCard } from './replay-card.tsx'

/** One opened file: what it is, what it cannot tell, and what it decides. */
export function OpenedDetails({ recording }: { recording: OpenedRecording }) {
  const client = useEngine()
  const queries = useQueryClient()
  const close = useMutation({ mutationFn: () => closeRecording(client, queries, recording) })
  const { request } = recording
  const work = () => {
    navigate({
      view: 'preview',
      connection: recording.connection.id,
      simulation: request.simulation ?? '',
      window: request.window,
      limits: request.limits,
      budget: request.budgetSeconds,
      ...withoutImport,
      tab: null,
      brush: null,
      verdict: null,
    })
    void runPreview(client, { ...request, replace: false })
  }
  return (
    <div className={classes.details}>
      <header className={classes.detailsHead}>
        <h2>
          <PlainText text={recording.name} />
        </h2>
        <RecordingTag />
        <div className={classes.actions}>
          <Button leftSection={<IconEye size={15} />} onClick={work}>
            Work with it
          </Button>
          <Button
            variant="default"
            onClick={() =>
              navigateRecordings(
                { tab: 'compare', left: formatSide({ kind: 'recording', id: recording.id }), right: null },
                'push',
              )
            }
          >
            Compare…
          </Button>
          <Button variant="default" loading={close.isPending} onClick={() => close.mutate()}>
            Close
          </Button>
        </div>
      </header>
      {close.isError && <FailurePanel failure={toFailure(close.error)} />}
      {recording.limits.length > 0 && (
        <section className={classes.limits} aria-labelledby="limits">
          <IconInfoCircle size={16} aria-hidden />
          <div>
            <h3 id="limits">What this file cannot tell</h3>
            <ul>
              {recording.limits.map((limit) => (
                <li key={limit}>
                  <Prose text={limit} />
                </li>
              ))}
            </ul>
          </div>
        </section>
      )}
      <ReplayCard recording={recording} />
      <div className={classes.columns}>
        <Card title="The file">
          <FileFacts recording={recording} />
        </Card>
        <Card title="What became of it">
          {recording.kind === 'case' ? (
            <RedactionTable entries={recording.redaction} />
          ) : (
            <p className={classes.quiet}>A file of spans holds what it holds: nothing of it was redacted by this program.</p>
          )}
        </Card>
      </div>
    </div>
  )
}

function FileFacts({ recording }: { recording: OpenedRecording }) {
  const { request, level } = recording
  return (
    <Facts>
      <Fact name="What it is">
        {recording.kind === 'case' ? 'A recorded case' : 'A file of spans, as Phoenix or a collector writes it'}
      </Fact>
      {level && (
        <Fact name="Shows">
          {levelName(level)}
          <span className={classes.sentence}>{levels.find((one) => one.level === level)?.sentence}</span>
        </Fact>
      )}
      {recording.recordedAt && (
        <Fact name="Recorded">
          <Time iso={recording.recordedAt} form="date" />
          {level !== 'everything' && <span className={classes.sentence}>moved, like every time in it</span>}
        </Fact>
      )}
      <Fact name="Simulation">
        {request.simulation === null ? (
          'none: every span of the window'
        ) : (
          <code>
            <PlainText text={request.simulation} />
          </code>
        )}
      </Fact>
      <Fact name="Window">
        {request.window.kind === 'find' ? (
          'found from its traces'
        ) : request.window.kind === 'last' ? (
          `the last ${countOf(request.window.seconds, 'second')} before it was recorded`
        ) : (
          <TimeRange start={request.window.start} end={request.window.end} fine />
        )}
      </Fact>
      <Fact name="Limits">{request.limits === 'documented' ? 'as Coval documents' : 'the whole simulation'}</Fact>
      <Fact name="Project">
        <PlainText text={recording.connection.project} />
      </Fact>
      <Fact name="Holds">
        {countOf(recording.spans, 'span')}
        {recording.requests > 0 ? ` in the answers to ${formatNumber(recording.requests)} requests` : ''}
      </Fact>
      {recording.programVersion && <Fact name="Written by">Coval Companion {recording.programVersion}</Fact>}
      <Fact name="Phoenix">{recording.phoenixVersion ? `version ${recording.phoenixVersion}` : 'version not known'}</Fact>
    </Facts>
  )
}
