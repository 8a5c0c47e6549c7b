import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { observeElementRect, useVirtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent, ReactNode } from 'react'
import { useEffect, useId, useRef } from 'react'
import classes from './virtual-table.module.css'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** A CSS grid track: `72px`, `minmax(120px, 1fr)`. */
  readonly width: string
  readonly align?: 'end'
  readonly sortable?: boolean
  readonly mono?: boolean
  readonly cell: (row: Row) => ReactNode
}

interface VirtualTableProps<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly selected?: string | null
  readonly onSelect?: (row: Row) => void
  /** A click on a row, beside selecting it: for rows that are chosen rather than shown. */
  readonly onRowClick?: (row: Row) => void
  readonly onClose?: () => void
  /** Column id, with `-` before it for descending. */
  readonly sort?: string | null
  readonly onSort?: (sort: string) => void
  readonly empty?: ReactNode
  readonly rowHeight?: number
  /** Pixels below which the table scrolls sideways; with `pinFirst` its first column stays in sight. */
  readonly minWidth?: number
  readonly pinFirst?: boolean
  /** The last rows have come into sight: more may be loaded. */
  readonly onEnd?: () => void
}

/**
 * A table of any length with a few dozen rows in the document. One tab stop; arrows, Page, Home and End move the
 * selection, Escape lets it go.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { columns, rows, rowKey, selected = null, onSelect, onClose, sort, onSort, rowHeight = 28 } = props
  const scroll = useRef<HTMLDivElement>(null)
  const id = useId()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    // A page that is hidden or not laid out yet measures zero; a guess keeps rows there until there is a measure.
    initialRect: { width: 800, height: 480 },
    observeElementRect: (instance, tell) => observeElementRect(instance, (rect) => rect.height > 0 && tell(rect)),
  })
  const tracks = columns.map((column) => column.width).join(' ')
  const index = selected === null ? -1 : rows.findIndex((row) => rowKey(row) === selected)

  // Follows a selection that was made elsewhere (strip, link), not every change of the rows.
  const lastShown = useRef<string | null>(null)
  useEffect(() => {
    if (index >= 0 && lastShown.current !== selected) virtual.scrollToIndex(index, { align: 'auto' })
    lastShown.current = selected
  }, [index, selected, virtual])

  const lastSeen = virtual.getVirtualItems().at(-1)?.index ?? 0
  const { onEnd } = props
  useEffect(() => {
    if (rows.length > 0 && lastSeen >= rows.length - 1) onEnd?.()
  }, [lastSeen, rows.length, onEnd])

  const select = (next: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, next))]
    if (row) onSelect?.(row)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 400) / rowHeight) - 2)
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      j: index + 1,
      ArrowUp: index - 1,
      k: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: rows.length - 1,
    }
    const move = moves[event.key]
    if (move !== undefined && onSelect && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      select(move)
    } else if (event.key === 'Escape' && onClose) {
      event.preventDefault()
      onClose()
    }
  }

  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual list of thousands of rows cannot be a <table> */}
      <div
        ref={scroll}
        className={classes.scroll}
        data-pin={props.pinFirst || undefined}
        role="grid"
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid */}
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div
          className={classes.head}
          role="row"
          aria-rowindex={1}
          style={{ gridTemplateColumns: tracks, minWidth: props.minWidth }}
        >
          {columns.map((column) => (
            <Header key={column.id} column={column} sort={sort ?? null} onSort={onSort} />
          ))}
        </div>
        {rows.length === 0 ? (
          <div className={classes.empty}>{props.empty}</div>
        ) : (
          // biome-ignore lint/a11y/useSemanticElements: a virtual list cannot be a <tbody>
          <div className={classes.body} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index]
              if (row === undefined) return null
              return (
                // biome-ignore lint/a11y/useSemanticElements: see above
                // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
                // biome-ignore lint/a11y/useKeyWithClickEvents: the grid's arrows do the same
                <div
                  key={rowKey(row)}
                  id={`${id}-${item.index}`}
                  role="row"
                  aria-rowindex={item.index + 2}
                  aria-selected={item.index === index}
                  className={classes.row}
                  data-clickable={onSelect ? true : undefined}
                  style={{
                    gridTemplateColumns: tracks,
                    height: rowHeight,
                    minWidth: props.minWidth,
                    transform: `translateY(${item.start}px)`,
                  }}
                  onClick={() => {
                    onSelect?.(row)
                    props.onRowClick?.(row)
                  }}
                >
                  {columns.map((column) => (
                    // biome-ignore lint/a11y/useSemanticElements: see above
                    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
                    <div
                      key={column.id}
                      role="gridcell"
                      className={classes.cell}
                      data-align={column.align}
                      data-mono={column.mono || undefined}
                    >
                      {column.cell(row)}
                    </div>
                  ))}
                </div>
              )
            })}
          </div>
        )}
      </div>
    </div>
  )
}

function Header<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>
  sort: string | null
  onSort: ((sort: string) => void) | undefined
}) {
  const direction = sort === column.id ? 'ascending' : sort === `-${column.id}` ? 'descending' : 'none'
  const sortable = column.sortable && onSort
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus
    <div role="columnheader" className={classes.cell} data-align={column.align} {...(sortable ? { 'aria-sort': direction } : {})}>
      {sortable ? (
        <button
          type="button"
          className={classes.sort}
          onClick={() => onSort(direction === 'ascending' ? `-${column.id}` : column.id)}
        >
          {column.header}
          {direction === 'ascending' && <IconArrowUp size={12} aria-hidden />}
          {direction === 'descending' && <IconArrowDown size={12} aria-hidden />}
        </button>
      ) : (
        column.header
      )}
    </div>
  )
}
