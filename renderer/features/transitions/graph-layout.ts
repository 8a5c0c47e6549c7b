import type { TransitionsReport } from '../../../shared/contract/transitions.ts'
import { endState, startState, type TransitionCell } from './matrix.ts'

export interface GraphNode {
  readonly id: number
  readonly name: string
  readonly occurrences: number
  readonly folded: boolean
  /** Centre, in pixels of the drawing. */
  readonly x: number
  readonly y: number
}

export interface GraphEdge {
  readonly cell: TransitionCell
  readonly path: string
  /** Where a label may stand. */
  readonly labelX: number
  readonly labelY: number
  readonly width: number
}

export interface GraphLayout {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly width: number
  readonly height: number
  /** Steps of the edges that are drawn, of all. */
  readonly shown: number
  readonly total: number
}

export const nodeWidth = 148
export const nodeHeight = 34
const layerGap = 66
const rowGap = 22
const margin = 28

/**
 * Layers from the order of the states: a state stands right of the one before it in order that most often leads to it; START is
 * first and END last. Drawn are the strongest way into and out of each state, and further ones by count until `share` of all
 * steps is covered, `mostEdges` at most.
 */
export function layoutGraph(report: TransitionsReport, share: number, mostEdges: number): GraphLayout {
  const place = new Map(report.order.map((id, at) => [id, at]))
  const cells = chooseEdges(report.cells, share, mostEdges)
  const ids = report.order.filter((id) => cells.some((cell) => cell.from === id || cell.to === id))
  const layers = layersOf(ids, cells, place)
  const centres = centresOf(layers, cells)
  const most = Math.max(1, ...cells.map((cell) => cell.count))
  const tallest = Math.max(1, ...layers.map((layer) => layer.length))
  const backs = { count: 0 }
  const height = margin * 2 + tallest * (nodeHeight + rowGap)
  const edges = cells.flatMap((cell): GraphEdge[] => {
    const [from, to] = [centres.get(cell.from), centres.get(cell.to)]
    return from && to ? [{ cell, ...route(from, to, backs), width: 1 + 6 * Math.sqrt(cell.count / most) }] : []
  })
  return {
    nodes: ids.flatMap((id): GraphNode[] => {
      const [state, centre] = [report.states[id], centres.get(id)]
      if (!state || !centre) return []
      return [{ id, name: state.name, occurrences: state.occurrences, folded: report.folded?.state === id, ...centre }]
    }),
    edges,
    width: margin * 2 + layers.length * nodeWidth + (layers.length - 1) * layerGap,
    height: height + (backs.count > 0 ? 60 : 0),
    shown: cells.reduce((sum, cell) => sum + cell.count, 0),
    total: report.cells.reduce((sum, cell) => sum + cell.count, 0),
  }
}

function chooseEdges(cells: readonly TransitionCell[], share: number, mostEdges: number): TransitionCell[] {
  const ranked = [...cells].sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to)
  const kept = new Set<TransitionCell>()
  const entered = new Set<number>()
  const left = new Set<number>()
  for (const cell of ranked) {
    if (cell.from === cell.to || (entered.has(cell.to) && left.has(cell.from))) continue
    entered.add(cell.to)
    left.add(cell.from)
    kept.add(cell)
  }
  const total = ranked.reduce((sum, cell) => sum + cell.count, 0)
  let covered = [...kept].reduce((sum, cell) => sum + cell.count, 0)
  for (const cell of ranked) {
    if (covered >= share * total || kept.size >= mostEdges) break
    if (kept.has(cell)) continue
    kept.add(cell)
    covered += cell.count
  }
  return ranked.filter((cell) => kept.has(cell))
}

