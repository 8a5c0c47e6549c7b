import type { SpanSource } from '../../../shared/contract/index.ts'
import type { SpanDetail } from '../../../shared/contract/trace.ts'
import type { SpanPlace } from '../../stores/trace-location.ts'
import { formatNumber } from '../../widgets/format.ts'
import { LongText } from '../../widgets/long-text.tsx'
import { PlainText } from '../../widgets/plain-text.tsx'
import { AttributeList } from './attribute-list.tsx'
import classes from './panel.module.css'
import { findSpan } from './span-place.ts'
import { useViewer } from './viewer-store.ts'

/** Links to other spans; one that is in this simulation can be gone to. */
export function LinkList({ source, place, detail }: { source: SpanSource; place: SpanPlace; detail: SpanDetail }) {
  const { model, store } = useViewer()
  return (
    <section className={classes.section}>
      <header>
        <h3>Links</h3>
        <span className={classes.quiet}>{formatNumber(detail.links.length)}</span>
      </header>
      {detail.links.slice(0, 50).map((link, number) => {
        const index = findSpan(model.trace, { traceId: link.traceId, spanId: link.spanId, occurrence: 0 })
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the links of one span never move
          <article key={number} className={classes.event}>
            <header>
              {index >= 0 ? (
                <button type="button" className={classes.link} onClick={() => store.getState().select(index)}>
                  <PlainText text={model.trace.spans[index]?.name.slice(0, 120) || '(no name)'} />
                </button>
              ) : (
                <span className={classes.quiet}>not in this simulation</span>
              )}
              <code>
                <LongText text={link.traceId} atFirst={64} /> / <LongText text={link.spanId} atFirst={64} />
              </code>
            </header>
            {link.attributes.length > 0 && (
              <AttributeList
                bare
                title="Attributes of the link"
                source={source}
                place={place}
                where={{ in: 'link', at: number }}
                attributes={link.attributes}
              />
            )}
          </article>
        )
      })}
      {detail.links.length > 50 && (
        <p className={classes.quiet}>and {formatNumber(detail.links.length - 50)} more, in the export</p>
      )}
    </section>
  )
}
