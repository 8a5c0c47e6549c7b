import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import type { NearMiss, NearMissKind, PreviewReport } from '../../../shared/contract/preview.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { countOf } from '../../widgets/format.ts'
import { Prose } from '../../widgets/prose.tsx'
import { Tag } from '../../widgets/tag.tsx'
import { DiffView } from './diff-view.tsx'
import { ElsewhereButton, ElsewhereFacts, isElsewhere } from './elsewhere.tsx'
import classes from './near-miss.module.css'
import { SnippetTabs } from './snippet-tabs.tsx'

export const nearMissWords: Record<NearMissKind, string> = {
  'other-key': 'Under another key',
  'letter-case': 'Other letter case',
  'surrounding-space': 'Space around the id',
  quoted: 'Quotes around the id',
  affix: 'Something before or after the id',
  truncated: 'Cut short',
  number: 'A number, not a text',
  list: 'A list, not a text',
  placeholder: 'A placeholder that was never filled',
  'empty-value': 'Empty',
  'metadata-shape': 'Metadata in a shape that is not read',
  'other-value': 'Another value',
  'child-only': 'Only on an inner span',
  'resource-only': 'Only on the resource',
  'outside-window': 'Outside the window',
  'another-project': 'In another project',
  'two-ids': 'Two ids in one trace',
}

interface NearMissCardsProps {
  readonly report: PreviewReport
  /** What the report answers. */
  readonly request: ImportRequest
  readonly onShowTrace: (traceId: string, spanId: string | null) => void
}

/** The ways in which the id is almost there, each with the difference and the fix. */
export function NearMissCards(props: NearMissCardsProps) {
  const { nearMisses, simulation } = props.report
  const matched = props.report.spans.matched > 0
  if (nearMisses.length === 0) {
    return (
      <div className={classes.page}>
        <EmptyState
          title="No near misses"
          text={
            matched
              ? 'Every trace that looks like this id matches. The code below sets it as Coval reads it.'
              : 'Nothing in the window looks like this id. Set it on the root span of the conversation, as below, and run the simulation again.'
          }
        />
        <SnippetTabs simulation={simulation} />
      </div>
    )
  }
  return (
    <div className={classes.page}>
      <div className={classes.columns}>
        <ul className={classes.cards}>
          {nearMisses.map((miss) => (
            <li key={`${miss.kind}-${miss.key}-${miss.value}-${miss.traceId}`}>
              <NearMissCard miss={miss} {...props} />
            </li>
          ))}
        </ul>
        <SnippetTabs simulation={simulation} />
      </div>
    </div>
  )
}

function NearMissCard({ miss, report, request, onShowTrace }: NearMissCardsProps & { miss: NearMiss }) {
  const where = miss.key === null ? null : miss.place === 'metadata' ? `metadata.${miss.key}` : miss.key
  const [all, setAll] = useState(false)
  const long = (miss.value?.length ?? 0) > 400
  const value = miss.value === null ? null : long && !all ? miss.value.slice(0, 400) : miss.value
  return (
    <article className={classes.card}>
      <header className={classes.head}>
        <h2>{nearMissWords[miss.kind]}</h2>
        {miss.severity === 'note' && <Tag tone="matched">matches all the same</Tag>}
        <span className={classes.count}>{countOf(miss.traces, 'trace')}</span>
      </header>
      {where && (
        <p className={classes.where}>
          <code>{where}</code>
          {miss.place === 'resource' ? ' on the resource' : ''}
        </p>
      )}
      {isElsewhere(miss) ? (
        <ElsewhereFacts miss={miss} report={report} />
      ) : miss.kind === 'other-key' && miss.key !== null && miss.expected !== null ? (
        <>
          <DiffView found={miss.key} expected={miss.expected} names={['key found', 'key read']} />
          {value !== null && (
            <p className={classes.where}>
              with the value <code>{value}</code>
            </p>
          )}
        </>
      ) : value !== null && miss.expected !== null ? (
        <DiffView found={value} expected={miss.expected} names={['found', 'expected']} />
      ) : (
        value !== null && (
          <p className={classes.where}>
            found <code>{value}</code>
          </p>
        )
      )}
      {long && !all && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
          Show the whole value
        </Button>
      )}
      <p className={classes.fix}>
        <Prose text={miss.fix} />
      </p>
      <footer className={classes.foot}>
        <ElsewhereButton miss={miss} request={request} />
        {miss.traceId && !isElsewhere(miss) && (
          <Button size="compact-xs" variant="default" onClick={() => miss.traceId && onShowTrace(miss.traceId, miss.spanId)}>
            Show the trace
          </Button>
        )}
        {miss.value !== null && !isElsewhere(miss) && <CopyButton compact label="Copy the value found" text={miss.value} />}
      </footer>
    </article>
  )
}
