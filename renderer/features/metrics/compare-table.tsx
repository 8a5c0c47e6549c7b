import { useState } from 'react'
import type { CompareRow } from '../../../shared/contract/metrics.ts'
import { formatLocation } from '../../stores/location.ts'
import { useLocation } from '../../stores/navigation.ts'
import { formatSource } from '../../stores/span-source.ts'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import classes from './compare.module.css'
import type { ComparedColumn } from './compare-order.ts'
import { columnFormat, exactText } from './format-metric.ts'

const width = 142

/** Rows are simulations. A bar behind each number shows its share of the column's largest. */
export function CompareTable({
  columns,
  rows,
  sort,
  onSort,
}: {
  columns: readonly ComparedColumn[]
  rows: readonly CompareRow[]
  sort: string | null
  onSort: (sort: string) => void
}) {
  const location = useLocation()
  const [selected, setSelected] = useState<string | null>(null)
  const row = rows.find((one) => formatSource(one.source) === selected)
  const all: Column<CompareRow>[] = [
    {
      id: 'title',
      header: 'Simulation',
      width: '214px',
      sortable: true,
      cell: (row) => (
        <a
          className={classes.title}
          title={showHidden(
            [row.title, row.project, row.partial && `Partial: ${row.partial.detail}`, row.error].filter(Boolean).join(' · '),
          )}
          href={formatLocation({
            ...location,
            view: 'metrics',
            source: row.source,
            analysis: { ...location.analysis, metrics: 'overview' },
          })}
        >
          <PlainText text={row.title} />
          {row.partial && <span className={classes.partial}>partial</span>}
          {row.error !== null && <span className={classes.partial}>not read</span>}
        </a>
      ),
    },
    {
      id: 'spans',
      header: 'Spans',
      width: '70px',
      align: 'end',
      sortable: true,
      cell: (row) => (row.error === null ? formatNumber(row.spans) : <span className={classes.missing}>–</span>),
    },
    ...columns.map((compared): Column<CompareRow> => {
      const { unit, format } = columnFormat(compared.values, compared.column.unit)
      return {
        id: compared.column.id,
        header: headerOf(compared.column.title, unit),
        width: `minmax(${width}px, 1fr)`,
        align: 'end',
        sortable: true,
        cell: (row) => <Cell row={row} compared={compared} format={format} />,
      }
    }),
  ]
  return (
    <>
      <div className={classes.table}>
        <VirtualTable
          label="Simulations side by side"
          columns={all}
          rows={rows}
          rowKey={(row) => formatSource(row.source)}
          selected={selected}
          onSelect={(one) => setSelected(formatSource(one.source))}
          onClose={() => setSelected(null)}
          sort={sort}
          onSort={onSort}
          rowHeight={30}
          minWidth={214 + 70 + columns.length * width + 32}
          pinFirst
        />
      </div>
      {row && <Missing row={row} columns={columns} />}
    </>
  )
}

/** Why the chosen simulation lacks a value. */
function Missing({ row, columns }: { row: CompareRow; columns: readonly ComparedColumn[] }) {
  const missing = columns.filter(({ at }) => row.cells[at]?.value === null)
  if (row.error !== null)
    return (
      <section className={classes.why} aria-label="Values that are missing">
        <h3>
          <code>
            <PlainText text={row.title} />
          </code>{' '}
          could not be read.
        </h3>
        <p>
          <PlainText text={row.error} />
        </p>
      </section>
    )
  return (
    <section className={classes.why} aria-label="Values that are missing">
      <h3>
        <code>
          <PlainText text={row.title} />
        </code>{' '}
        {missing.length === 0 ? 'has a value in every column.' : `lacks ${countOf(missing.length, 'value')}:`}
      </h3>
      <ul>
        {missing.map(({ column, at }) => (
          <li key={column.id}>
            <strong>{column.title}</strong> <PlainText text={row.cells[at]?.because ?? ''} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const headerOf = (title: string, unit: string): string => {
  const short = title.replace('time to first byte', 'first byte')
  // "LLM token usage" says its unit already.
  const said = unit === '' || (unit === 'tokens' && /token/i.test(short))
  return said ? short : `${short}, ${unit}`
}

function Cell({ row, compared, format }: { row: CompareRow; compared: ComparedColumn; format: (value: number) => string }) {
  const cell = row.cells[compared.at]
  if (cell?.value === null || cell === undefined)
    return (
      <span className={classes.missing} title={cell?.because ? showHidden(cell.because) : undefined}>
        –
      </span>
    )
  const share = compared.max <= 0 ? 0 : Math.max(0, cell.value / compared.max)
  const standing = compared.standings.get(row)
  return (
    <span
      className={classes.value}
      title={exactText(cell.value, compared.column.unit)}
      style={{ backgroundSize: `${Math.min(100, share * 100)}% 3px` }}
    >
      {standing && (
        <span className={classes.standing} data-standing={standing}>
          {standing}
        </span>
      )}
      {format(cell.value)}
    </span>
  )
}
