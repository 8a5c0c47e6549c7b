import { Select, Switch } from '@mantine/core'
import { IconArrowRight, IconArrowsExchange } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { AliasReport, AliasRuleReport } from '../../../shared/contract/aliases.ts'
import type { SpanSource } from '../../../shared/contract/index.ts'
import { useEngine } from '../../stores/engine.tsx'
import { navigate, useLocation } from '../../stores/navigation.ts'
import { ask, queryKeys, useGiveUp } from '../../stores/queries.ts'
import { AttributeName } from '../../widgets/attribute-name.tsx'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { ImportButton } from '../../widgets/import-button.tsx'
import { MissingImport } from '../../widgets/missing-import.tsx'
import { Page, PageColumns, PageFailure, PageTotal, PageWait } from '../../widgets/page.tsx'
import { Prose } from '../../widgets/prose.tsx'
import classes from './aliases.module.css'
import { CoverageBar, CoverageLegend } from './coverage-bar.tsx'
import { RuleDetails } from './rule-details.tsx'
import { sourceId, useSources } from './sources.ts'

/** How Phoenix's attributes become the names that Coval's viewer and metrics read. */
export function Mapping() {
  const { sources, chosen, imports } = useSources()
  const { rules } = useLocation()
  const client = useEngine()
  const source = chosen?.source ?? null
  const giveUp = useGiveUp()
  const queryKey = queryKeys.aliases(source ?? { kind: 'preview', previewId: '' }, rules)
  const report = useQuery({
    queryKey,
    queryFn: ({ signal }) => {
      if (!source) throw new Error('no spans are chosen')
      return ask(() => client.aliases.explain({ source, extraRules: [...rules] }, { signal }))
    },
    enabled: source !== null,
    // While a rule is switched, the counts stay; those of other spans do not stand in for these.
    placeholderData: (previous, query) => (sameSource(query?.queryKey[1], source) ? previous : undefined),
  })

  return (
    <Page
      title="Token-alias mapping"
      head={
        <>
          {chosen && (
            <Select
              aria-label="Spans to look at"
              className={classes.source ?? ''}
              data={sources.map(({ source: one, label }) => ({ value: sourceId(one), label }))}
              value={sourceId(chosen.source)}
              onChange={(id) => {
                const next = sources.find((one) => sourceId(one.source) === id)
                navigate({ importId: next?.source.kind === 'import' ? next.source.importId : null, trace: null, span: null })
              }}
            />
          )}
          {report.data && (
            <PageTotal>
              {countOf(report.data.spans, 'span')}, {formatNumber(report.data.llmSpans)} of them LLM
            </PageTotal>
          )}
        </>
      }
    >
      {imports.isError && <PageFailure error={imports.error} onAgain={() => void imports.refetch()} />}
      <MissingImport instead="What is shown is of the one chosen above." />
      {!chosen && imports.isPending && <PageWait onCancel={() => giveUp(queryKeys.imports)}>Reading what was imported</PageWait>}
      {!chosen && imports.isSuccess && (
        <EmptyState
          icon={<IconArrowsExchange size={28} stroke={1.4} />}
          title="No spans to look at yet"
          text="Preview or import a simulation; then every alias is explained here, span by span."
        >
          <ImportButton />
        </EmptyState>
      )}
      {chosen && report.isPending && <PageWait onCancel={() => giveUp(queryKey)}>Reading the spans</PageWait>}
      {report.isError && <PageFailure error={report.error} onAgain={() => void report.refetch()} />}
      {chosen && report.data && <Report report={report.data} source={chosen.source} />}
    </Page>
  )
}

const sameSource = (key: unknown, source: SpanSource | null) => JSON.stringify(key) === JSON.stringify(source)

