import type { TraceVerdict } from '../../../shared/contract/preview.ts'
import type { TimelineLayout } from './timeline-layout.ts'
import { axisTicks, rowPitch, tickText } from './timeline-layout.ts'

/** Pixels at the left for the lanes' names. */
export const gutter = 124

interface Drawing {
  readonly layout: TimelineLayout
  readonly width: number
  readonly height: number
  readonly brush: readonly [number, number] | null
  readonly selected: string | null
  readonly hovered: string | null
  /** Traces in which the id is almost there: marked by a tick below their bar. */
  readonly near: ReadonlySet<string>
}

const barColour: Record<TraceVerdict, string> = {
  matched: '--matched-bar',
  'other-simulation': '--other-bar',
  'no-id': '--none-bar',
}

/** Draws the strip: axis, lanes, bars, and a veil over what the brush leaves out. Sizes are CSS pixels. */
export function drawTimeline(
  canvas: HTMLCanvasElement,
  { layout, width, height, brush, selected, hovered, near }: Drawing,
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const scale = window.devicePixelRatio || 1
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  context.setTransform(scale, 0, 0, scale, 0, 0)
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const inner = width - gutter
  const toX = (time: number) => gutter + ((time - layout.from) / (layout.to - layout.from)) * inner

  context.fillStyle = colour('--muted')
  context.strokeStyle = colour('--border')
  context.lineWidth = 1
  context.font = `11px ${getComputedStyle(canvas).fontFamily}`
  context.textBaseline = 'top'
  for (const tick of axisTicks(layout.from, layout.to, Math.max(2, Math.floor(inner / 110)))) {
    const x = Math.round(toX(tick)) + 0.5
    context.beginPath()
    context.moveTo(x, 0)
    context.lineTo(x, layout.height + 5)
    context.stroke()
    const text = tickText(tick, layout.to - layout.from)
    const half = context.measureText(text).width / 2
    context.textAlign = x + half > width ? 'right' : 'center'
    context.fillText(text, x + half > width ? width : x, layout.height + 8)
  }

  for (const bar of layout.bars) {
    const lane = layout.lanes.find((one) => one.verdict === bar.lane)
    if (!lane) continue
    const pitch = rowPitch(lane.rows)
    const x = toX(bar.from)
    const strong = bar.traceId === selected || bar.traceId === hovered
    context.fillStyle = strong ? colour('--text') : colour(barColour[bar.lane])
    context.fillRect(x, lane.top + bar.row * pitch, Math.max(2, toX(bar.to) - x), pitch - 2)
  }
  context.fillStyle = colour('--bad')
  for (const bar of layout.bars) {
    const lane = near.has(bar.traceId) && layout.lanes.find((one) => one.verdict === bar.lane)
    if (lane) drawMark(context, toX(bar.from) + 1, lane.top + bar.row * rowPitch(lane.rows) + rowPitch(lane.rows) - 2)
  }

  if (brush) {
    context.globalAlpha = 0.72
    context.fillStyle = colour('--surface')
    context.fillRect(gutter, 0, toX(brush[0]) - gutter, layout.height)
    context.fillRect(toX(brush[1]), 0, width - toX(brush[1]), layout.height)
    context.globalAlpha = 1
  }
}

/** A triangle that points up at a bar. */
function drawMark(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath()
  context.moveTo(x, y)
  context.lineTo(x + 4, y + 6)
  context.lineTo(x - 4, y + 6)
  context.fill()
}
