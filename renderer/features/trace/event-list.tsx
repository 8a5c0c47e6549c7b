import { useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { SpanDetail } from '../../../shared/contract/trace.ts'
import { parseInstant } from '../../../shared/otlp/time.ts'
import { microsBetween } from '../../../shared/trace/model.ts'
import { formatDuration } from '../../../shared/trace/time-axis.ts'
import type { SpanPlace } from '../../stores/trace-location.ts'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { LongText } from '../../widgets/long-text.tsx'
import { Time } from '../../widgets/time.tsx'
import { AttributeList } from './attribute-list.tsx'
import classes from './panel.module.css'

const atFirst = 20
const stackKey = 'exception.stacktrace'

/** Events in order of time; of an exception the type and message stand first, then the stack trace. */
export function EventList({ source, place, detail }: { source: SpanSource; place: SpanPlace; detail: SpanDetail }) {
  const [most, setMost] = useState(atFirst)
  return (
    <section className={classes.section}>
      <header>
        <h3>Events</h3>
        <span className={classes.quiet}>{formatNumber(detail.events.length)}</span>
      </header>
      {detail.events.slice(0, most).map((event, number) => {
        const value = (key: string) => {
          const attribute = event.attributes.find((one) => one.key === key)
          return attribute === undefined ? '' : `${attribute.value}${attribute.cutFrom === null ? '' : ' … (whole below)'}`
        }
        const exception = event.name === 'exception'
        const headline = [value('exception.type'), value('exception.message')].filter(Boolean).join(': ')
        const time = parseInstant(event.time)
        const after = time === null ? null : microsBetween(BigInt(detail.startNs), time)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the events of one span never move
          <article key={number} className={classes.event} data-bad={exception || undefined}>
            <header>
              <strong>
                <LongText text={event.name || '(no name)'} atFirst={300} />
              </strong>
              <Time iso={event.time} />
              {after !== null && after >= 0 && <span className={classes.quiet}>+{formatDuration(after)} in the span</span>}
            </header>
            {exception && headline !== '' && (
              <p className={classes.message}>
                <LongText text={headline} />
              </p>
            )}
            {event.attributes.length > 0 && (
              <AttributeList
                bare
                title={`Attributes of ${event.name.slice(0, 80)}`}
                source={source}
                place={place}
                where={{ in: 'event', at: number }}
                attributes={[...event.attributes].sort((a, b) => Number(a.key === stackKey) - Number(b.key === stackKey))}
              />
            )}
          </article>
        )
      })}
      {detail.events.length > most && (
        <button type="button" className={classes.link} onClick={() => setMost(most + 100)}>
          Show more of {countOf(detail.events.length, 'event')}
        </button>
      )}
    </section>
  )
}
