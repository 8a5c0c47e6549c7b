import { IconArrowRight } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { AliasBucket, AliasRuleReport, AliasSpan } from '../../../shared/contract/aliases.ts'
import type { SpanSource } from '../../../shared/contract/index.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { navigate, useLocation } from '../../stores/navigation.ts'
import { ask, queryKeys } from '../../stores/queries.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { Tag } from '../../widgets/tag.tsx'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import classes from './aliases.module.css'

const pageSize = 500

const empty: Record<AliasBucket, [string, string]> = {
  aliased: ['No span got this alias', 'No span carries the source, or the rule is switched off.'],
  conflict: ['No conflict', 'No span carried the alias already with another value.'],
  lacking: ['Nothing is lacking', 'Every LLM span carries the source or the alias.'],
}

/** One rule: what it does to real values, and the spans of each outcome. */
export function RuleDetails({ rule, source }: { rule: AliasRuleReport; source: SpanSource }) {
  const { bucket: linked } = useLocation()
  const bucket: AliasBucket = linked ?? 'aliased'
  return (
    <aside className={classes.panel} aria-label={`Rule ${rule.source}`}>
      <header className={classes.panelHead}>
        <h2>
          <code>{rule.source}</code>
        </h2>
        <p>
          <IconArrowRight size={13} aria-label="becomes" /> <code>{rule.alias}</code>
        </p>
      </header>
      {rule.samples.length > 0 && (
        <section className={classes.samples} aria-label="Samples">
          <h3>Samples, before → after</h3>
          <ul>
            {rule.samples.slice(0, 3).map((sample) => (
              <li key={`${sample.traceId}-${sample.spanId}`}>
                <button
                  type="button"
                  className={classes.sample}
                  onClick={() => navigate({ trace: sample.traceId, span: sample.spanId })}
                >
                  <span className={classes.sampleName}>{sample.spanName}</span>
                  <code title={sample.before}>{sample.before}</code>
                  <IconArrowRight size={12} aria-label="becomes" />
                  <code title={sample.after}>{sample.after}</code>
                  {sample.conflict && <Tag tone="other">kept</Tag>}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <TabBar
        label="Spans of the rule"
        value={bucket}
        onChange={(next) => navigate({ bucket: next }, 'replace')}
        tabs={[
          { value: 'aliased', label: 'Aliased', count: rule.aliased },
          { value: 'conflict', label: 'Conflict', count: rule.conflicts },
          { value: 'lacking', label: 'LLM lacking', count: rule.llmLacking },
        ]}
      />
      <AliasSpans key={bucket} rule={rule} bucket={bucket} source={source} />
    </aside>
  )
}

const columns: Column<AliasSpan>[] = [
  { id: 'name', header: 'Span', width: 'minmax(90px, 1fr)', cell: (span) => span.spanName },
  { id: 'id', header: 'Id', width: '132px', mono: true, cell: (span) => span.spanId },
  { id: 'source', header: 'Source', width: 'minmax(60px, 1fr)', mono: true, cell: (span) => <Value text={span.source} /> },
  { id: 'alias', header: 'Alias', width: 'minmax(60px, 1fr)', mono: true, cell: (span) => <Value text={span.alias} /> },
]

const Value = ({ text }: { text: string | null }) =>
  text === null ? <span className={classes.quiet}>–</span> : <span title={text.slice(0, 300)}>{text}</span>

function AliasSpans({ rule, bucket, source }: { rule: AliasRuleReport; bucket: AliasBucket; source: SpanSource }) {
  const client = useEngine()
  const query = useInfiniteQuery({
    queryKey: queryKeys.aliasSpans(source, rule.id, bucket),
    queryFn: ({ pageParam }) =>
      ask(() => client.aliases.spans({ source, ruleId: rule.id, bucket, offset: pageParam, limit: pageSize })),
    initialPageParam: 0,
    getNextPageParam: (last, all) => {
      const loaded = all.reduce((sum, page) => sum + page.spans.length, 0)
      return loaded < last.total && last.spans.length > 0 ? loaded : null
    },
  })
  if (query.isError) return <FailurePanel failure={toFailure(query.error)} />
  const rows = query.data?.pages.flatMap((page) => page.spans) ?? []
  const [title, text] = empty[bucket]
  return (
    <VirtualTable
      label={`Spans: ${bucket}`}
      columns={columns}
      rows={rows}
      rowKey={(span) => `${span.traceId}-${span.spanId}`}
      onSelect={(span) => navigate({ trace: span.traceId, span: span.spanId })}
      onEnd={() => {
        if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
      }}
      empty={query.isPending ? <p className={classes.quiet}>Reading…</p> : <EmptyState title={title} text={text} />}
    />
  )
}
