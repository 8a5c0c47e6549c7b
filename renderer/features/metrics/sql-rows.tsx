import { Loader } from '@mantine/core'
import { useMemo } from 'react'
import type { SqlAnswer } from '../../../shared/contract/metrics.ts'
import { toFailure } from '../../stores/failure.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatDuration } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import { csvOf } from './csv.ts'
import classes from './sql.module.css'
import type { SqlPlace } from './sql-place.ts'

const reasonWords = {
  syntax: 'ClickHouse cannot read this',
  refused: 'This reaches beyond the table spans',
  failed: 'ClickHouse could not run this',
  limit: 'A limit ended it',
} as const

/** What the query answered: rows, or ClickHouse's own words with the place marked. */
export function SqlRows({
  answer,
  pending,
  failure,
  place,
}: {
  answer: SqlAnswer | undefined
  pending: boolean
  failure: unknown
  place: SqlPlace | null
}) {
  if (pending)
    return (
      <p className={classes.wait}>
        <Loader size={14} /> Running
      </p>
    )
  if (failure)
    return (
      <div className={classes.pad}>
        <FailurePanel failure={toFailure(failure)} />
      </div>
    )
  if (!answer)
    return <p className={classes.wait}>One SELECT over the table spans, which holds this simulation’s spans and nothing else.</p>
  if (answer.ok) return <Rows answer={answer} />
  return (
    <div className={classes.pad}>
      <div className={classes.error} role="alert">
        <p className={classes.errorTitle}>
          {reasonWords[answer.reason]}
          {place && (
            <span className={classes.quiet}>
              line {place.line}, character {place.column}
            </span>
          )}
        </p>
        {place && (
          <pre className={classes.place}>
            <PlainText text={place.before} />
            <mark>
              <PlainText text={place.marked || ' '} />
            </mark>
            <PlainText text={place.after} />
          </pre>
        )}
        <pre className={classes.message}>
          <PlainText text={answer.message} />
        </pre>
      </div>
    </div>
  )
}

interface Numbered {
  readonly at: number
  readonly values: readonly unknown[]
}

const textOf = (value: unknown): string =>
  value === null ? 'NULL' : typeof value === 'object' ? JSON.stringify(value) : String(value)

/** A cell shows its beginning, and says by its end that it does; the copy has it whole. */
const cutTo = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…` : text

/** In CSV a NULL is an empty field: the word could be a value. */
const fieldOf = (value: unknown): string | null => (value === null ? null : textOf(value))

const isNumber = (type: string) => /^(?:Nullable\()?(?:U?Int|Float|Decimal)/.test(type)

function Rows({ answer }: { answer: Extract<SqlAnswer, { ok: true }> }) {
  const rows = useMemo(() => answer.rows.map((values, at): Numbered => ({ at, values })), [answer.rows])
  const columns = answer.columns.map(
    ({ name, type }, at): Column<Numbered> => ({
      id: `${at}`,
      header: showHidden(name),
      width: 'minmax(96px, 1fr)',
      ...(isNumber(type) ? { align: 'end' as const } : {}),
      cell: ({ values }) => {
        const text = textOf(values[at])
        return (
          <span title={cutTo(showHidden(text.slice(0, 2001)), 2000)} className={values[at] === null ? classes.null : undefined}>
            <PlainText text={cutTo(text, 500)} />
          </span>
        )
      },
    }),
  )
  return (
    <>
      <div className={classes.resultHead} role="status">
        <span>
          {countOf(rows.length, 'row')} in {formatDuration(answer.elapsedMs)}
        </span>
        {answer.more && <span className={classes.more}>The row limit left some out</span>}
        <CopyButton
          compact
          label="Copy as CSV"
          text={() => csvOf([answer.columns.map((column) => column.name), ...answer.rows.map((row) => row.map(fieldOf))])}
        />
      </div>
      <div className={classes.result}>
        <VirtualTable
          label="Result"
          columns={columns}
          rows={rows}
          rowKey={(row) => String(row.at)}
          empty={<p className={classes.wait}>No rows.</p>}
        />
      </div>
    </>
  )
}
