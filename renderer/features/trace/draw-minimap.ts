import { eachVisibleBar } from '../../../shared/trace/flame.ts'
import { placeMinimapRows } from '../../../shared/trace/minimap-rows.ts'
import { hidden } from '../../../shared/trace/rows.ts'
import { fitAll } from '../../../shared/trace/time-axis.ts'
import type { Axis } from './axis.ts'
import { drawTicks } from './draw-axis.ts'
import { scaleOf } from './scale.ts'
import type { Scene } from './scene.ts'
import type { Surface } from './surface.ts'
import type { TraceModel } from './trace-model.ts'

/** The whole simulation as a small flame graph, errors last so that none is covered. */
export function drawMinimap(surface: Surface, { model, scene, axis }: { model: TraceModel; scene: Scene; axis: Axis }): void {
  const { context, width, height, colour } = surface
  const scale = scaleOf(axis, fitAll(axis.durationUs), width)
  drawTicks(surface, scale)
  const { flame } = model
  const tops = placeMinimapRows(flame, height, (startUs, endUs) => scale.toX(endUs) - scale.toX(startUs))
  const barOf = (row: number): { top: number; tall: number } => {
    const top = tops[row] ?? 0
    const pitch = (tops[row + 1] ?? 0) - top
    return { top, tall: Math.max(1, pitch > 2 ? pitch - 1 : pitch) }
  }
  let drawnTo = -1
  for (let row = 0; row < flame.rows; row++) {
    const { top, tall } = barOf(row)
    // Rows that fall on the same pixels are drawn once: the first of them.
    if (Math.floor(top) === drawnTo) continue
    drawnTo = Math.floor(top)
    const range = { startUs: 0, endUs: model.trace.durationUs, firstRow: row, endRow: row + 1, minUs: scale.usPerPixel }
    eachVisibleBar(flame, range, ({ index, startUs, endUs }) => {
      const from = scale.toX(startUs)
      context.globalAlpha = scene.filtered.keep[index] === hidden ? 0.15 : 0.9
      context.fillStyle = colour(scene.colours.names[scene.colours.of[index] ?? 0] ?? '--none-bar')
      context.fillRect(from, top, Math.max(1, scale.toX(endUs) - from), tall)
    })
  }
  context.globalAlpha = 1
  context.fillStyle = colour('--error-line')
  for (const span of model.trace.spans) {
    if (!span.error) continue
    const { top, tall } = barOf(flame.rowOf[span.index] ?? 0)
    context.fillRect(scale.toX(span.startUs), top, 2, Math.max(2, tall))
  }
}