function layersOf(ids: readonly number[], cells: readonly TransitionCell[], place: ReadonlyMap<number, number>): number[][] {
  const at = (id: number) => place.get(id) ?? 0
  const layer = new Map<number, number>([[startState, 0]])
  for (const id of ids) {
    if (id === startState || id === endState) continue
    // `cells` stand by count, so the first that comes from further left is the strongest.
    const before = cells.find((cell) => cell.to === id && at(cell.from) < at(id))
    layer.set(id, (before ? (layer.get(before.from) ?? 0) : 0) + 1)
  }
  const last = Math.max(0, ...layer.values())
  if (ids.includes(endState)) layer.set(endState, last + 1)
  const layers: number[][] = Array.from({ length: Math.max(0, ...layer.values()) + 1 }, () => [])
  for (const id of ids) layers[layer.get(id) ?? 0]?.push(id)
  return layers.filter((ids) => ids.length > 0)
}

/** Two sweeps by the average height of the neighbours before, so that fewer edges cross. */
function centresOf(layers: number[][], cells: readonly TransitionCell[]): Map<number, { x: number; y: number }> {
  const tallest = Math.max(1, ...layers.map((layer) => layer.length))
  const centres = new Map<number, { x: number; y: number }>()
  const put = (layer: readonly number[], at: number) => {
    const top = margin + ((tallest - layer.length) * (nodeHeight + rowGap)) / 2
    layer.forEach((id, row) => {
      centres.set(id, {
        x: margin + nodeWidth / 2 + at * (nodeWidth + layerGap),
        y: top + nodeHeight / 2 + rowGap / 2 + row * (nodeHeight + rowGap),
      })
    })
  }
  layers.forEach(put)
  for (let sweep = 0; sweep < 2; sweep++) {
    layers.forEach((layer, at) => {
      const height = (id: number) => {
        let [sum, weight] = [0, 0]
        for (const cell of cells) {
          const other = cell.to === id ? cell.from : sweep > 0 && cell.from === id ? cell.to : null
          const centre = other === null || other === id ? undefined : centres.get(other)
          if (!centre) continue
          sum += centre.y * cell.count
          weight += cell.count
        }
        return weight === 0 ? (centres.get(id)?.y ?? 0) : sum / weight
      }
      const heights = new Map(layer.map((id) => [id, height(id)]))
      layer.sort((a, b) => (heights.get(a) ?? 0) - (heights.get(b) ?? 0))
      put(layer, at)
    })
  }
  return centres
}

type Point = { readonly x: number; readonly y: number }

/** Forward edges run from side to side, edges back below their nodes, a state's own step loops above it. */
function route(from: Point, to: Point, backs: { count: number }): Pick<GraphEdge, 'path' | 'labelX' | 'labelY'> {
  const half = nodeWidth / 2
  if (from === to) {
    const top = from.y - nodeHeight / 2
    return {
      path: `M${from.x + 18} ${top}c14 -24 -50 -24 -36 0`,
      labelX: from.x,
      labelY: top - 20,
    }
  }
  if (to.x > from.x) {
    const [x1, x2] = [from.x + half, to.x - half]
    // Past a layer, the curve leans out, so that it does not run through the nodes between.
    const far = x2 - x1 > nodeWidth
    const lean = far ? ((from.y + to.y) / 2 < 120 ? -46 : 46) : 0
    const bend = Math.max(24, (x2 - x1) / 2.2)
    return {
      path: `M${x1} ${from.y}C${x1 + bend} ${from.y + lean} ${x2 - bend} ${to.y + lean} ${x2 - 5} ${to.y}`,
      labelX: (x1 + x2) / 2,
      labelY: (from.y + to.y) / 2 + lean * 0.75,
    }
  }
  backs.count += 1
  const [y1, y2] = [from.y + nodeHeight / 2, to.y + nodeHeight / 2]
  const dip = Math.min(80, 26 + Math.abs(from.x - to.x) / 14)
  const low = Math.max(y1, y2) + dip
  return {
    path: `M${from.x - 14} ${y1}C${from.x - 14} ${low} ${to.x + 14} ${low} ${to.x + 14} ${y2 + 5}`,
    labelX: (from.x + to.x) / 2,
    labelY: (Math.max(y1, y2) + low) / 2 + dip / 4,
  }
}
