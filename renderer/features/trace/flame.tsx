import type { PointerEvent } from 'react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { spanAt } from '../../../shared/trace/flame.ts'
import { formatDuration } from '../../../shared/trace/time-axis.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { kindWords } from '../../widgets/kind-words.ts'
import { tokenCount } from './colours.ts'
import { drawAxis } from './draw-axis.ts'
import { drawFlame, flameRow } from './draw-flame.ts'
import { FlameTree } from './flame-tree.tsx'
import { scaleOf } from './scale.ts'
import type { Scene } from './scene.ts'
import type { Surface } from './surface.ts'
import { useSurface } from './surface.ts'
import { scrollFor, useScrollWindow } from './use-scroll-window.ts'
import { useTimeGestures } from './use-time-gestures.ts'
import { useViewer, useViewerState } from './viewer-store.ts'
import classes from './waterfall.module.css'

const headHeight = 26
/** Air between the axis and the first bar. */
const topRoom = 4

/** The spans as nested bars on one canvas, and beside it, for keyboard and screen readers, the same as a tree. */
export function Flame({ scene, onPanel }: { scene: Scene; onPanel: () => void }) {
  const { model, store } = useViewer()
  const { scroller, setScroller, window } = useScrollWindow()
  const [tip, setTip] = useState<{ x: number; y: number } | null>(null)
  const selected = useViewerState((state) => state.selected)
  const hovered = useViewerState((state) => state.hovered)
  const axis = useViewerState((state) => state.axis)
  const viewport = useViewerState((state) => state.viewport)
  const path = useViewerState((state) => state.path)
  const hits = useViewerState((state) => state.search.hits)
  const { flame } = model

  const bodyHeight = Math.max(0, window.height - headHeight)
  const fullHeight = flame.rows * flameRow + topRoom + 12
  const scrolls = fullHeight > bodyHeight
  const scrollTop = window.top - topRoom
  const scale = useMemo(() => scaleOf(axis, viewport, window.width), [axis, viewport, window.width])
  const draw = useCallback(
    (surface: Surface) => drawFlame(surface, { model, scene, scale, scrollTop, selected, hovered, hits, path }),
    [model, scene, scale, scrollTop, selected, hovered, hits, path],
  )
  const canvas = useSurface(window.width, bodyHeight, draw)
  const axisCanvas = useSurface(
    window.width,
    headHeight - 1,
    useCallback((surface: Surface) => drawAxis(surface, scale), [scale]),
  )

  const find = (x: number, y: number): number => {
    if (y < headHeight) return -1
    const viewUs = scale.toUs(x)
    return spanAt(flame, Math.floor((y - headHeight + scrollTop) / flameRow), axis.toTime(viewUs), scale.usPerPixel * 2)
  }
  const { band, handlers } = useTimeGestures(scroller, {
    left: 0,
    width: window.width,
    wheelPans: !scrolls,
    onClick: (x, y) => {
      if (y < headHeight) return
      const index = find(x, y)
      shown.current = index
      store.getState().set({ selected: index, ...(index >= 0 ? { at: index } : {}) })
    },
  })

  // Follows a selection that was made elsewhere: its row is scrolled to, and time panned where it lies beside what is shown.
  const shown = useRef(-1)
  useEffect(() => {
    const span = model.trace.spans[selected]
    if (!scroller || !span || shown.current === selected) return
    shown.current = selected
    const top = (flame.rowOf[selected] ?? 0) * flameRow + topRoom
    const to = scrollFor({ top: scroller.scrollTop, height: bodyHeight }, { top, height: flameRow })
    if (to !== null) scroller.scrollTop = to
    const { axis: now, viewport: seen, setViewport } = store.getState()
    const [from, until] = [now.toView(span.startUs), now.toView(span.endUs)]
    if (until < seen.startUs || from > seen.endUs) {
      const length = seen.endUs - seen.startUs
      const middle = (from + until) / 2
      setViewport({ startUs: middle - length / 2, endUs: middle + length / 2 })
    }
  }, [scroller, selected, model, flame, bodyHeight, store])
  useEffect(() => () => store.getState().set({ hovered: -1 }), [store])

  const hover = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    const [x, y] = [event.clientX - box.left, event.clientY - box.top]
    const index = event.buttons === 0 ? find(x, y) : -1
    if (index !== hovered) store.getState().set({ hovered: index })
    setTip(index < 0 ? null : { x, y })
  }

  return (
    <div className={classes.flame}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the pointer's way; the tree beside it is the keyboard's */}
      <div
        ref={setScroller}
        className={classes.scroller}
        data-flame
        tabIndex={-1}
        onDoubleClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect()
          const index = find(event.clientX - box.left, event.clientY - box.top)
          if (index >= 0) store.getState().zoomTo(index)
          else store.getState().fitAll()
        }}
        {...handlers}
        onPointerMove={(event) => {
          handlers.onPointerMove(event)
          hover(event)
        }}
        onPointerLeave={() => {
          setTip(null)
          store.getState().set({ hovered: -1 })
        }}
      >
        <div style={{ height: Math.max(fullHeight + headHeight, 1) }}>
          <div className={classes.sticky} style={{ height: window.height }}>
            <div className={classes.head}>
              <canvas ref={axisCanvas} className={classes.axis} style={{ left: 0 }} aria-hidden />
            </div>
            <canvas ref={canvas} className={classes.bars} style={{ top: headHeight, left: 0 }} data-flame-canvas aria-hidden />
            {band && <div className={classes.band} style={{ left: band.from, width: band.to - band.from }} />}
            {tip && !band && <Tip index={hovered} x={tip.x} y={tip.y} width={window.width} height={window.height} />}
          </div>
        </div>
      </div>
      <FlameTree scene={scene} onPanel={onPanel} />
    </div>
  )
}

function Tip({ index, x, y, width, height }: { index: number; x: number; y: number; width: number; height: number }) {
  const { model } = useViewer()
  const span = model.trace.spans[index]
  if (!span) return null
  const tokens = tokenCount(span)
  const facts = [
    kindWords[span.kind],
    formatDuration(span.endUs - span.startUs),
    `self ${formatDuration(model.tree.selfUs[index] ?? 0)}`,
    `at +${formatDuration(span.startUs)}`,
    ...(tokens === null ? [] : [`${tokens} tokens`]),
  ]
  return (
    <div
      className={classes.tip}
      style={{
        ...(x > width - 320 ? { right: width - x + 12 } : { left: x + 12 }),
        ...(y > height - 70 ? { bottom: height - y + 12 } : { top: y + 14 }),
      }}
    >
      <strong>{showHidden(span.name.slice(0, 200))}</strong>
      <span>{facts.join(' · ')}</span>
      {span.error && <span className={classes.tipError}>{showHidden(span.statusMessage.slice(0, 200)) || 'Error'}</span>}
    </div>
  )
}
