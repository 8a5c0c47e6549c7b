import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { SpanSource } from '../../shared/contract/index.ts'
import type { AttributeView, SpanView } from '../../shared/contract/preview.ts'
import { useEngine } from '../stores/engine.tsx'
import { toFailure } from '../stores/failure.ts'
import { ask } from '../stores/queries.ts'
import { CopyButton } from './copy-button.tsx'
import { FailurePanel } from './failure-panel.tsx'
import { countOf, formatNumber } from './format.ts'
import classes from './span-inspector.module.css'
import { SpanFacts } from './span-inspector.tsx'
import { Tag } from './tag.tsx'
import { Time } from './time.tsx'
import type { Column } from './virtual-table.tsx'
import { VirtualTable } from './virtual-table.tsx'

const isEvidence = (key: string, evidence: readonly string[]) =>
  evidence.some(
    (wanted) => key === wanted || key === `metadata.${wanted}` || (key === 'metadata' && wanted.startsWith('metadata')),
  )

/** The attributes of one span; evidence first, then by name. One of them can be read whole. */
export function SpanDetails({ source, span, evidence }: { source: SpanSource; span: SpanView; evidence: readonly string[] }) {
  const [text, setText] = useState('')
  const [open, setOpen] = useState<string | null>(null)
  const rows = useMemo(() => {
    const words = text.toLowerCase()
    return span.attributes
      .filter(({ key, value }) => key.toLowerCase().includes(words) || value.toLowerCase().includes(words))
      .sort((a, b) => Number(isEvidence(b.key, evidence)) - Number(isEvidence(a.key, evidence)) || (a.key < b.key ? -1 : 1))
  }, [span, text, evidence])
  const opened = rows.find((row) => row.key === open) ?? null
  const columns: Column<AttributeView>[] = [
    {
      id: 'key',
      header: countOf(span.attributes.length, 'attribute'),
      width: 'minmax(120px, 2fr)',
      mono: true,
      cell: ({ key, aliasOf }) => (
        <span title={key}>
          {isEvidence(key, evidence) && <Tag tone="matched">evidence</Tag>} {key}
          {aliasOf && (
            <span className={classes.alias} title={`added from ${aliasOf}`}>
              {' '}
              alias
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'value',
      header: 'Value',
      width: 'minmax(120px, 3fr)',
      mono: true,
      cell: ({ value, type }) => <span data-type={type}>{value === '' ? '(empty)' : value}</span>,
    },
  ]
  return (
    <div className={classes.details}>
      <SpanFacts span={span} />
      <TextInput
        className={classes.filter ?? ''}
        aria-label="Filter the attributes"
        placeholder="Filter the attributes"
        leftSection={<IconSearch size={14} />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <VirtualTable
        label="Attributes"
        columns={columns}
        rows={rows}
        rowHeight={24}
        rowKey={(row) => row.key}
        selected={open}
        onSelect={(row) => setOpen(row.key)}
        onClose={() => setOpen(null)}
        empty={<p className={classes.wait}>No attribute has these letters.</p>}
      />
      {opened && <WholeValue key={opened.key} source={source} span={span} attribute={opened} />}
      {span.events.length > 0 && !opened && (
        <div className={classes.events}>
          {span.events.map((event) => (
            <p key={`${event.time}-${event.name}`}>
              <Time iso={event.time} /> <strong>{event.name}</strong>{' '}
              <code>
                {event.attributes
                  .map(({ key, value }) => `${key}=${value}`)
                  .join('  ')
                  .slice(0, 300)}
              </code>
            </p>
          ))}
        </div>
      )}
    </div>
  )
}

function WholeValue({ source, span, attribute }: { source: SpanSource; span: SpanView; attribute: AttributeView }) {
  const client = useEngine()
  const whole = useMutation({
    mutationFn: () =>
      ask(() => client.spans.attribute({ source, traceId: span.traceId, spanId: span.spanId, key: attribute.key })),
  })
  const value = whole.data ?? attribute.value
  return (
    <div className={classes.whole}>
      <div className={classes.wholeHead}>
        <code>{attribute.key}</code>
        <span>{attribute.type}</span>
        <CopyButton compact label="Copy the value" text={value} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{value}</pre>
      {attribute.cutFrom !== null && !whole.data && (
        <Button size="compact-xs" variant="default" loading={whole.isPending} onClick={() => whole.mutate()}>
          Load all {formatNumber(attribute.cutFrom)} characters
        </Button>
      )}
      {whole.isError && <FailurePanel failure={toFailure(whole.error)} />}
    </div>
  )
}
