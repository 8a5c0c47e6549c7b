import { Button, Loader } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconEye, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { JudgeDraft, JudgePreview } from '../../../shared/contract/judges.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { formatBytes, formatNumber } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Warning } from '../../widgets/warning.tsx'
import { scoreText } from './judge-results.tsx'
import classes from './judges.module.css'
import { metricsKeys } from './queries.ts'

/** Shows what would be sent, and only then sends exactly that. `judgeId` is null while the judge is not saved. */
export function JudgeRun({ source, draft, judgeId }: { source: SpanSource; draft: JudgeDraft; judgeId: string | null }) {
  const client = useEngine()
  const queries = useQueryClient()
  const abort = useRef<AbortController | null>(null)
  const preview = useMutation({ mutationFn: () => ask(() => client.judges.preview({ source, judge: draft })) })
  const run = useMutation({
    mutationFn: (asked: { judgeId: string; promptHash: string }) => {
      abort.current = new AbortController()
      const { signal } = abort.current
      return ask(() => client.judges.run({ source, ...asked, seconds: 120 }, { signal }))
    },
    onSuccess: async (result) => {
      // The prompt makes room for the result, and is shown again before it is sent again.
      preview.reset()
      notifications.show({ title: result.judgeName, message: scoreText(result) })
      await queries.invalidateQueries({ queryKey: metricsKeys.results })
    },
  })
  // Leaving the judge stops its call: an answer that nobody waits for is not paid for.
  useEffect(() => () => abort.current?.abort(), [])
  const failure = run.error && toFailure(run.error)
  return (
    <div className={classes.run}>
      <div className={classes.line}>
        <Button
          variant="default"
          leftSection={<IconEye size={14} />}
          loading={preview.isPending}
          onClick={() => preview.mutate()}
        >
          Show what will be sent
        </Button>
        {run.isPending ? (
          <>
            <Button variant="default" onClick={() => abort.current?.abort()}>
              Cancel
            </Button>
            <Waiting />
          </>
        ) : (
          <Button
            leftSection={<IconPlayerPlay size={14} />}
            disabled={!preview.data || judgeId === null}
            onClick={() => preview.data && judgeId !== null && run.mutate({ judgeId, promptHash: preview.data.promptHash })}
          >
            {preview.data ? `Send ${formatBytes(preview.data.bytes)}` : 'Send'}
          </Button>
        )}
        {!run.isPending && (
          <span className={classes.quiet}>
            {judgeId === null ? 'Save the judge to run it.' : preview.data ? '' : 'Nothing is sent before it was shown.'}
          </span>
        )}
      </div>
      {preview.isError && <FailurePanel failure={toFailure(preview.error)} />}
      {failure && failure.code !== 'cancelled' && <FailurePanel failure={failure} />}
      {failure?.code === 'cancelled' && (
        <p className={classes.quiet} role="status">
          Cancelled; nothing is kept.
        </p>
      )}
      {preview.data && <Prompt preview={preview.data} />}
    </div>
  )
}

/** Seconds since it was sent, since a model says nothing until it answers. */
function Waiting() {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const from = Date.now()
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - from) / 1000)), 250)
    return () => clearInterval(timer)
  }, [])
  return (
    <span className={classes.waiting}>
      <Loader size={13} />
      <span role="status">Waiting for the model</span> <span>{seconds} s of 120</span>
    </span>
  )
}

function Prompt({ preview }: { preview: JudgePreview }) {
  return (
    <section className={classes.prompt} aria-label="What will be sent">
      <dl className={classes.facts}>
        <div>
          <dt>To</dt>
          <dd>
            <code>
              <PlainText text={preview.url} />
            </code>{' '}
            {preview.sendsKey ? 'with the key' : 'without a key'}
          </dd>
        </div>
        <div>
          <dt>Model</dt>
          <dd>
            <code>
              <PlainText text={preview.model} />
            </code>
          </dd>
        </div>
        <div>
          <dt>Size</dt>
          <dd>
            {formatBytes(preview.bytes)} ({formatNumber(preview.bytes)} bytes)
          </dd>
        </div>
        <div>
          <dt>Prompt</dt>
          <dd>
            <code title={preview.promptHash}>{preview.promptHash.slice(0, 12)}</code>
            <CopyButton compact label="Copy the request" text={preview.body} />
          </dd>
        </div>
      </dl>
      {preview.plainHttpWarning && <Warning>This travels over plain http to another machine.</Warning>}
      {preview.leftOut.map((sentence) => (
        <Warning key={sentence}>
          <PlainText text={sentence} />
        </Warning>
      ))}
      {preview.messages.map((message, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the messages of one prompt never move
        <div key={at}>
          <h3>{message.role}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text is reached by keyboard */}
          {/* biome-ignore lint/a11y/useSemanticElements: its lines are kept as they are */}
          <pre tabIndex={0} role="region" aria-label={`The ${message.role} message`}>
            <PlainText text={message.content} />
          </pre>
        </div>
      ))}
    </section>
  )
}
