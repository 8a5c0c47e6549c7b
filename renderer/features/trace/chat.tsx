import { Button, Loader } from '@mantine/core'
import { IconMessages } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { observeElementRect, useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { ConversationView } from '../../../shared/contract/trace.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask, useGiveUp } from '../../stores/queries.ts'
import { formatSource } from '../../stores/span-source.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { PageWait } from '../../widgets/page.tsx'
import classes from './chat.module.css'
import { ChatMessage } from './chat-message.tsx'
import { messageFor } from './one-trace.ts'
import { useViewer, useViewerState } from './viewer-store.ts'

const pageSize = 200

const sourceWords: Record<ConversationView['source'], string> = {
  llm: 'Read from the messages of the LLM spans. What a call repeats of earlier ones is left out.',
  spans: 'No LLM span carries messages: read from input and output of the outermost spans.',
  speech: 'No span carries messages: read from speech to text and text to speech.',
  none: '',
}

/** The conversation as one thread over all turns. */
export function Chat({ source }: { source: SpanSource }) {
  const client = useEngine()
  const { model } = useViewer()
  const selected = useViewerState((state) => state.selected)
  const giveUp = useGiveUp()
  const queryKey = ['trace-chat', formatSource(source)]
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      ask(() => client.trace.conversation({ source, offset: pageParam, limit: pageSize }, { signal })),
    getNextPageParam: (last) => {
      const next = last.offset + last.messages.length
      return last.messages.length > 0 && next < last.total ? next : undefined
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  const messages = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.messages) ?? []
    const own = all.map((message, place) => ({ ...messageFor(model, message), place }))
    return model.only === null ? own : own.filter(({ span }) => span >= 0)
  }, [query.data, model])
  const first = query.data?.pages[0]

  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 110,
    overscan: 5,
    initialRect: { width: 800, height: 640 },
    observeElementRect: (instance, tell) => observeElementRect(instance, (rect) => rect.height > 0 && tell(rect)),
  })
  const items = virtual.getVirtualItems()
  const lastSeen = items.at(-1)?.index ?? 0
  const mayReadOn = query.hasNextPage && !query.isFetchingNextPage && !query.isError
  // Of one trace alone nobody knows which pages hold its messages, nor how many there are, before all have been read.
  const readsAll = model.only !== null && query.hasNextPage
  useEffect(() => {
    if ((readsAll || lastSeen >= messages.length - 5) && mayReadOn) void query.fetchNextPage()
  }, [readsAll, mayReadOn, lastSeen, messages.length, query])

  // A span that was selected in another view: its message is brought into sight once.
  const shown = useRef(-1)
  const at = useMemo(
    () => messages.findIndex((message) => message.span === selected || message.toolCalls.some((call) => call.span === selected)),
    [messages, selected],
  )
  useEffect(() => {
    if (selected < 0 || shown.current === selected || at < 0) return
    shown.current = selected
    virtual.scrollToIndex(at, { align: 'auto' })
  }, [selected, at, virtual])
  // One that is not loaded yet: the engine knows where it stands, and the pages up to it are read.
  const further = useQuery({
    queryKey: ['trace-chat-place', formatSource(source), selected],
    queryFn: ({ signal }) => ask(() => client.trace.messageOf({ source, span: model.wholeIndex(selected) }, { signal })),
    enabled: selected >= 0 && at < 0 && query.hasNextPage,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const wanted = at < 0 ? (further.data ?? -1) : -1
  useEffect(() => {
    if (wanted >= messages.length && mayReadOn) void query.fetchNextPage()
  }, [wanted, mayReadOn, messages.length, query])

  if (query.isPending || (readsAll && messages.length === 0 && !query.isError))
    return <PageWait onCancel={() => giveUp(queryKey)}>Reading the conversation</PageWait>
  if (query.isError)
    return (
      <div className={classes.wait}>
        <FailurePanel failure={toFailure(query.error)}>
          <Button size="compact-sm" variant="default" onClick={() => void query.refetch()}>
            Try again
          </Button>
        </FailurePanel>
      </div>
    )
  if (messages.length === 0)
    return (
      <EmptyState
        icon={<IconMessages size={28} stroke={1.4} />}
        title="No conversation in these spans"
        text="No span carries messages, an input or an output: no `llm.input_messages`, `gen_ai.input.messages`, `input.value` or `input`."
      />
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={scroller} className={classes.thread} aria-label="Conversation" tabIndex={0} data-chat>
      <p className={classes.note}>
        {first && sourceWords[first.source]} {first && model.only === null && countOf(first.total, 'message')}
        {model.only !== null && `${countOf(messages.length, 'message')} of this trace${readsAll ? ' so far' : ''}`}
        {first && first.turnsBy === 'none' ? '; its turns cannot be told apart.' : '.'}
      </p>
      <ol className={classes.list} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const message = messages[item.index]
          if (!message) return null
          const before = messages[item.index - 1]
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-setsize={model.only === null ? (first?.total ?? messages.length) : messages.length}
              aria-posinset={item.index + 1}
              className={classes.item}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {message.turn >= 0 && message.turn !== before?.turn && (
                <h2 className={classes.turn}>
                  <span>Turn {formatNumber(message.turn + 1)}</span>
                </h2>
              )}
              <ChatMessage
                source={source}
                at={message.place}
                message={message}
                span={model.trace.spans[message.span]}
                selected={selected >= 0 && selected === message.span}
              />
            </li>
          )
        })}
      </ol>
      {query.isFetchingNextPage && (
        <p className={classes.wait}>
          <Loader size={14} /> Reading further messages
        </p>
      )}
    </section>
  )
}
