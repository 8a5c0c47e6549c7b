import { Button } from '@mantine/core'
import { IconAlertTriangle, IconBrain, IconTool } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { BoundedText, ChatMessageView, ChatToolCallView } from '../../../shared/contract/trace.ts'
import { indentJson } from '../../../shared/trace/indent-json.ts'
import type { TraceSpan } from '../../../shared/trace/model.ts'
import { formatDuration } from '../../../shared/trace/time-axis.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { LongText } from '../../widgets/long-text.tsx'
import { PlainText } from '../../widgets/plain-text.tsx'
import classes from './chat.module.css'
import { messageFor } from './one-trace.ts'
import { useViewer, useViewerState } from './viewer-store.ts'

/** Texts longer than this start out folded. */
const foldedAt = 900

interface MessageProps {
  readonly source: SpanSource
  /** Its place in the thread. */
  readonly at: number
  readonly message: ChatMessageView
  readonly span: TraceSpan | undefined
  readonly selected: boolean
}

const roleWords: Readonly<Record<string, string>> = { user: 'User', assistant: 'Agent', system: 'System', tool: 'Tool' }

/** One message: who, what, when, which tools, and which span it was read from. */
export function ChatMessage({ source, at, message: cut, span, selected }: MessageProps) {
  const client = useEngine()
  const { model, store } = useViewer()
  const whole = useMutation({
    mutationFn: async () => messageFor(model, await ask(() => client.trace.message({ source, at }))),
  })
  const message = whole.data ?? cut
  const pieces = [
    message.text,
    message.reasoning,
    message.heard,
    ...message.toolCalls.flatMap((call) => [call.arguments, call.result, call.spanResult]),
  ]
  const largest = pieces.reduce((most, piece) => Math.max(most, piece?.cutFrom ?? 0), 0)
  return (
    <article className={classes.message} data-role={message.role} data-selected={selected || undefined}>
      <header>
        <strong>{roleWords[message.role] ?? <LongText text={message.role} atFirst={60} />}</strong>
        {message.name && (
          <span className={classes.quiet}>
            <LongText text={message.name} atFirst={80} />
          </span>
        )}
        {span && (
          <>
            <span className={classes.quiet}>
              +{formatDuration(message.side === 'input' ? span.startUs : span.endUs)}
              {message.side === 'output' && `, after ${formatDuration(span.endUs - span.startUs)}`}
            </span>
            <button type="button" className={classes.from} onClick={() => store.getState().select(message.span)}>
              {message.side === 'input' ? 'input of ' : 'output of '}
              {showHidden(span.name.slice(0, 60)) || 'a span without a name'}
            </button>
          </>
        )}
      </header>
      {message.reasoning && (
        <details className={classes.reasoning}>
          <summary>
            <IconBrain size={13} aria-hidden /> Reasoning
          </summary>
          <Text text={message.reasoning} />
        </details>
      )}
      {message.text.text !== '' && <Text text={message.text} fold />}
      {message.heard && (
        <p className={classes.heard}>
          Heard only so far: <LongText text={message.heard.text} />
          {message.heard.cutFrom !== null && '…'}
        </p>
      )}
      {message.failure !== null && (
        <p className={classes.failure}>
          <IconAlertTriangle size={14} aria-hidden />
          <span>
            No answer: <LongText text={message.failure} />
          </span>
        </p>
      )}
      {message.toolCalls.map((call, number) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the calls of one message never move
        <ToolCall key={number} call={call} />
      ))}
      {message.text.text === '' && !message.reasoning && message.toolCalls.length === 0 && message.failure === null && (
        <p className={classes.quiet}>(empty)</p>
      )}
      {largest > 0 && !whole.data && (
        <Button size="compact-xs" variant="default" loading={whole.isPending} onClick={() => whole.mutate()}>
          Load the whole message, up to {formatNumber(largest)} characters
        </Button>
      )}
      {whole.isError && <FailurePanel failure={toFailure(whole.error)} />}
    </article>
  )
}

/** Characters of one text that are shown at first. */
const pageOfText = 40_000

function Text({ text: { text, cutFrom }, fold = false }: { text: BoundedText; fold?: boolean }) {
  const [open, setOpen] = useState(false)
  const folded = fold && !open && text.length > foldedAt
  return (
    <>
      <div className={classes.text}>
        {folded ? <PlainText text={text.slice(0, foldedAt)} /> : <LongText text={text} atFirst={pageOfText} />}
        {(folded || cutFrom !== null) && '…'}
      </div>
      {fold && text.length > foldedAt && (
        <button type="button" className={classes.link} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show all ${formatNumber(text.length)} characters`}
        </button>
      )}
    </>
  )
}

function ToolCall({ call }: { call: ChatToolCallView }) {
  const { model, store } = useViewer()
  const chosen = useViewerState((state) => call.span >= 0 && state.selected === call.span)
  const span = model.trace.spans[call.span]
  return (
    <div className={classes.call} data-bad={call.error || undefined} data-selected={chosen || undefined}>
      <header>
        <IconTool size={13} aria-hidden />
        <code>
          <LongText text={call.name || '(no name)'} atFirst={120} />
        </code>
        {call.error && <span className={classes.bad}>failed</span>}
        {span ? (
          <>
            <span className={classes.quiet}>{formatDuration(span.endUs - span.startUs)}</span>
            <button type="button" className={classes.from} onClick={() => store.getState().select(call.span)}>
              its span
            </button>
          </>
        ) : (
          <span className={classes.quiet}>no span of its own</span>
        )}
      </header>
      <dl>
        <dt>Arguments</dt>
        <dd>
          <Code text={call.arguments} />
        </dd>
        <dt>Result</dt>
        <dd>{call.result ? <Code text={call.result} /> : <span className={classes.quiet}>not told by any span</span>}</dd>
        {call.spanResult && (
          <>
            <dt>Span says</dt>
            <dd>
              <Code text={call.spanResult} />
              <p className={classes.quiet}>The model was told the result above.</p>
            </dd>
          </>
        )}
      </dl>
    </div>
  )
}

function Code({ text: { text, cutFrom } }: { text: BoundedText }) {
  const [open, setOpen] = useState(false)
  const pretty = text.length > 60 ? indentJson(text) : null
  const shown = pretty ?? text
  const long = shown.length > 400 || shown.split('\n', 9).length > 8
  return (
    <>
      <pre className={classes.code} data-folded={(long && !open) || undefined}>
        {long && !open ? <PlainText text={shown.slice(0, 1000)} /> : <LongText text={shown || '(empty)'} atFirst={pageOfText} />}
        {cutFrom !== null && (!long || open) && '…'}
      </pre>
      {long && (
        <button type="button" className={classes.link} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : 'Show all'}
        </button>
      )}
    </>
  )
}
