import { Select } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { TransitionsReport } from '../../../shared/contract/transitions.ts'
import type { CellValue } from '../../stores/analysis-location.ts'
import { formatNumber } from '../../widgets/format.ts'
import { type GraphEdge, layoutGraph, nodeHeight, nodeWidth } from './graph-layout.ts'
import classes from './graph-view.module.css'
import { describeCell, labelOfState, numberOf, sharePercent, shortText, type TransitionCell } from './matrix.ts'

const shares = [0.8, 0.9, 0.95, 1] as const
const mostEdges = 300
/** A drawing that is a little too wide is drawn smaller; a wider one scrolls. */
const leastScale = 0.82

/** The same transitions as a graph: states as boxes, steps as edges whose width is the count. Arrows walk the edges, Enter opens one. */
export function GraphView({
  report,
  value,
  chosen,
  onPoint,
  onChoose,
}: {
  report: TransitionsReport
  value: CellValue
  chosen: TransitionCell | null
  onPoint: (cell: TransitionCell | null) => void
  onChoose: (cell: TransitionCell) => void
}) {
  const [share, setShare] = useState<number>(0.9)
  const [pointed, setPointed] = useState<TransitionCell | null>(null)
  const [state, setState] = useState<number | null>(null)
  const [stop, setStop] = useState(0)
  const drawing = useRef<SVGSVGElement>(null)
  const layout = useMemo(() => layoutGraph(report, share, mostEdges), [report, share])
  const place = useMemo(() => new Map(report.order.map((id, at) => [id, at])), [report])
  const edges = useMemo(
    () =>
      [...layout.edges].sort(
        (a, b) =>
          (place.get(a.cell.from) ?? 0) - (place.get(b.cell.from) ?? 0) ||
          (place.get(a.cell.to) ?? 0) - (place.get(b.cell.to) ?? 0),
      ),
    [layout, place],
  )
  // Opens where a simulation begins, which may lie half-way down.
  useLayoutEffect(() => {
    const box = drawing.current?.parentElement
    const begin = layout.nodes.find(({ id }) => id === 0)
    if (!box || !begin) return
    const scale = (drawing.current?.clientHeight ?? 0) / layout.height
    box.scrollTop = (begin.y - layout.top) * scale - box.clientHeight / 2
  }, [layout])
  const nameOf = (id: number) => labelOfState(report.states[id]?.name ?? '')
  const point = (cell: TransitionCell | null) => {
    setPointed(cell)
    onPoint(cell)
  }
  const isLit = (cell: TransitionCell) => cell === pointed || cell === chosen || cell.from === state || cell.to === state
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    const current = edges[Math.min(stop, edges.length - 1)]
    if (step !== undefined) {
      event.preventDefault()
      const next = Math.max(0, Math.min(edges.length - 1, stop + step))
      setStop(next)
      drawing.current?.querySelector<SVGGElement>(`[data-edge="${next}"]`)?.focus()
    } else if ((event.key === 'Enter' || event.key === ' ') && current) {
      event.preventDefault()
      onChoose(current.cell)
    }
  }
  const strong = Math.max(1, ...edges.map(({ cell }) => cell.count)) * 0.12
  return (
    <div className={classes.frame}>
      <div className={classes.note}>
        <Select
          aria-label="Edges for"
          w={206}
          allowDeselect={false}
          data={shares.map((one) => ({
            value: String(one),
            label: one === 1 ? 'Edges for all steps' : `Edges for ${one * 100}% of the steps`,
          }))}
          value={String(share)}
          onChange={(chosen) => setShare(Number(chosen))}
        />
        <span>
          {formatNumber(edges.length)} of {formatNumber(report.cells.length)} edges hold{' '}
          {sharePercent(layout.shown / Math.max(1, layout.total))} of {formatNumber(layout.total)} steps
        </span>
      </div>
      <div className={classes.scroll}>
        {/* biome-ignore lint/a11y/useSemanticElements: a drawing has no fieldset; the keys are those of the edges inside */}
        <svg
          ref={drawing}
          viewBox={`0 ${layout.top} ${layout.width} ${layout.height}`}
          style={{ width: layout.width, minWidth: layout.width * leastScale, height: 'auto' }}
          role="group"
          aria-label="Transitions as a graph"
          onKeyDown={onKeyDown}
          data-lit={pointed !== null || state !== null || undefined}
        >
          <defs>
            <marker
              id="transition-head"
              viewBox="0 0 8 8"
              refX="0"
              refY="4"
              markerWidth="10"
              markerHeight="10"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path className={classes.head} d="M0 0.8 7 4 0 7.2z" />
            </marker>
          </defs>
          {edges.map((edge, at) => (
            <Edge
              key={`${edge.cell.from}-${edge.cell.to}`}
              edge={edge}
              at={at}
              tabIndex={at === Math.min(stop, edges.length - 1) ? 0 : -1}
              label={`${nameOf(edge.cell.from)} to ${nameOf(edge.cell.to)}: ${describeCell(edge.cell)}`}
              lit={isLit(edge.cell)}
              chosen={edge.cell === chosen}
              failing={value === 'errors' && (edge.cell.errorRate ?? 0) > 0}
              onPoint={point}
              onFocus={() => {
                setStop(at)
                point(edge.cell)
              }}
              onChoose={onChoose}
            />
          ))}
          {/* Apart from the edges: an edge's name says its numbers in full. */}
          <g aria-hidden className={classes.labels}>
            {edges
              .filter(({ cell }) => isLit(cell) || cell.count >= strong)
              .map(({ cell, labelX, labelY }) => (
                <text key={`${cell.from}-${cell.to}`} x={labelX} y={labelY}>
                  {textOf(cell, value)}
                </text>
              ))}
          </g>
          {layout.nodes.map((node) => (
            <g
              key={node.id}
              className={classes.node}
              data-kind={node.id < 2 ? 'end' : node.folded ? 'folded' : undefined}
              data-lit={node.id === state || node.id === pointed?.from || node.id === pointed?.to || undefined}
              onPointerEnter={() => setState(node.id)}
              onPointerLeave={() => setState(null)}
            >
              <title>
                {labelOfState(node.name)}: {formatNumber(node.occurrences)} {node.id < 2 ? 'simulations' : 'spans'}
              </title>
              <rect x={node.x - nodeWidth / 2} y={node.y - nodeHeight / 2} width={nodeWidth} height={nodeHeight} rx={6} />
              <text x={node.x} y={node.y - 2}>
                {shortened(labelOfState(node.name))}
              </text>
              <text className={classes.count} x={node.x} y={node.y + 11}>
                {formatNumber(node.occurrences)}
              </text>
            </g>
          ))}
        </svg>
      </div>
    </div>
  )
}

