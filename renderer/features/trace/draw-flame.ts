import { eachVisibleBar } from '../../../shared/trace/flame.ts'
import { hidden, selected as selectedByFilter } from '../../../shared/trace/rows.ts'
import { formatDuration } from '../../../shared/trace/time-axis.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { drawTicks } from './draw-axis.ts'
import type { Scale } from './scale.ts'
import type { Scene } from './scene.ts'
import type { Surface } from './surface.ts'
import type { TraceModel } from './trace-model.ts'

export const flameRow = 20

interface Options {
  readonly model: TraceModel
  readonly scene: Scene
  readonly scale: Scale
  readonly scrollTop: number
  readonly selected: number
  readonly hovered: number
  readonly hits: Uint8Array
  readonly path: boolean
}

/** Draws the bars in sight. What is narrower than a pixel is drawn as one block, so the work is bounded by pixels. */
export function drawFlame(surface: Surface, options: Options): void {
  const { model, scene, scale, scrollTop, hits } = options
  const { context, width, height, colour, font } = surface
  drawTicks(surface, scale)
  const firstRow = Math.floor(scrollTop / flameRow)
  const range = {
    startUs: scale.axis.toTime(scale.viewport.startUs),
    endUs: scale.axis.toTime(scale.viewport.endUs),
    firstRow,
    endRow: Math.ceil((scrollTop + height) / flameRow),
    minUs: scale.usPerPixel,
  }
  const text = colour('--on-kind')
  const errorLine = colour('--error-line')
  context.font = font(11)
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  const cover = makeLabeler(context)
  const searching = hits.length > 0
  eachVisibleBar(model.flame, range, ({ index, row, startUs, endUs, merged }) => {
    const span = model.trace.spans[index]
    if (!span) return
    const top = row * flameRow - scrollTop
    const from = Math.max(-3, scale.toX(startUs))
    const to = Math.min(width + 3, scale.toX(endUs))
    // A pixel of air between neighbours, where there is room for it.
    const length = Math.max(1, to - from - (to - from > 3 ? 1 : 0))
    const keep = scene.filtered.keep[index] ?? hidden
    const faded = keep !== selectedByFilter || (searching && hits[index] !== 1)
    context.globalAlpha = faded ? (keep === hidden ? 0.12 : 0.3) : merged > 1 ? 0.75 : 1
    context.fillStyle = colour(scene.colours.names[scene.colours.of[index] ?? 0] ?? '--none-bar')
    if (length > 4) {
      context.beginPath()
      context.roundRect(from, top, length, flameRow - 1, 2)
      context.fill()
    } else context.fillRect(from, top, length, flameRow - 1)
    context.globalAlpha = 1
    if (span.error && merged === 1) {
      context.fillStyle = errorLine
      context.fillRect(from, top + flameRow - 4, length, 3)
    }
    if (merged > 1 || length < 26) return
    const left = Math.max(0, from) + 6
    const room = Math.min(width, from + length) - left - 4
    const label = cover(showHidden(span.name.slice(0, 300)), room)
    if (label === '') return
    context.fillStyle = faded ? colour('--muted') : text
    context.fillText(label, left, top + flameRow / 2)
    const used = context.measureText(label).width + 10
    if (room - used < 56 || label.endsWith('…')) return
    context.globalAlpha = 0.72
    context.fillText(formatDuration(span.endUs - span.startUs), left + used, top + flameRow / 2)
    context.globalAlpha = 1
  })
  if (options.path) drawPath(surface, options)
  for (const [index, name] of [
    [options.hovered, '--muted'],
    [options.selected, '--text'],
  ] as const) {
    const span = model.trace.spans[index]
    if (!span) continue
    const from = scale.toX(span.startUs)
    const length = Math.max(3, scale.toX(span.endUs) - from)
    if (from > width || from + length < 0) continue
    const left = Math.max(-4, from)
    context.strokeStyle = colour(name)
    context.lineWidth = 2
    context.strokeRect(
      left,
      (model.flame.rowOf[index] ?? 0) * flameRow - scrollTop,
      Math.min(width + 4, from + length) - left,
      flameRow - 1,
    )
  }
}

function drawPath({ context, width, height, colour }: Surface, { model, scale, scrollTop }: Options): void {
  context.fillStyle = colour('--path-line')
  for (const [index, segments] of model.pathOf) {
    const top = (model.flame.rowOf[index] ?? 0) * flameRow - scrollTop
    if (index < 0 || top < -flameRow || top > height) continue
    for (let at = 0; at + 1 < segments.length; at += 2) {
      const from = Math.max(0, scale.toX(segments[at] ?? 0))
      const to = Math.min(width, scale.toX(segments[at + 1] ?? 0))
      if (to - from >= 0.5) context.fillRect(from, top, to - from, 2)
    }
  }
}

/** Cuts labels to their room. The width of a letter is taken from the alphabet first, so that most labels are measured once. */
function makeLabeler(context: CanvasRenderingContext2D) {
  const perLetter = context.measureText('abcdefghijklmnopqrstuvwxyz_.0123456789').width / 38
  return (label: string, room: number): string => {
    if (label.length * perLetter * 0.75 <= room && context.measureText(label).width <= room) return label
    let length = Math.min(label.length, Math.floor(room / perLetter))
    while (length > 1 && context.measureText(`${label.slice(0, length)}…`).width > room) length--
    return length > 1 ? `${label.slice(0, length).trimEnd()}…` : ''
  }
}
