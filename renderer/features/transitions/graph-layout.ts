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
  /** Where the drawing begins above zero: the lanes of edges that skip a layer. */
  readonly top: number
  readonly height: number
  /** Steps of the edges that are drawn, of all. */
  readonly shown: number
  readonly total: number
}

export const nodeWidth = 130
export const nodeHeight = 34
const layerGap = 56
const rowGap = 34
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
  const { edges, above, below } = routeAll(cells, centres, most)
  return {
    nodes: ids.flatMap((id): GraphNode[] => {
      const [state, centre] = [report.states[id], centres.get(id)]
      if (!state || !centre) return []
      return [{ id, name: state.name, occurrences: state.occurrences, folded: report.folded?.state === id, ...centre }]
    }),
    edges,
    width: margin * 2 + layers.length * nodeWidth + (layers.length - 1) * layerGap,
    top: -above - 24,
    height: margin * 2 + tallest * (nodeHeight + rowGap) + above + below + 48,
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
type Route = Pick<GraphEdge, 'path' | 'labelX' | 'labelY'>

const laneGap = 11
const corner = 9

/** Right, then along a lane above or below all nodes, then right again into the state; round at the corners. */
function throughLane(from: Point, to: Point, lane: number, index: number): Route {
  const inset = 10 + (index % 5) * 7
  const [x1, x2] = [from.x + nodeWidth / 2, to.x - nodeWidth / 2]
  const [out, into] = [x1 + inset, x2 - inset]
  const toward = Math.sign(into - out) || 1
  const [first, last] = [Math.sign(lane - from.y), Math.sign(to.y - lane)]
  const path = [
    `M${x1} ${from.y}H${out - corner}Q${out} ${from.y} ${out} ${from.y + first * corner}`,
    `V${lane - first * corner}Q${out} ${lane} ${out + toward * corner} ${lane}`,
    `H${into - toward * corner}Q${into} ${lane} ${into} ${lane + last * corner}`,
    `V${to.y - last * corner}Q${into} ${to.y} ${Math.min(into + corner, x2 - 9)} ${to.y}H${x2 - 9}`,
  ].join('')
  return { path, labelX: (out + into) / 2, labelY: lane + 4 }
}

/** Neighbouring layers are joined directly; what goes back runs below all nodes, what skips a layer above them. */
function routeAll(
  cells: readonly TransitionCell[],
  centres: ReadonlyMap<number, Point>,
  most: number,
): { edges: GraphEdge[]; above: number; below: number } {
  const pitch = nodeWidth + layerGap
  const heights = [...centres.values()].map((centre) => centre.y)
  const top = Math.min(...heights) - nodeHeight / 2 - 34
  const bottom = Math.max(...heights) + nodeHeight / 2 + 18
  let [above, below] = [0, 0]
  const routeOf = (from: Point, to: Point): Route => {
    if (from === to) {
      const y = from.y - nodeHeight / 2
      return {
        path: `M${from.x + 22} ${y}C${from.x + 22} ${y - 30} ${from.x - 22} ${y - 30} ${from.x - 22} ${y - 9}`,
        labelX: from.x,
        labelY: y - 10,
      }
    }
    if (to.x <= from.x) return throughLane(from, to, bottom + below++ * laneGap, below)
    if (to.x - from.x > pitch * 1.5) return throughLane(from, to, top - above++ * laneGap, above)
    const [x1, x2] = [from.x + nodeWidth / 2, to.x - nodeWidth / 2]
    const bend = (x2 - x1) / 2
    return {
      path: `M${x1} ${from.y}C${x1 + bend} ${from.y} ${x2 - bend - 9} ${to.y} ${x2 - 9} ${to.y}`,
      labelX: (x1 + x2) / 2 - 4,
      labelY: (from.y + to.y) / 2 + 4,
    }
  }
  const edges = cells.flatMap((cell): GraphEdge[] => {
    const [from, to] = [centres.get(cell.from), centres.get(cell.to)]
    return from && to ? [{ cell, ...routeOf(from, to), width: 1 + 4.5 * Math.sqrt(cell.count / most) }] : []
  })
  return { edges, above: above * laneGap, below: below * laneGap }
}
