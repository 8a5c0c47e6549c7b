import { Button, Modal, TextInput } from '@mantine/core'
import { IconCheck, IconSearch } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { useMemo, useState } from 'react'
import type { ListedSource } from '../stores/sources.ts'
import { countOf, formatNumber } from './format.ts'
import { PlainText } from './plain-text.tsx'
import classes from './source-picker.module.css'
import { Time } from './time.tsx'
import type { Column } from './virtual-table.tsx'
import { VirtualTable } from './virtual-table.tsx'

/** Chooses several simulations. A click or Space takes one or lets it go; the search narrows what "all shown" takes. */
export function SourcePicker({
  opened,
  sources,
  picked,
  most,
  onClose,
  onPick,
}: {
  opened: boolean
  sources: readonly ListedSource[]
  picked: readonly string[]
  most: number
  onClose: () => void
  onPick: (picked: string[]) => void
}) {
  return (
    <Modal opened={opened} onClose={onClose} title="Choose simulations" size={820}>
      {opened && <Picking sources={sources} picked={picked} most={most} onClose={onClose} onPick={onPick} />}
    </Modal>
  )
}

function Picking({
  sources,
  picked,
  most,
  onClose,
  onPick,
}: {
  sources: readonly ListedSource[]
  picked: readonly string[]
  most: number
  onClose: () => void
  onPick: (picked: string[]) => void
}) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(picked))
  const [text, setText] = useState('')
  const [cursor, setCursor] = useState<string | null>(null)
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean)
    return sources.filter(({ title, project, origin }) => {
      const all = `${title}\n${project}\n${origin}`.toLowerCase()
      return words.every((word) => all.includes(word))
    })
  }, [sources, text])
  const toggle = (id: string) =>
    setChosen((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  const columns: Column<ListedSource>[] = [
    {
      id: 'chosen',
      header: '',
      width: '28px',
      cell: (one) => (
        <span className={classes.box} data-on={chosen.has(one.id) || undefined}>
          {chosen.has(one.id) && <IconCheck size={12} stroke={3} role="img" aria-label="chosen" />}
        </span>
      ),
    },
    {
      id: 'title',
      header: 'Simulation',
      width: 'minmax(190px, 1.3fr)',
      mono: true,
      cell: (one) => <PlainText text={one.title} />,
    },
    { id: 'project', header: 'Project', width: 'minmax(90px, 0.8fr)', cell: (one) => <PlainText text={one.project} /> },
    { id: 'origin', header: 'Spans are', width: '84px', cell: (one) => (one.origin === 'native' ? 'native' : `${one.origin}ed`) },
    { id: 'start', header: 'Start', width: '140px', cell: (one) => one.start && <Time iso={one.start} form="minute" /> },
    { id: 'spans', header: 'Spans', width: '64px', align: 'end', cell: (one) => formatNumber(one.spans) },
  ]
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== ' ' || cursor === null || !(event.target instanceof HTMLElement) || event.target.role !== 'grid') return
    event.preventDefault()
    toggle(cursor)
  }
  const inOrder = sources.filter((one) => chosen.has(one.id)).map((one) => one.id)
  const tooMany = inOrder.length > most
  return (
    <div className={classes.picker}>
      <div className={classes.tools}>
        <TextInput
          data-autofocus
          className={classes.search ?? ''}
          aria-label="Search the simulations to choose"
          placeholder="Search id, project, origin"
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={shown.length === 0}
          onClick={() => setChosen(new Set([...chosen, ...shown.map((one) => one.id)]))}
        >
          Take all {formatNumber(shown.length)} shown
        </Button>
        <Button variant="default" disabled={chosen.size === 0} onClick={() => setChosen(new Set())}>
          None
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it adds Space to the keys of the grid inside */}
      <div className={classes.list} onKeyDown={onKeyDown}>
        <VirtualTable
          label="Simulations to choose from"
          columns={columns}
          rows={shown}
          rowKey={(one) => one.id}
          selected={cursor}
          onSelect={(one) => setCursor(one.id)}
          onRowClick={(one) => toggle(one.id)}
          empty={<p className={classes.none}>No simulation has these words.</p>}
        />
      </div>
      <div className={classes.foot}>
        <span role="status" data-bad={tooMany || undefined}>
          {countOf(inOrder.length, 'simulation')} chosen{tooMany ? `; ${formatNumber(most)} are the most` : ''}
        </span>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={inOrder.length === 0 || tooMany}
          onClick={() => {
            onPick(inOrder)
            onClose()
          }}
        >
          Use these
        </Button>
      </div>
    </div>
  )
}
