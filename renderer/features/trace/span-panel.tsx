import { Button, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { SpanDetail } from '../../../shared/contract/trace.ts'
import { formatDuration, formatOffset } from '../../../shared/trace/time-axis.ts'
import { ancestorsOf } from '../../../shared/trace/tree.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import { formatSource } from '../../stores/span-source.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { kindWords } from '../../widgets/kind-words.ts'
import { LongText } from '../../widgets/long-text.tsx'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Segments } from '../../widgets/segments.tsx'
import { AttributeList } from './attribute-list.tsx'
import { EventList } from './event-list.tsx'
import { formatExact } from './exact-time.ts'
import { LinkList } from './link-list.tsx'
import { showOnly } from './one-trace.ts'
import classes from './panel.module.css'
import { placeOf } from './span-place.ts'
import { useViewer } from './viewer-store.ts'
import { problemWords } from './waterfall-row.tsx'

/** Everything about one span. What the outline holds is there at once; attributes, events and links come from the engine. */
export function SpanPanel({ source, index }: { source: SpanSource; index: number }) {
  const { model, store } = useViewer()
  const client = useEngine()
  const span = model.trace.spans[index]
  const place = placeOf(model.trace, index)
  const [zone, setZone] = useState<'local' | 'utc'>('local')
  const detail = useQuery({
    queryKey: ['trace-span', formatSource(source), place?.traceId, place?.spanId, place?.occurrence],
    queryFn: ({ signal }) => {
      if (!place) throw new Error('no span is selected')
      return ask(() => client.trace.span({ source, ...place }, { signal }))
    },
    staleTime: Number.POSITIVE_INFINITY,
    enabled: place !== null,
  })
  if (!span || !place) return null
  const problem = model.tree.problems.get(index)
  const parents = ancestorsOf(model.tree, index).reverse()
  const data = detail.data
  return (
    <>
      <dl className={classes.facts}>
        <Fact name="Type">
          {kindWords[span.kind]}
          {span.phoenixName !== span.name && span.phoenixName !== '' && (
            <span className={classes.quiet}>
              {' '}
              named <LongText text={span.phoenixName} atFirst={300} /> by its instrumentation
            </span>
          )}
        </Fact>
        <Fact name="Status">
          <span data-status={span.status} className={classes.status}>
            {span.status}
          </span>
          {span.statusMessage !== '' && (
            <span className={classes.message}>
              <LongText text={data?.statusMessage ?? span.statusMessage} />
            </span>
          )}
        </Fact>
        {problem && (
          <Fact name="Place">
            <strong>{problemWords[problem][0]}.</strong> {problemWords[problem][1]}
          </Fact>
        )}
      </dl>
      <section className={classes.section}>
        <header>
          <h3>Timing</h3>
          <div className={classes.zone}>
            <Segments
              label="Time zone"
              options={[
                { value: 'local', label: 'Local' },
                { value: 'utc', label: 'UTC' },
              ]}
              value={zone}
              onChange={setZone}
            />
          </div>
        </header>
        <dl className={classes.facts}>
          <Fact name="Start">
            <code>{formatExact(span.start, zone)}</code> <span className={classes.quiet}>{formatOffset(span.startUs)}</span>
          </Fact>
          <Fact name="End">
            <code>{formatExact(span.end, zone)}</code> <span className={classes.quiet}>{formatOffset(span.endUs)}</span>
          </Fact>
          <Fact name="Duration">
            {formatDuration(span.endUs - span.startUs)}{' '}
            <span className={classes.quiet}>exactly {formatNumber(Number(span.end - span.start))} ns</span>
            {span.end < span.start && <p className={classes.warn}>It ends before it starts; it is drawn without length.</p>}
          </Fact>
          <Fact name="Self">
            {formatDuration(model.tree.selfUs[index] ?? 0)} <span className={classes.quiet}>that no child covers</span>
          </Fact>
        </dl>
      </section>
      <section className={classes.section}>
        <h3>Parents</h3>
        {parents.length === 0 ? (
          <p className={classes.quiet}>
            {span.parentSpanId === null ? 'It is a root.' : `None; its parent id is ${span.parentSpanId}.`}
          </p>
        ) : (
          <ol className={classes.chain}>
            {(parents.length > 8 ? [...parents.slice(0, 3), -1, ...parents.slice(-4)] : parents).map((above) =>
              above < 0 ? (
                <li key="between" className={classes.quiet}>
                  {countOf(parents.length - 7, 'more level')}
                </li>
              ) : (
                <li key={above}>
                  <button type="button" className={classes.link} onClick={() => store.getState().select(above)}>
                    <PlainText text={model.trace.spans[above]?.name.slice(0, 120) || '(no name)'} />
                  </button>
                </li>
              ),
            )}
          </ol>
        )}
      </section>
      {detail.isPending && (
        <p className={classes.wait}>
          <Loader size={14} /> Reading the span
        </p>
      )}
      {detail.isError && (
        <div className={classes.section}>
          <FailurePanel failure={toFailure(detail.error)} />
          <Button size="compact-sm" variant="default" mt={8} onClick={() => void detail.refetch()}>
            Try again
          </Button>
        </div>
      )}
      {data && <Detail key={`${data.traceId}${data.spanId}${data.occurrence}`} source={source} detail={data} />}
    </>
  )
}

function Detail({ source, detail }: { source: SpanSource; detail: SpanDetail }) {
  const { model } = useViewer()
  const place = { traceId: detail.traceId, spanId: detail.spanId, occurrence: detail.occurrence }
  return (
    <>
      <AttributeList
        title="Attributes"
        source={source}
        place={place}
        where={{ in: 'span' }}
        attributes={detail.attributes}
        search
      />
      {detail.events.length > 0 && <EventList source={source} place={place} detail={detail} />}
      {detail.links.length > 0 && <LinkList source={source} place={place} detail={detail} />}
      <section className={classes.section}>
        <h3>Ids</h3>
        <dl className={classes.facts}>
          <Fact name="Span">
            <code>{detail.spanId}</code> <CopyButton compact label="Copy the span id" text={detail.spanId} />
            {detail.occurrences > 1 && (
              <span className={classes.quiet}>
                {' '}
                {detail.occurrence + 1} of {countOf(detail.occurrences, 'span')} with this id
              </span>
            )}
          </Fact>
          <Fact name="Trace">
            <code>{detail.traceId}</code> <CopyButton compact label="Copy the trace id" text={detail.traceId} />
            {model.tree.traces.length > 1 && (
              <button type="button" className={classes.link} onClick={() => showOnly(detail.traceId)}>
                Show it alone
              </button>
            )}
          </Fact>
          {detail.parentSpanId && (
            <Fact name="Parent">
              <code>{detail.parentSpanId}</code>
            </Fact>
          )}
          <Fact name="Kind">{detail.spanKind}</Fact>
          {detail.scope.name !== '' && (
            <Fact name="Scope">
              <LongText text={`${detail.scope.name} ${detail.scope.version}`} atFirst={300} />
            </Fact>
          )}
          {detail.traceState !== '' && (
            <Fact name="State">
              <LongText text={detail.traceState} atFirst={600} />
            </Fact>
          )}
        </dl>
      </section>
      {detail.resource.length > 0 && (
        <AttributeList title="Resource" source={source} place={place} where={{ in: 'resource' }} attributes={detail.resource} />
      )}
    </>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
