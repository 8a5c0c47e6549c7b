import { useComputedColorScheme } from '@mantine/core'
import type { KeyboardEvent, PointerEvent, UIEvent } from 'react'
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { CellValue } from '../../stores/analysis-location.ts'
import { formatNumber } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import type { ColourScale } from './colour-scale.ts'
import { type Cursor, drawMatrix } from './draw-matrix.ts'
import { describeCell, labelOfState, type Matrix, type MatrixState, noName } from './matrix.ts'
import classes from './matrix-view.module.css'
import { useSize } from './use-size.ts'

const rowHead = 196
const columnHead = 128

/**
 * The matrix on a canvas, with headers that scroll along. One tab stop: arrows, Home, End and Page move a cursor that is
 * announced; Enter opens its cell. Whatever the number of states, the document holds the headers in sight and one cell.
 */
export function MatrixView({
  matrix,
  value,
  scale,
  cursor,
  chosen,
  onCursor,
  onChoose,
}: {
  matrix: Matrix
  value: CellValue
  scale: ColourScale
  cursor: Cursor | null
  chosen: Cursor | null
  onCursor: (cursor: Cursor | null) => void
  onChoose: (cursor: Cursor) => void
}) {
  const scheme = useComputedColorScheme('light')
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSize(frame)
  const [scrolled, setScrolled] = useState({ left: 0, top: 0 })
  const cells = cellSize(matrix, size)
  const view = useMemo(
    () => ({
      width: Math.max(0, Math.min(size.width - rowHead, matrix.columns.length * cells.width - scrolled.left)),
      height: Math.max(0, Math.min(size.height - columnHead, matrix.rows.length * cells.height - scrolled.top)),
      left: scrolled.left,
      top: scrolled.top,
      cellWidth: cells.width,
      cellHeight: cells.height,
    }),
    [size, scrolled, cells.width, cells.height, matrix],
  )

  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!canvas.current || !context) return
    const ratio = window.devicePixelRatio || 1
    canvas.current.width = Math.round(view.width * ratio)
    canvas.current.height = Math.round(view.height * ratio)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    drawMatrix(context, matrix, view, value, scale, scheme, { cursor, chosen })
  }, [matrix, view, value, scale, scheme, cursor, chosen])

  // The cursor that a key moved stays in sight; one that the pointer moved already is.
  const byKey = useRef(false)
  useEffect(() => {
    if (!cursor || !byKey.current || !frame.current) return
    byKey.current = false
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = frame.current
    const x = cursor.column * cells.width
    const y = cursor.row * cells.height
    const left = Math.max(x + cells.width - (clientWidth - rowHead), Math.min(scrollLeft, x))
    const top = Math.max(y + cells.height - (clientHeight - columnHead), Math.min(scrollTop, y))
    frame.current.scrollLeft = left
    frame.current.scrollTop = top
  }, [cursor, cells.width, cells.height])

  const cellAt = (event: PointerEvent | React.MouseEvent): Cursor | null => {
    const box = canvas.current?.getBoundingClientRect()
    if (!box) return null
    const column = Math.floor((event.clientX - box.left + view.left) / cells.width)
    const row = Math.floor((event.clientY - box.top + view.top) / cells.height)
    return row < matrix.rows.length && column < matrix.columns.length && row >= 0 && column >= 0 ? { row, column } : null
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = cursor ?? chosen ?? { row: 0, column: 0 }
    const last = { row: matrix.rows.length - 1, column: matrix.columns.length - 1 }
    const moves: Record<string, Cursor> = {
      ArrowDown: { ...at, row: at.row + (cursor ? 1 : 0) },
      ArrowUp: { ...at, row: at.row - 1 },
      ArrowRight: { ...at, column: at.column + (cursor ? 1 : 0) },
      ArrowLeft: { ...at, column: at.column - 1 },
      Home: { ...at, column: 0 },
      End: { ...at, column: last.column },
      PageDown: { ...at, row: at.row + 10 },
      PageUp: { ...at, row: at.row - 10 },
    }
    const move = moves[event.key]
    if (move) {
      event.preventDefault()
      byKey.current = true
      onCursor({
        row: Math.max(0, Math.min(last.row, move.row)),
        column: Math.max(0, Math.min(last.column, move.column)),
      })
    } else if ((event.key === 'Enter' || event.key === ' ') && cursor) {
      event.preventDefault()
      onChoose(cursor)
    }
  }
  const rows = inSight(matrix.rows, view.top, view.height, cells.height)
  const columns = inSight(matrix.columns, view.left, view.width, cells.width)
  const marked = cursor ?? chosen
  return (
    // biome-ignore lint/a11y/useSemanticElements: thousands of cells are painted, one is in the document
    <div
      ref={frame}
      className={classes.frame}
      role="grid"
      aria-label="Transitions: rows lead to columns"
      aria-rowcount={matrix.rows.length + 1}
      aria-colcount={matrix.columns.length + 1}
      aria-activedescendant={cursor ? `${id}-cell` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={(event: UIEvent<HTMLDivElement>) =>
        setScrolled({ left: event.currentTarget.scrollLeft, top: event.currentTarget.scrollTop })
      }
    >
      <div
        className={classes.sized}
        role="presentation"
        style={{
          width: rowHead + matrix.columns.length * cells.width,
          height: columnHead + matrix.rows.length * cells.height,
        }}
      >
        {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid */}
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div className={classes.columnHeads} role="row" aria-rowindex={1} style={{ height: columnHead }}>
          {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid */}
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          <div className={classes.corner} role="columnheader" aria-colindex={1} style={{ width: rowHead }}>
            <span>from ↓</span>
            <span>to →</span>
          </div>
          {columns.map(({ state, at }) => (
            // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
            // biome-ignore lint/a11y/useSemanticElements: see above
            <div
              key={state.id}
              className={classes.columnHead}
              role="columnheader"
              aria-colindex={at + 2}
              title={titleOf(state)}
              data-marked={marked?.column === at || undefined}
              data-kind={kindOf(state)}
              style={{ left: rowHead + at * cells.width, width: cells.width - 1 }}
            >
              <span>
                <PlainText text={state.name || noName} />
              </span>
            </div>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: the cells are drawn on a canvas; this grid names them */}
        <div className={classes.rowHeads} role="rowgroup" style={{ width: rowHead }}>
          {rows.map(({ state, at }) => (
            // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
            // biome-ignore lint/a11y/useSemanticElements: see above
            <div
              key={state.id}
              className={classes.rowHead}
              role="row"
              aria-rowindex={at + 2}
              title={titleOf(state)}
              data-marked={marked?.row === at || undefined}
              data-kind={kindOf(state)}
              style={{ top: at * cells.height, height: cells.height - 1 }}
            >
              {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid */}
              {/* biome-ignore lint/a11y/useSemanticElements: see above */}
              <span role="rowheader" className={classes.rowName}>
                <PlainText text={state.name || noName} />
              </span>
              <span className={classes.rowCount} aria-hidden>
                {formatNumber(state.occurrences)}
              </span>
              {cursor?.row === at && (
                // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
                // biome-ignore lint/a11y/useSemanticElements: see above
                <span id={`${id}-cell`} className={classes.spoken} role="gridcell" aria-colindex={cursor.column + 2}>
                  {labelOfState(state.name)} to {labelOfState(matrix.columns[cursor.column]?.name ?? '')}:{' '}
                  {describeCell(matrix.at(cursor.row, cursor.column))}
                </span>
              )}
            </div>
          ))}
        </div>
        <canvas
          ref={canvas}
          className={classes.canvas}
          aria-hidden
          style={{ top: columnHead, left: rowHead, width: view.width, height: view.height }}
          onPointerMove={(event) => {
            const next = cellAt(event)
            if (next?.row !== cursor?.row || next?.column !== cursor?.column) onCursor(next)
          }}
          onPointerLeave={() => onCursor(null)}
          onClick={(event) => {
            const next = cellAt(event)
            if (next) onChoose(next)
          }}
        />
      </div>
    </div>
  )
}

const kindOf = (state: MatrixState) => (state.id < 2 ? 'end' : state.folded ? 'folded' : undefined)

const titleOf = (state: MatrixState) =>
  `${labelOfState(state.name)}\n${formatNumber(state.occurrences)} ${state.id < 2 ? 'simulations' : 'spans'}`

/** Fills the room that there is, within what can still be read. */
function cellSize(matrix: Matrix, size: { width: number; height: number }): { width: number; height: number } {
  const width = Math.floor((size.width - rowHead - 14) / Math.max(1, matrix.columns.length))
  const height = Math.floor((size.height - columnHead - 14) / Math.max(1, matrix.rows.length))
  return { width: Math.max(30, Math.min(64, width)), height: Math.max(20, Math.min(34, height)) }
}

function inSight(states: readonly MatrixState[], from: number, length: number, side: number) {
  const first = Math.max(0, Math.floor(from / side) - 2)
  const last = Math.min(states.length, Math.ceil((from + Math.max(length, side)) / side) + 2)
  return states.slice(first, last).map((state, offset) => ({ state, at: first + offset }))
}
