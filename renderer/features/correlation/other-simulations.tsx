import { Button } from '@mantine/core'
import type { OtherSimulation } from '../../../shared/contract/preview.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { formatNumber } from '../../widgets/format.ts'
import type { Column } from '../../widgets/virtual-table.tsx'
import { VirtualTable } from '../../widgets/virtual-table.tsx'
import classes from './correlation.module.css'

/** Whose spans the window holds beside ours; one click looks at another one. */
export function OtherSimulations({ others, onSwitch }: { others: readonly OtherSimulation[]; onSwitch: (id: string) => void }) {
  const columns: Column<OtherSimulation>[] = [
    { id: 'id', header: 'Simulation output id', width: 'minmax(190px, 1fr)', mono: true, cell: (other) => other.id },
    { id: 'key', header: 'Under', width: 'minmax(96px, 1fr)', mono: true, cell: (other) => other.key },
    { id: 'traces', header: 'Traces', width: '52px', align: 'end', cell: (other) => formatNumber(other.traces) },
    { id: 'spans', header: 'Spans', width: '52px', align: 'end', cell: (other) => formatNumber(other.spans) },
    {
      id: 'switch',
      header: '',
      width: '132px',
      align: 'end',
      cell: (other) => (
        <span className={classes.rowActions}>
          <CopyButton compact label={`Copy ${other.id}`} text={other.id} />
          <Button size="compact-xs" variant="default" onClick={() => onSwitch(other.id)}>
            Switch to it
          </Button>
        </span>
      ),
    },
  ]
  return (
    <VirtualTable
      label="Other simulations in the window"
      columns={columns}
      rows={others}
      rowHeight={32}
      rowKey={(other) => `${other.id}-${other.key}`}
      empty={<EmptyState title="No other simulation" text="No other id was found in this window." />}
    />
  )
}