const shortened = (label: string): string => (label.length > 19 ? `${label.slice(0, 18)}…` : label)

function textOf(cell: TransitionCell, value: CellValue): string | null {
  const number = numberOf(cell, value)
  return number === null ? null : shortText(number, value)
}

function Edge({
  edge,
  at,
  tabIndex,
  label,
  lit,
  chosen,
  failing,
  onPoint,
  onFocus,
  onChoose,
}: {
  edge: GraphEdge
  at: number
  tabIndex: number
  label: string
  lit: boolean
  chosen: boolean
  failing: boolean
  onPoint: (cell: TransitionCell | null) => void
  onFocus: () => void
  onChoose: (cell: TransitionCell) => void
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
    <g
      className={classes.edge}
      role="button"
      aria-label={label}
      aria-pressed={chosen}
      tabIndex={tabIndex}
      data-edge={at}
      data-lit={lit || undefined}
      data-chosen={chosen || undefined}
      data-failing={failing || undefined}
      onPointerEnter={() => onPoint(edge.cell)}
      onPointerLeave={() => onPoint(null)}
      onFocus={onFocus}
      onBlur={() => onPoint(null)}
      onClick={() => onChoose(edge.cell)}
    >
      <path className={classes.hit} d={edge.path} />
      <path className={classes.line} d={edge.path} strokeWidth={edge.width} markerEnd="url(#transition-head)" />
    </g>
  )
}
