import type { CellValue } from '../../stores/analysis-location.ts'
import type { ColourScale, Scheme } from './colour-scale.ts'
import { type Matrix, numberOf, shortText } from './matrix.ts'

/** What of the matrix is in sight, in CSS pixels. */
export interface View {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly top: number
  /** Side lengths of a cell. */
  readonly cellWidth: number
  readonly cellHeight: number
}

export interface Cursor {
  readonly row: number
  readonly column: number
}

const lines: Record<Scheme, { grid: string; never: string; band: string; none: string; cursor: string }> = {
  light: { grid: '#ffffff', never: '#f1f3f6', band: '#e4e8ee', none: '#566072', cursor: '#1a202b' },
  dark: { grid: '#161a21', never: '#1b2028', band: '#262d38', none: '#9aa4b4', cursor: '#ffffff' },
}

/** Paints the cells in sight; row and column of the cursor stand out from the empty ground. */
export function drawMatrix(
  context: CanvasRenderingContext2D,
  matrix: Matrix,
  view: View,
  value: CellValue,
  scale: ColourScale,
  scheme: Scheme,
  marks: { cursor: Cursor | null; chosen: Cursor | null },
): void {
  const { cellWidth, cellHeight } = view
  const colours = lines[scheme]
  context.clearRect(0, 0, view.width, view.height)
  context.font = `500 ${cellHeight < 24 ? 10 : 11}px Inter, system-ui, sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  const lastRow = Math.min(matrix.rows.length - 1, Math.floor((view.top + view.height) / cellHeight))
  const lastColumn = Math.min(matrix.columns.length - 1, Math.floor((view.left + view.width) / cellWidth))
  for (let row = Math.floor(view.top / cellHeight); row <= lastRow; row++) {
    for (let column = Math.floor(view.left / cellWidth); column <= lastColumn; column++) {
      const x = column * cellWidth - view.left
      const y = row * cellHeight - view.top
      const cell = matrix.at(row, column)
      const number = cell ? numberOf(cell, value) : null
      const inBand = marks.cursor !== null && (marks.cursor.row === row || marks.cursor.column === column)
      const colour = number === null ? null : scale.colour(number)
      context.fillStyle = colour?.css ?? (inBand ? colours.band : colours.never)
      context.fillRect(x, y, cellWidth - 1, cellHeight - 1)
      if (!cell) continue
      if (colour === null) {
        // It happened, but has no such value: a dot, not the empty ground.
        context.fillStyle = colours.none
        context.fillRect(x + cellWidth / 2 - 1.5, y + cellHeight / 2 - 1.5, 3, 3)
      } else if (number !== null && cellWidth >= 30) {
        context.fillStyle = colour.ink
        context.fillText(shortText(number, value), x + (cellWidth - 1) / 2, y + cellHeight / 2, cellWidth - 4)
      }
    }
  }
  for (const [mark, width] of [
    [marks.chosen, 2],
    [marks.cursor, 1.5],
  ] as const) {
    if (!mark) continue
    context.strokeStyle = colours.cursor
    context.lineWidth = width
    context.strokeRect(
      mark.column * cellWidth - view.left + width / 2,
      mark.row * cellHeight - view.top + width / 2,
      cellWidth - 1 - width,
      cellHeight - 1 - width,
    )
  }
}
