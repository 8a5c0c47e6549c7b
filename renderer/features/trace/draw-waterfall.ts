import { keptAsAncestor } from '../../../shared/trace/rows.ts'
import { isHeader, traceOfHeader } from './composed-rows.ts'
import { drawTicks } from './draw-axis.ts'
import type { Scale } from './scale.ts'
import type { Scene } from './scene.ts'
import type { Surface } from './surface.ts'
import type { TraceModel } from './trace-model.ts'

export interface WaterfallWindow {
  readonly first: number
  /** Exclusive. */
  readonly end: number
  /** Pixels of the first row that are scrolled out. */
  readonly offset: number
  readonly rowHeight: number
}

interface Options {
  readonly model: TraceModel
  readonly scene: Scene
  readonly scale: Scale
  readonly window: WaterfallWindow
  readonly path: boolean
}

/** Draws the bars of the rows in sight. Bars have at least two pixels; what lies beside the viewport is told by an arrow. */
export function drawWaterfall(surface: Surface, { model, scene, scale, window, path }: Options): void {
  const { context, width, colour } = surface
  drawTicks(surface, scale)
  const bar = Math.round(window.rowHeight * 0.42)
  const inset = Math.round((window.rowHeight - bar) / 2)
  const errorLine = colour('--error-line')
  for (let row = window.first; row < window.end; row++) {
    const entry = scene.composed.rows[row]
    if (entry === undefined) break
    const top = (row - window.first) * window.rowHeight - window.offset + inset
    if (isHeader(entry)) {
      const trace = model.tree.traces[traceOfHeader(entry)]
      if (!trace) continue
      const from = Math.max(-1, scale.toX(trace.startUs))
      const to = Math.min(width + 1, scale.toX(trace.endUs))
      if (to < 0 || from > width) arrow(surface, to < 0, top + bar / 2)
      else {
        const middle = Math.round(top + bar / 2)
        context.fillStyle = colour('--muted')
        context.fillRect(from, middle - 1, Math.max(2, to - from), 2)
        context.fillRect(from, middle - 4, 1, 8)
        context.fillRect(Math.max(from + 1, to - 1), middle - 4, 1, 8)
      }
      continue
    }
    const span = model.trace.spans[entry]
    if (!span) continue
    const from = scale.toX(span.startUs)
    const to = scale.toX(span.endUs)
    if (to < -1 || from > width + 1) {
      arrow(surface, to < 0, top + bar / 2)
      continue
    }
    const left = Math.max(-2, from)
    const length = Math.max(2, Math.min(width + 2, to) - left)
    context.globalAlpha = scene.filtered.keep[entry] === keptAsAncestor ? 0.35 : 1
    context.fillStyle = colour(scene.colours.names[scene.colours.of[entry] ?? 0] ?? '--none-bar')
    context.beginPath()
    context.roundRect(left, top, length, bar, Math.min(2, length / 2))
    context.fill()
    if (span.error) {
      context.fillStyle = errorLine
      context.fillRect(left, top + bar - 2, length, 2)
    }
    context.globalAlpha = 1
    if (path) drawPath(surface, model.pathOf.get(entry), scale, top + bar + 1)
  }
}

function drawPath({ context, width, colour }: Surface, segments: readonly number[] | undefined, scale: Scale, top: number): void {
  if (!segments) return
  context.fillStyle = colour('--path-line')
  for (let at = 0; at + 1 < segments.length; at += 2) {
    const from = Math.max(0, scale.toX(segments[at] ?? 0))
    const to = Math.min(width, scale.toX(segments[at + 1] ?? 0))
    if (to >= 0 && from <= width) context.fillRect(from, top, Math.max(1, to - from), 2)
  }
}

function arrow({ context, width, colour }: Surface, before: boolean, middle: number): void {
  const x = before ? 3 : width - 3
  const tip = before ? -4 : 4
  context.fillStyle = colour('--border-strong')
  context.beginPath()
  context.moveTo(x + tip * 0.5, middle)
  context.lineTo(x - tip * 0.5, middle - 4)
  context.lineTo(x - tip * 0.5, middle + 4)
  context.fill()
}
