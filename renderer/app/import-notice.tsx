import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { isRecordingId } from '../../shared/contract/recording-ids.ts'
import { cancelledSentence, outcomes, sentenceOf } from '../features/import/outcome.ts'
import { importJob } from '../stores/jobs.ts'
import { navigate, useNavigation } from '../stores/navigation.ts'
import { Prose } from '../widgets/prose.tsx'

const id = 'import-ended'
/** Milliseconds: whoever waits for it looks at something else. */
const shownMs = 10_000

const show = () => {
  notifications.hide(id)
  navigate({ view: 'preview' })
}

/** Says what came of an import to whoever looks at another view by then. */
export function useImportNotice(): void {
  useEffect(
    () =>
      importJob.useJob.subscribe((job, before) => {
        if (job.phase === before.phase || useNavigation.getState().location.view === 'preview') return
        const ended = endOf(job)
        if (ended === null) return
        const message = (
          <>
            <p>
              <Prose text={ended.sentence} />
            </p>
            <Button variant="default" size="compact-xs" mt={6} onClick={show}>
              Show the result
            </Button>
          </>
        )
        notifications.show({ id, title: ended.title, message, autoClose: shownMs, ...(ended.bad ? { color: 'red' } : {}) })
      }),
    [],
  )
}

function endOf(job: ReturnType<typeof importJob.useJob.getState>) {
  switch (job.phase) {
    case 'idle':
    case 'running':
      return null
    case 'cancelled':
      return { title: outcomes.cancelled.word, sentence: cancelledSentence(job), bad: false }
    case 'failed':
      return { title: 'The import failed', sentence: job.failure.message, bad: true }
    case 'done': {
      const { report } = job.live
      if (report === null) return null
      if (report.error) return { title: 'The import failed', sentence: report.error.message, bad: true }
      return {
        title: outcomes[report.outcome].word,
        sentence: sentenceOf(report, isRecordingId(job.request.connectionId)),
        bad: false,
      }
    }
  }
}
