import { formatDuration } from '../../../shared/trace/time-axis.ts'
import type { Scale } from './scale.ts'
import { ticksOnScale } from './scale.ts'
import type { Surface } from './surface.ts'

/** Where more cuts are in sight their lengths would leave no room for the times. */
const mostNamedCuts = 8

/** Labels of the time axis; where a gap is cut, how long it was. */
export function drawAxis({ context, width, height, colour, font }: Surface, scale: Scale): void {
  context.font = font(11)
  context.textBaseline = 'middle'
  const labels: [number, number][] = []
  let free = Number.NEGATIVE_INFINITY
  const inSight = scale.axis.cuts.filter((cut) => scale.toX(cut.endUs) >= 0 && scale.toX(cut.startUs) <= width)
  for (const cut of inSight.length > mostNamedCuts ? [] : inSight) {
    // A length among times: the arrow says which is which.
    const text = `↔ ${formatDuration(cut.endUs - cut.startUs)}`
    const room = context.measureText(text).width / 2 + 3
    const middle = (scale.toX(cut.startUs) + scale.toX(cut.endUs)) / 2
    // At an edge it moves inwards: half of a label would say another length.
    const x = Math.max(room, Math.min(width - room, middle))
    if (x - room < free) continue
    free = x + room + 4
    context.fillStyle = colour('--other')
    context.textAlign = 'center'
    context.fillText(text, x, height / 2)
    labels.push([x - room, x + room])
  }
  context.fillStyle = colour('--muted')
  context.textAlign = 'left'
  for (const tick of ticksOnScale(scale)) {
    const x = tick.x + 4
    const end = x + context.measureText(tick.label).width
    if (end > width || labels.some(([from, to]) => x < to && end > from)) continue
    context.fillText(tick.label, x, height / 2)
  }
  drawTicks({ context, width, height, colour, font }, scale)
}

/** The vertical lines of the ticks, and the cuts as hatched bands. */
export function drawTicks({ context, width, height, colour }: Surface, scale: Scale): void {
  for (const cut of scale.axis.cuts) {
    const from = Math.round(scale.toX(cut.startUs))
    const to = Math.round(scale.toX(cut.endUs))
    if (to < 0 || from > width) continue
    context.save()
    context.beginPath()
    context.rect(from, 0, to - from, height)
    context.clip()
    context.strokeStyle = colour('--border-strong')
    context.globalAlpha = 0.55
    context.lineWidth = 1
    context.beginPath()
    const step = 6
    for (let x = from - (from % step) - height; x < to; x += step) {
      context.moveTo(x, height)
      context.lineTo(x + height, 0)
    }
    context.stroke()
    context.restore()
  }
  context.fillStyle = colour('--border')
  for (const { x } of ticksOnScale(scale)) context.fillRect(Math.round(x), 0, 1, height)
}
