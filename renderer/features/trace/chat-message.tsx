import { Button } from '@mantine/core'
import { IconAlertTriangle, IconBrain, IconTool } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { BoundedText, ChatMessageView, ChatToolCallView } from '../../../shared/contract/trace.ts'
import type { TraceSpan } from '../../../shared/trace/model.ts'
import { formatDuration } from '../../../shared/trace/time-axis.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import classes from './chat.module.css'
import { prettyJson } from './pretty-json.ts'
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
  const { store } = useViewer()
  const whole = useMutation({ mutationFn: () => ask(() => client.trace.message({ source, at })) })
  const message = whole.data ?? cut
  const pieces = [
    message.text,
    message.reasoning,
    message.heard,
    ...message.toolCalls.flatMap((call) => [call.arguments, call.result]),
  ]
  const largest = pieces.reduce((most, piece) => Math.max(most, piece?.cutFrom ?? 0), 0)
  const role = roleWords[message.role] ?? showHidden(message.role.slice(0, 60))
  return (
    <article className={classes.message} data-role={message.role} data-selected={selected || undefined}>
      <header>
        <strong>{role}</strong>
        {message.name && <span className={classes.quiet}>{showHidden(message.name.slice(0, 80))}</span>}
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
          Heard only so far: <PlainText text={message.heard.text.slice(0, 2000)} />
        </p>
      )}
      {message.failure !== null && (
        <p className={classes.failure}>
          <IconAlertTriangle size={14} aria-hidden />
          <span>
            No answer: <PlainText text={message.failure.slice(0, 2000)} />
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

/** Characters of one text that are shown at a time. */
const pageOfText = 40_000

function Text({ text: { text, cutFrom }, fold = false }: { text: BoundedText; fold?: boolean }) {
  const [open, setOpen] = useState(false)
  const [most, setMost] = useState(pageOfText)
  const folded = fold && !open && text.length > foldedAt
  const shown = folded ? text.slice(0, foldedAt) : text.slice(0, most)
  return (
    <>
      <div className={classes.text}>
        <PlainText text={shown} />
        {(folded || shown.length < text.length || cutFrom !== null) && '…'}
      </div>
      {fold && text.length > foldedAt && (
        <button type="button" className={classes.link} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show all ${formatNumber(text.length)} characters`}
        </button>
      )}
      {!folded && shown.length < text.length && (
        <button type="button" className={classes.link} onClick={() => setMost(most + pageOfText)}>
          {formatNumber(shown.length)} of {formatNumber(text.length)} characters shown; show more
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
        <code>{showHidden(call.name.slice(0, 120)) || '(no name)'}</code>
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
      </dl>
    </div>
  )
}

function Code({ text: { text, cutFrom } }: { text: BoundedText }) {
  const [open, setOpen] = useState(false)
  const pretty = text.length > 60 ? prettyJson(text) : null
  const shown = pretty ?? text
  const long = shown.length > 400 || shown.split('\n', 9).length > 8
  return (
    <>
      <pre className={classes.code} data-folded={(long && !open) || undefined}>
        <PlainText text={shown.slice(0, long && !open ? 1000 : 40_000) || '(empty)'} />
        {(cutFrom !== null || shown.length > 40_000) && (!long || open) && '…'}
      </pre>
      {long && (
        <button type="button" className={classes.link} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : 'Show all'}
        </button>
      )}
    </>
  )
}
