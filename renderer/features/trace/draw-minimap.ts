import { eachVisibleBar } from '../../../shared/trace/flame.ts'
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
  const pitch = Math.min(11, height / Math.max(1, flame.rows))
  const bar = Math.max(1, pitch > 2 ? pitch - 1 : pitch)
  // Rows that fall on the same pixels are drawn once: the first of them.
  const every = Math.max(1, Math.floor(1 / pitch))
  for (let row = 0; row < flame.rows; row += every) {
    const range = { startUs: 0, endUs: model.trace.durationUs, firstRow: row, endRow: row + 1, minUs: scale.usPerPixel }
    const top = row * pitch
    eachVisibleBar(flame, range, ({ index, startUs, endUs }) => {
      const from = scale.toX(startUs)
      context.globalAlpha = scene.filtered.keep[index] === hidden ? 0.15 : 0.9
      context.fillStyle = colour(scene.colours.names[scene.colours.of[index] ?? 0] ?? '--none-bar')
      context.fillRect(from, top, Math.max(1, scale.toX(endUs) - from), bar)
    })
  }
  context.globalAlpha = 1
  context.fillStyle = colour('--error-line')
  for (const span of model.trace.spans)
    if (span.error) context.fillRect(scale.toX(span.startUs), (flame.rowOf[span.index] ?? 0) * pitch, 2, Math.max(2, bar))
}
