import { IconArrowRight } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { AliasBucket, AliasRuleReport, AliasSpan } from '../../../shared/contract/aliases.ts'
import type { SpanSource } from '../../../shared/contract/index.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { navigate, useLocation } from '../../stores/navigation.ts'
import { ask, queryKeys } from '../../stores/queries.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { SpanInspector } from '../../widgets/span-inspector.tsx'
import { TabBar } from '../../widgets/tab-bar.tsx'
import { Tag } from '../../widgets/tag.tsx'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import classes from './aliases.module.css'

const pageSize = 500

const off = ['This rule is off', 'Switch it on to see the spans that get the alias.'] as const
const notOfLlm = ['Not about LLM spans', 'Only what LLM spans lack is counted.'] as const
const empty: Record<AliasBucket, [string, string]> = {
  aliased: ['No span got this alias', 'No span carries the source without the alias.'],
  equal: ['No equal value', 'No span carried the alias already with the value of the source.'],
  conflict: ['No conflict', 'No span carried the alias already with another value.'],
  lacking: ['Nothing is lacking', 'Every LLM span carries the source or the alias.'],
}

/** One rule: what it does to real values, the spans of each outcome, and below them the span that is chosen. */
export function RuleDetails({ rule, source }: { rule: AliasRuleReport; source: SpanSource }) {
  const { bucket: linked, trace, span, rule: chosen } = useLocation()
  const panel = useRef<HTMLElement>(null)
  // In a narrow window it stands below the rules, out of sight of the click that chose one.
  useEffect(() => {
    if (chosen !== null) panel.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const toList = () => panel.current?.querySelector<HTMLElement>('[role="grid"]')?.focus()
  const bucket: AliasBucket = linked ?? 'aliased'
  const close = () => {
    navigate({ trace: null, span: null }, 'replace')
    toList()
  }
  return (
    <div className={classes.right}>
      <aside ref={panel} className={classes.panel} data-beside={trace !== null || undefined} aria-label={`Rule ${rule.source}`}>
        <header className={classes.panelHead}>
          <h2>
            <code>{rule.source}</code>
          </h2>
          <p>
            <IconArrowRight size={13} aria-label="becomes" /> <code>{rule.alias}</code>
          </p>
        </header>
        {rule.samples.length > 0 && trace === null && (
          <section className={classes.samples} aria-label="Samples">
            <h3>Samples, before → after</h3>
            <ul>
              {rule.samples.slice(0, 3).map((sample) => (
                <li key={`${sample.traceId}-${sample.spanId}`}>
                  <button
                    type="button"
                    className={classes.sample}
                    onClick={() => {
                      navigate({ trace: sample.traceId, span: sample.spanId })
                      // The samples make room for the span.
                      toList()
                    }}
                  >
                    <span className={classes.sampleName}>{sample.spanName}</span>
                    <span className={classes.sampleValues}>
                      <code title={sample.before}>{sample.before}</code>
                      <IconArrowRight size={12} aria-label="becomes" />
                      <code title={sample.after}>{sample.after}</code>
                      {sample.conflict && <Tag tone="other">kept</Tag>}
                    </span>
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
            { value: 'equal', label: 'Equal', count: rule.equal },
            { value: 'conflict', label: 'Conflict', count: rule.conflicts },
            { value: 'lacking', label: 'Lacking', ...(rule.llmLacking === null ? {} : { count: rule.llmLacking }) },
          ]}
        />
        <AliasSpans key={bucket} rule={rule} bucket={bucket} source={source} onClose={close} />
      </aside>
      {trace !== null && (
        <SpanInspector
          source={source}
          traceId={trace}
          spanId={span}
          title="Span"
          evidence={[rule.source, rule.alias]}
          onSelect={(next) => navigate({ span: next }, 'replace')}
          onClose={close}
        />
      )}
    </div>
  )
}

const columns: Column<AliasSpan>[] = [
  { id: 'name', header: 'Span', width: 'minmax(90px, 2fr)', cell: (span) => span.spanName },
  { id: 'id', header: 'Id', width: '132px', mono: true, cell: (span) => span.spanId },
  { id: 'source', header: 'Source', width: 'minmax(60px, 1fr)', mono: true, cell: (span) => <Value text={span.source} /> },
  { id: 'alias', header: 'Alias', width: 'minmax(60px, 1fr)', mono: true, cell: (span) => <Value text={span.alias} /> },
]

const Value = ({ text }: { text: string | null }) =>
  text === null ? <span className={classes.quiet}>–</span> : <span title={text.slice(0, 300)}>{text}</span>

const keyOf = ({ traceId, spanId }: { traceId: string; spanId: string }) => `${traceId}-${spanId}`

function AliasSpans({
  rule,
  bucket,
  source,
  onClose,
}: {
  rule: AliasRuleReport
  bucket: AliasBucket
  source: SpanSource
  onClose: () => void
}) {
  const { rules, trace, span } = useLocation()
  // Another span of its trace may be looked at meanwhile: the place in this list stays.
  const [last, setLast] = useState<AliasSpan | null>(null)
  const client = useEngine()
  const query = useInfiniteQuery({
    queryKey: queryKeys.aliasSpans(source, rule.id, bucket, rules),
    queryFn: ({ pageParam, signal }) => {
      const question = { source, ruleId: rule.id, bucket, extraRules: [...rules], offset: pageParam, limit: pageSize }
      return ask(() => client.aliases.spans(question, { signal }))
    },
    initialPageParam: 0,
    getNextPageParam: (last, all) => {
      const loaded = all.reduce((sum, page) => sum + page.spans.length, 0)
      return loaded < last.total && last.spans.length > 0 ? loaded : null
    },
  })
  if (query.isError) return <FailurePanel failure={toFailure(query.error)} />
  const rows = query.data?.pages.flatMap((page) => page.spans) ?? []
  const [title, text] =
    bucket === 'aliased' && !rule.enabled ? off : bucket === 'lacking' && rule.llmLacking === null ? notOfLlm : empty[bucket]
  const linked = trace !== null && span !== null ? keyOf({ traceId: trace, spanId: span }) : null
  const kept = last !== null && last.traceId === trace ? keyOf(last) : null
  return (
    <VirtualTable
      label={`Spans: ${bucket}`}
      columns={columns}
      rows={rows}
      rowKey={keyOf}
      selected={rows.some((row) => keyOf(row) === linked) ? linked : kept}
      onSelect={(row) => {
        setLast(row)
        navigate({ trace: row.traceId, span: row.spanId }, trace === null ? 'push' : 'replace')
      }}
      onClose={onClose}
      onEnd={() => {
        if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
      }}
      empty={query.isPending ? <p className={classes.quiet}>Reading…</p> : <EmptyState title={title} text={text} />}
    />
  )
}
