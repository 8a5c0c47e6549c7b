import { useElementSize } from '@mantine/hooks'
import type { KeyboardEvent, PointerEvent } from 'react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { TracePreview, TraceVerdict } from '../../../shared/contract/preview.ts'
import { countOf, formatClock, formatDuration, formatUtc, lengthOf } from '../../widgets/format.ts'
import { drawTimeline, gutter } from './draw-timeline.ts'
import classes from './timeline.module.css'
import type { Bar } from './timeline-layout.ts'
import { layOutTimeline, rowPitch } from './timeline-layout.ts'

export const verdictWords: Record<TraceVerdict, string> = {
  matched: 'Matched',
  'other-simulation': 'Other simulation',
  'no-id': 'No id',
}

type Brush = readonly [number, number]

interface TimelineStripProps {
  readonly traces: readonly TracePreview[]
  readonly window: { start: string; end: string } | null
  readonly brush: Brush | null
  readonly onBrush: (brush: Brush | null) => void
  readonly selected: string | null
  /** Traces in which the id is almost there. */
  readonly near: ReadonlySet<string>
  readonly onSelect: (traceId: string) => void
}

/** The window at a glance: every trace a bar, in the lane of its verdict. Dragging, or the two edges by keyboard, narrows the table. */
export function TimelineStrip({ traces, window, brush, onBrush, selected, near, onSelect }: TimelineStripProps) {
  const { ref, width } = useElementSize()
  const canvas = useRef<HTMLCanvasElement>(null)
  const inner = Math.max(1, width - gutter)
  const layout = useMemo(() => layOutTimeline(traces, window, inner), [traces, window, inner])
  const names = useMemo(() => new Map(traces.map((trace) => [trace.traceId, trace])), [traces])
  const [hover, setHover] = useState<{ bar: Bar; x: number } | null>(null)
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null)
  const span = layout.to - layout.from
  const toX = (time: number) => gutter + ((time - layout.from) / span) * inner
  const toTime = (x: number) => layout.from + (Math.max(0, Math.min(inner, x - gutter)) / inner) * span
  const shown: Brush | null = drag ? [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)] : brush
  const height = layout.height + 26

  useEffect(() => {
    if (!canvas.current || width === 0) return
    const draw = () =>
      canvas.current &&
      drawTimeline(canvas.current, { layout, width, height, brush: shown, selected, near, hovered: hover?.bar.traceId ?? null })
    draw()
    // The colours are CSS variables of the theme.
    const themes = new MutationObserver(draw)
    themes.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] })
    return () => themes.disconnect()
  })

  if (layout.bars.length === 0) return null

  const point = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const barAt = (x: number, y: number): Bar | null => {
    const lane = layout.lanes.find((one) => y >= one.top && y < one.top + one.height + 3)
    if (!lane) return null
    const row = Math.min(lane.rows - 1, Math.floor((y - lane.top) / rowPitch(lane.rows)))
    const under = layout.bars.filter(
      (bar) => bar.lane === lane.verdict && bar.row === row && x >= toX(bar.from) - 2 && x <= toX(bar.to) + 2,
    )
    return under.find((bar) => near.has(bar.traceId)) ?? under[0] ?? null
  }
  const edge = (which: 0 | 1) => shown?.[which] ?? (which === 0 ? layout.from : layout.to)
  const move = (which: 0 | 1, time: number) => {
    const clamped = Math.max(layout.from, Math.min(layout.to, time))
    const next: Brush = which === 0 ? [Math.min(clamped, edge(1)), edge(1)] : [edge(0), Math.max(clamped, edge(0))]
    onBrush(next[0] <= layout.from && next[1] >= layout.to ? null : next)
  }
  const onKey = (which: 0 | 1) => (event: KeyboardEvent) => {
    const step = (span / 100) * (event.shiftKey ? 10 : 1)
    const moves: Record<string, number> = {
      ArrowLeft: edge(which) - step,
      ArrowDown: edge(which) - step,
      ArrowRight: edge(which) + step,
      ArrowUp: edge(which) + step,
      Home: layout.from,
      End: layout.to,
    }
    const to = moves[event.key]
    if (to !== undefined) {
      event.preventDefault()
      move(which, to)
    } else if (event.key === 'Escape') onBrush(null)
  }
  const trace = hover && names.get(hover.bar.traceId)

  return (
    <section className={classes.strip} aria-label="Timeline of the window">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the pointer's way; the two sliders are the keyboard's */}
      <div
        ref={ref}
        className={classes.stage}
        style={{ height }}
        data-over={hover ? true : undefined}
        onPointerDown={(event) => {
          if (event.button !== 0 || event.target !== canvas.current) return
          event.currentTarget.setPointerCapture(event.pointerId)
          const { x } = point(event)
          setDrag({ from: toTime(x), to: toTime(x) })
        }}
        onPointerMove={(event) => {
          const { x, y } = point(event)
          if (drag) setDrag({ ...drag, to: toTime(x) })
          else {
            const bar = barAt(x, y)
            setHover(bar ? { bar, x } : null)
          }
        }}
        onPointerUp={(event) => {
          if (!drag) return
          const { x, y } = point(event)
          setDrag(null)
          // Less than a few pixels is a click.
          if (Math.abs(toX(drag.from) - x) < 4) {
            const bar = barAt(x, y)
            if (bar) onSelect(bar.traceId)
            else onBrush(null)
          } else onBrush([Math.min(drag.from, toTime(x)), Math.max(drag.from, toTime(x))])
        }}
        onPointerLeave={() => setHover(null)}
        onDoubleClick={() => onBrush(null)}
      >
        <canvas ref={canvas} className={classes.canvas} aria-hidden />
        {layout.lanes.map((lane) => (
          <div
            key={lane.verdict}
            className={classes.lane}
            data-verdict={lane.verdict}
            style={{ top: lane.top, height: lane.height }}
          >
            {verdictWords[lane.verdict]}
          </div>
        ))}
        {([0, 1] as const).map((which) => (
          <div
            key={which}
            className={classes.handle}
            data-set={shown ? true : undefined}
            role="slider"
            tabIndex={0}
            aria-label={which === 0 ? 'Show traces from' : 'Show traces until'}
            aria-valuemin={Math.round(layout.from)}
            aria-valuemax={Math.round(layout.to)}
            aria-valuenow={Math.round(edge(which))}
            aria-valuetext={formatClock(edge(which))}
            style={{ left: toX(edge(which)), height: layout.height }}
            onKeyDown={onKey(which)}
          />
        ))}
        {trace && hover && !drag && (
          <div
            className={classes.tip}
            style={{ left: Math.min(hover.x + 10, Math.max(gutter, width - 300)), top: layout.height + 4 }}
          >
            <strong>{trace.name}</strong> · {verdictWords[trace.verdict].toLowerCase()} ·{' '}
            {near.has(trace.traceId) && 'near miss · '} {countOf(trace.spans, 'span')} · {formatClock(trace.start)} ·{' '}
            {formatDuration(lengthOf(trace))}
          </div>
        )}
      </div>
      {shown && (
        <p className={classes.range} title={`${formatUtc(shown[0])} – ${formatUtc(shown[1])}`}>
          {formatClock(shown[0])} – {formatClock(shown[1])} ({formatDuration(shown[1] - shown[0])})
          <button type="button" className={classes.clear} onClick={() => onBrush(null)}>
            Show all
          </button>
        </p>
      )}
    </section>
  )
}
