import type { TransitionsReport } from '../../../shared/contract/transitions.ts'
import type { CellValue } from '../../stores/analysis-location.ts'
import { countOf, formatDuration, formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'

export type TransitionCell = TransitionsReport['cells'][number]

/** 0 is START, 1 is END, as the contract has it. */
export const startState = 0
export const endState = 1

export interface MatrixState {
  readonly id: number
  readonly name: string
  readonly occurrences: number
  readonly folded: boolean
}

export interface Matrix {
  readonly rows: readonly MatrixState[]
  readonly columns: readonly MatrixState[]
  /** By row and column place; undefined where nothing happened. */
  readonly at: (row: number, column: number) => TransitionCell | undefined
}

const pseudoStates = ['~START', '~END', '~rare'] as const

/** A state as a link names it: by its name, which stays when the numbers change; START, END and the folded ones by a mark that no name begins with. */
export function linkOfState(report: TransitionsReport, id: number): string {
  if (id === startState || id === endState) return pseudoStates[id]
  if (id === report.folded?.state) return pseudoStates[2]
  const name = report.states[id]?.name ?? ''
  return name.startsWith('~') ? `~${name}` : name
}

/** The state that `linkOfState` wrote; null where this result has none of that name. */
export function stateOfLink(report: TransitionsReport, link: string): number | null {
  const id = report.states.findIndex((_, at) => linkOfState(report, at) === link)
  return id < 0 ? null : id
}

/** A state's name as one line of plain text, for labels that cannot hold elements. */
export const labelOfState = (name: string): string => showHidden(name) || noName

export const noName = '(no name)'

/** Rows are what is left, columns what is reached: END is never left and START never reached, so each stands on one side only; a first failure need not be left either. */
export function matrixOf(report: TransitionsReport): Matrix {
  const states = report.order.flatMap((id): MatrixState[] => {
    const state = report.states[id]
    return state ? [{ id, name: state.name, occurrences: state.occurrences, folded: report.folded?.state === id }] : []
  })
  const [left, reached] = [new Set(report.cells.map(({ from }) => from)), new Set(report.cells.map(({ to }) => to))]
  const rows = states.filter((state) => left.has(state.id))
  const columns = states.filter((state) => reached.has(state.id))
  const byPlace = new Map(report.cells.map((cell) => [cell.from * report.states.length + cell.to, cell]))
  return {
    rows,
    columns,
    at: (row, column) => {
      const [from, to] = [rows[row], columns[column]]
      return from && to ? byPlace.get(from.id * report.states.length + to.id) : undefined
    },
  }
}

/** The number that a cell stands for; null where the value does not exist (no gap beside START or END, no error rate to END). */
export function numberOf(cell: TransitionCell, value: CellValue): number | null {
  switch (value) {
    case 'count':
      return cell.count
    case 'share':
      return cell.rowShare
    case 'errors':
      return cell.errorRate
    case 'gap':
      return cell.medianGapUs
  }
}

const percent = (share: number): string => {
  const number = share * 100
  return number > 0 && number < 1 ? '<1%' : number > 99 && number < 100 ? '>99%' : `${Math.round(number)}%`
}

/** As short as a cell needs: `36`, `1.2k`, `42%`, `−4 ms`. */
export function shortText(number: number, value: CellValue): string {
  switch (value) {
    case 'count':
      return number < 1000 ? String(number) : number < 10_000 ? `${(number / 1000).toFixed(1)}k` : `${Math.round(number / 1000)}k`
    case 'share':
    case 'errors':
      return percent(number)
    case 'gap':
      return shortGap(number)
  }
}

function shortGap(us: number): string {
  const size = Math.abs(us)
  const sign = us < 0 ? '−' : ''
  if (size < 1000) return `${sign}${Math.round(size)}µs`
  if (size < 1e6) return `${sign}${size < 10_000 ? (size / 1000).toFixed(1) : Math.round(size / 1000)}ms`
  return `${sign}${size < 1e7 ? (size / 1e6).toFixed(1) : Math.round(size / 1e6)}s`
}

export const sharePercent = percent

/** A cell in a sentence, for the line above the matrix and for who cannot see it. */
export function describeCell(cell: TransitionCell | undefined): string {
  if (!cell) return 'never'
  const parts = [countOf(cell.count, 'step'), `${percent(cell.rowShare)} of the row`]
  if (cell.errorRate !== null) parts.push(cell.errorRate === 0 ? 'no errors' : `${percent(cell.errorRate)} errors`)
  if (cell.medianGapUs !== null)
    parts.push(
      cell.medianGapUs < 0
        ? `overlapping by a median of ${formatDuration(-cell.medianGapUs / 1000)}`
        : `median gap ${formatDuration(cell.medianGapUs / 1000)}`,
    )
  return parts.join(', ')
}

/** `12 rare states hold 3% of 7,482 spans`. */
export function describeFolded(report: TransitionsReport): string | null {
  const { folded } = report
  if (!folded) return null
  return `${formatNumber(folded.names.length)} rare states are one: ${percent(folded.share)} of the spans.`
}
