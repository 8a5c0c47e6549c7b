import { useElementSize } from '@mantine/hooks'
import type { KeyboardEvent, PointerEvent } from 'react'
import { useCallback, useRef } from 'react'
import { formatDuration } from '../../../shared/trace/time-axis.ts'
import { isWhole } from './axis.ts'
import { drawMinimap } from './draw-minimap.ts'
import classes from './minimap.module.css'
import type { Scene } from './scene.ts'
import type { Surface } from './surface.ts'
import { useSurface } from './surface.ts'
import { useViewer, useViewerState } from './viewer-store.ts'

const height = 44

type Grip = 'move' | 'from' | 'to' | 'new'

/** The whole simulation at a glance, with the stretch that the views show as a window: dragged, widened at its edges, or drawn anew. */
export function Minimap({ scene }: { scene: Scene }) {
  const { model, store } = useViewer()
  const { ref, width } = useElementSize()
  const axis = useViewerState((state) => state.axis)
  const viewport = useViewerState((state) => state.viewport)
  const grip = useRef<{ kind: Grip; us: number; start: typeof viewport } | null>(null)
  const canvas = useSurface(
    width,
    height,
    useCallback((surface: Surface) => drawMinimap(surface, { model, scene, axis }), [model, scene, axis]),
  )
  const toX = (us: number) => (us / axis.durationUs) * width
  const [from, to] = [toX(viewport.startUs), toX(viewport.endUs)]
  const whole = isWhole(viewport, axis)
  const usAt = (event: PointerEvent) =>
    ((event.clientX - event.currentTarget.getBoundingClientRect().left) / Math.max(1, width)) * axis.durationUs
  const set = (startUs: number, endUs: number) =>
    store.getState().setViewport({ startUs: Math.min(startUs, endUs), endUs: Math.max(startUs, endUs) })

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const us = usAt(event)
    const x = toX(us)
    const kind: Grip =
      !whole && Math.abs(x - from) < 6
        ? 'from'
        : !whole && Math.abs(x - to) < 6
          ? 'to'
          : !whole && x > from && x < to
            ? 'move'
            : 'new'
    grip.current = { kind, us, start: viewport }
  }
  const onPointerMove = (event: PointerEvent) => {
    const now = grip.current
    if (!now) return
    const us = usAt(event)
    const { start } = now
    if (now.kind === 'move') set(start.startUs + us - now.us, start.endUs + us - now.us)
    else if (now.kind === 'from') set(us, start.endUs)
    else if (now.kind === 'to') set(start.startUs, us)
    else if (Math.abs(toX(us) - toX(now.us)) > 3) set(now.us, us)
  }
  const onKey = (edge: 'startUs' | 'endUs') => (event: KeyboardEvent) => {
    const step = ((viewport.endUs - viewport.startUs) / 20) * (event.shiftKey ? 5 : 1)
    const by = event.key === 'ArrowRight' ? step : event.key === 'ArrowLeft' ? -step : 0
    if (event.key === 'Escape') store.getState().fitAll()
    else if (by === 0) return
    else {
      const next = { ...viewport, [edge]: viewport[edge] + by }
      if (next.endUs > next.startUs) store.getState().setViewport(next)
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const edge = (name: string, key: 'startUs' | 'endUs', x: number) => (
    <div
      role="slider"
      tabIndex={0}
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={Math.round(axis.durationUs)}
      aria-valuenow={Math.round(viewport[key])}
      aria-valuetext={formatDuration(axis.toTime(viewport[key]))}
      className={classes.mapEdge}
      style={{ left: x }}
      onKeyDown={onKey(key)}
    />
  )
  return (
    <div className={classes.minimap}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the pointer's way; the two sliders are the keyboard's */}
      <div
        ref={ref}
        className={classes.map}
        style={{ height }}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          grip.current = null
        }}
        onPointerCancel={() => {
          grip.current = null
        }}
        onDoubleClick={() => store.getState().fitAll()}
      >
        <canvas ref={canvas} className={classes.canvas} aria-hidden />
        {!whole && (
          <>
            <div className={classes.veil} style={{ left: 0, width: Math.max(0, from) }} />
            <div className={classes.veil} style={{ left: to, right: 0 }} />
            <div className={classes.mapWindow} style={{ left: from, width: Math.max(2, to - from) }} />
          </>
        )}
        {edge('Start of what is shown', 'startUs', from)}
        {edge('End of what is shown', 'endUs', to)}
      </div>
    </div>
  )
}