function Report({ report, source }: { report: AliasReport; source: SpanSource }) {
  const location = useLocation()
  const shown = report.rules.find((rule) => rule.id === location.rule) ?? report.rules[0] ?? null
  const page = report.rules.filter((rule) => rule.origin === 'page')
  const ours = report.rules.filter((rule) => rule.origin === 'ours')
  return (
    <PageColumns stacks>
      <div className={classes.left}>
        {report.consequences.length > 0 && (
          <section className={classes.consequences} aria-label="What will be missing">
            <h2>What will be missing later</h2>
            <ul>
              {report.consequences.map((one) => (
                <li key={`${one.ruleId}-${one.text}`}>
                  <span>
                    <Prose text={one.text} />
                  </span>
                  <button
                    type="button"
                    className={classes.textButton}
                    onClick={() => navigate({ rule: one.ruleId, bucket: 'lacking', trace: null })}
                  >
                    Show {countOf(one.spans, 'span')}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        <Rules title="Coval’s rules" note="Always on, as Coval’s page documents them." rules={page} shown={shown} />
        <Rules
          title="Further rules"
          note="Ours, off by default. Names of OpenInference’s own GenAI table."
          rules={ours}
          shown={shown}
          switches
        />
        <section className={classes.renamed} aria-label="Names that became llm">
          <h2>
            Names that became <code>llm</code>
          </h2>
          {report.renamed.length === 0 ? (
            <p className={classes.quiet}>No span is of the kind LLM, so nothing was renamed.</p>
          ) : (
            <ul>
              {report.renamed.map(({ name, spans }) => (
                <li key={name}>
                  <code>{name}</code> <IconArrowRight size={12} aria-label="became" /> <code>llm</code>
                  <span className={classes.number}>{countOf(spans, 'span')}</span>
                </li>
              ))}
            </ul>
          )}
          <p className={classes.quiet}>The name in Phoenix stays readable as an attribute of the span.</p>
        </section>
      </div>
      {shown && <RuleDetails key={shown.id} rule={shown} source={source} />}
    </PageColumns>
  )
}

function Rules({
  title,
  note,
  rules,
  shown,
  switches = false,
}: {
  title: string
  note: string
  rules: readonly AliasRuleReport[]
  shown: AliasRuleReport | null
  switches?: boolean
}) {
  const on = useLocation().rules
  if (rules.length === 0) return null
  return (
    <section className={classes.rules} aria-label={title}>
      <div className={classes.rulesHead}>
        <h2>{title}</h2>
        <p className={classes.quiet}>{note}</p>
        {!switches && <CoverageLegend />}
      </div>
      <div className={classes.columns} aria-hidden>
        <span />
        <span>Source → alias</span>
        <span>Coverage</span>
        <span>Source</span>
        <span>Aliased</span>
        <span>Equal</span>
        <span>Conflict</span>
        <span>Lacking</span>
      </div>
      <ul>
        {rules.map((rule) => (
          <li
            key={rule.id}
            className={classes.rule}
            data-shown={rule.id === shown?.id || undefined}
            data-off={!rule.enabled || undefined}
          >
            <span className={classes.switch}>
              {switches && (
                <Switch
                  aria-label={`Apply ${rule.source} → ${rule.alias}`}
                  checked={rule.enabled}
                  onChange={(event) =>
                    navigate(
                      {
                        rules: event.currentTarget.checked ? [...on, rule.id] : on.filter((id) => id !== rule.id),
                        rule: rule.id,
                      },
                      'replace',
                    )
                  }
                />
              )}
            </span>
            <button
              type="button"
              className={classes.ruleButton}
              aria-current={rule.id === shown?.id}
              onClick={() => navigate({ rule: rule.id, bucket: null, trace: null, span: null })}
            >
              <span className={classes.names}>
                <AttributeName name={rule.source} />
                <span className={classes.arrow}>
                  <IconArrowRight size={12} aria-label="becomes" />
                  <AttributeName name={rule.alias} />
                </span>
              </span>
              <CoverageBar rule={rule} />
              <Count value={rule.withSource} word="with the source" />
              <Count value={rule.aliased} word="aliased" />
              <Count value={rule.equal} word="equal" />
              <Count value={rule.conflicts} word="in conflict" tone="other" />
              {rule.llmLacking === null ? (
                <NoCount word="not about LLM spans" />
              ) : (
                <Count value={rule.llmLacking} word="LLM spans lack it" {...(rule.enabled ? { tone: 'other' } : {})} />
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

const NoCount = ({ word }: { word: string }) => (
  <span className={classes.number} data-zero>
    <span aria-hidden>–</span>
    <span className={classes.spoken}> {word}</span>
  </span>
)

function Count({ value, word, tone }: { value: number; word: string; tone?: 'other' }) {
  return (
    <span className={classes.number} data-zero={value === 0 || undefined} data-tone={value > 0 ? tone : undefined}>
      {formatNumber(value)}
      <span className={classes.spoken}> {word}</span>
    </span>
  )
}
