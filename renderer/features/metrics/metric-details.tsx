import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { MetricView } from '../../../shared/contract/metrics.ts'
import { formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Tag } from '../../widgets/tag.tsx'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import { ValueBar } from './distribution-bar.tsx'
import { Figure } from './figure.tsx'
import { columnFormat, exactText, metricText } from './format-metric.ts'
import classes from './metrics.module.css'

type Value = Extract<MetricView['result'], { computable: true }>
type Group = Value['groups'][number]

const figures = ['count', 'sum', 'min', 'average', 'median', 'p90', 'p95', 'p99', 'max'] as const

/** One metric: what it reads, its figures, and every group of it. */
export function MetricDetails({ metric, onClose }: { metric: MetricView; onClose: () => void }) {
  const { result } = metric
  return (
    <aside
      className={classes.panel}
      aria-label={metric.title}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <header className={classes.panelHead}>
        <h2>{metric.title}</h2>
        <ActionIcon size={22} aria-label="Close the panel" onClick={onClose}>
          <IconX size={14} />
        </ActionIcon>
      </header>
      <div className={classes.panelBody} data-fill>
        <div>
          <Tag tone={metric.origin === 'coval' ? 'accent' : 'none'}>{metric.origin === 'coval' ? 'Coval’s own' : 'Ours'}</Tag>
        </div>
        <p>{metric.reads}</p>
        {!result.computable && (
          <p className={classes.partial}>
            <strong>Not computable.</strong> <PlainText text={result.because} />
          </p>
        )}
        {result.computable && <Details metric={metric} result={result} />}
      </div>
    </aside>
  )
}

function Details({ metric, result }: { metric: MetricView; result: Value }) {
  const { distribution } = result
  const most = Math.max(...result.groups.map((group) => group.value), 0)
  const column = columnFormat(
    result.groups.map((group) => group.value),
    metric.unit,
  )
  const further = result.groups.some((group) => Object.keys(group.figures).length > 0)
  const columns: Column<Group>[] = [
    {
      id: 'label',
      header: 'Group',
      width: 'minmax(120px, 1fr)',
      cell: (group) => (
        <div className={classes.groupName} title={`${showHidden(group.label)}\n${furtherOf(group)}`}>
          <span>
            <PlainText text={group.label} />
          </span>
          {further && <span className={classes.quiet}>{furtherOf(group)}</span>}
        </div>
      ),
    },
    {
      id: 'bar',
      header: '',
      width: '64px',
      cell: (group) => <ValueBar value={group.value} most={metric.unit === 'ratio' ? 1 : most} />,
    },
    {
      id: 'value',
      header: 'Value',
      width: '96px',
      align: 'end',
      cell: (group) => <Figure value={group.value} unit={metric.unit} column={column} />,
    },
  ]
  return (
    <>
      {result.note && (
        <p className={classes.partial}>
          <PlainText text={result.note} />
        </p>
      )}
      <dl className={classes.facts}>
        <Fact name="value" text={metricText(result.value, metric.unit)} exact={exactText(result.value, metric.unit)} />
        <Fact name="samples" text={`${formatNumber(result.samples)} of ${formatNumber(result.candidates)}`} />
        {distribution &&
          figures
            .filter((figure) => figure !== 'count')
            .map((figure) => (
              <Fact
                key={figure}
                name={figure}
                text={metricText(distribution[figure], metric.unit)}
                exact={exactText(distribution[figure], metric.unit)}
              />
            ))}
      </dl>
      {result.groups.length > 0 && (
        <div className={classes.groups}>
          <VirtualTable
            label={`${metric.title}, by group`}
            columns={columns}
            rowHeight={further ? 42 : 28}
            rows={result.groups}
            rowKey={(group) => group.label}
          />
        </div>
      )}
    </>
  )
}

const furtherOf = (group: Group): string =>
  Object.entries(group.figures)
    .map(
      ([name, value]) =>
        `${name.replace('_', ' ')} ${name === 'self' ? metricText(value, 's') : name.endsWith('_rate') ? metricText(value, 'ratio') : formatNumber(value)}`,
    )
    .join(' · ')

const Fact = ({ name, text, exact }: { name: string; text: string; exact?: string }) => (
  <div>
    <dt>{name}</dt>
    <dd title={exact}>{text}</dd>
  </div>
)
