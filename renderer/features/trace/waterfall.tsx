import type { CSSProperties } from 'react'
import { useCallback, useEffect, useId, useMemo, useRef } from 'react'
import { drawAxis } from './draw-axis.ts'
import { drawWaterfall } from './draw-waterfall.ts'
import { showOnly, traceIdOf } from './one-trace.ts'
import { Resizer } from './resizer.tsx'
import { scaleOf } from './scale.ts'
import type { Scene } from './scene.ts'
import type { Surface } from './surface.ts'
import { useSurface } from './surface.ts'
import { isClosed, rowNumber } from './tree-keys.ts'
import { useColumns } from './use-columns.ts'
import { scrollFor, useScrollWindow } from './use-scroll-window.ts'
import { useTimeGestures } from './use-time-gestures.ts'
import { useTreeKeys } from './use-tree-keys.ts'
import { useViewer, useViewerState } from './viewer-store.ts'
import classes from './waterfall.module.css'
import { rowHeight, WaterfallRow } from './waterfall-row.tsx'

const headHeight = 26
/** Rows are placed from a base that moves seldom, so that scrolling by a row touches one row and not all. */
const baseStep = 2000

/** The spans as rows beside a timeline. Rows are elements, bars are one canvas; both are of the rows in sight only. */
export function Waterfall({ scene, onPanel }: { scene: Scene; onPanel: () => void }) {
  const { model, store } = useViewer()
  const { scroller, setScroller, window } = useScrollWindow()
  const { widths, resize, reset } = useColumns()
  const id = useId()
  const at = useViewerState((state) => state.at)
  const selected = useViewerState((state) => state.selected)
  const collapsed = useViewerState((state) => state.collapsed)
  const closed = useViewerState((state) => state.closed)
  const axis = useViewerState((state) => state.axis)
  const viewport = useViewerState((state) => state.viewport)
  const path = useViewerState((state) => state.path)
  const hits = useViewerState((state) => state.search.hits)

  const { rows } = scene.composed
  const left = widths.name + widths.start + widths.duration
  const bodyHeight = Math.max(0, window.height - headHeight)
  const timelineWidth = Math.max(60, window.width - left)
  const first = Math.max(0, Math.min(rows.length - 1, Math.floor(window.top / rowHeight)))
  const offset = window.top - first * rowHeight
  const end = Math.min(rows.length, first + Math.ceil((bodyHeight + offset) / rowHeight) + 1)
  const base = Math.floor(first / baseStep) * baseStep
  const pool = Math.ceil(bodyHeight / rowHeight) + 2

  const scale = useMemo(() => scaleOf(axis, viewport, timelineWidth), [axis, viewport, timelineWidth])
  const drawBars = useCallback(
    (surface: Surface) => drawWaterfall(surface, { model, scene, scale, window: { first, end, offset, rowHeight }, path }),
    [model, scene, scale, first, end, offset, path],
  )
  const bars = useSurface(timelineWidth, bodyHeight, drawBars)
  const axisCanvas = useSurface(
    timelineWidth,
    headHeight - 1,
    useCallback((surface: Surface) => drawAxis(surface, scale), [scale]),
  )

  // Follows a selection that was made elsewhere, not every change of the rows.
  const shown = useRef<number | null>(null)
  useEffect(() => {
    if (!scroller || at === null || shown.current === at) return
    const row = rowNumber(scene.composed, at)
    if (row < 0) return
    shown.current = at
    const to = scrollFor({ top: scroller.scrollTop, height: bodyHeight }, { top: row * rowHeight, height: rowHeight })
    if (to !== null) scroller.scrollTop = to
  }, [scroller, at, scene.composed, bodyHeight])

  const rowAt = (y: number) => rows[Math.floor((window.top + y - headHeight) / rowHeight)]
  const { band, handlers } = useTimeGestures(scroller, {
    left,
    width: timelineWidth,
    onClick: (_, y, event) => {
      const entry = y < headHeight ? undefined : rowAt(y)
      if (entry === undefined) return
      const twisty = event.target instanceof Element && event.target.closest('[data-twisty]') !== null
      const only = event.target instanceof Element && event.target.closest('[data-only]') !== null
      const { goTo, toggle } = store.getState()
      if (only) showOnly(traceIdOf(model, entry))
      else if (twisty) toggle(entry, isClosed({ collapsed, closed }, entry))
      else {
        // It is in sight where it was clicked.
        shown.current = entry
        goTo(entry)
      }
    },
  })
  const onKeyDown = useTreeKeys(scene, Math.max(1, Math.floor(bodyHeight / rowHeight) - 1), onPanel)
  const active = at === null ? -1 : rowNumber(scene.composed, at)
  const visible = Array.from({ length: Math.max(0, end - first) }, (_, number) => first + number)

  return (
    <div
      ref={setScroller}
      className={classes.scroller}
      data-waterfall
      role="treegrid"
      aria-label="Spans of the simulation"
      aria-rowcount={rows.length + 1}
      aria-colcount={3}
      aria-activedescendant={active >= first && active < end ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onDoubleClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect()
        const entry = event.clientY - box.top < headHeight ? undefined : rowAt(event.clientY - box.top)
        if (entry === undefined) store.getState().fitAll()
        else if (entry >= 0 && event.clientX - box.left >= left) store.getState().zoomTo(entry)
        else if (!(event.target instanceof Element && event.target.closest('[data-twisty]')))
          store.getState().toggle(entry, isClosed({ collapsed, closed }, entry))
      }}
      style={
        {
          '--columns': `${widths.name}px ${widths.start}px ${widths.duration}px minmax(0, 1fr)`,
          '--left': `${left}px`,
        } as CSSProperties
      }
      {...handlers}
    >
      <div role="presentation" style={{ height: rows.length * rowHeight + headHeight }}>
        <div role="presentation" className={classes.sticky} style={{ height: window.height }}>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree */}
          <div role="row" aria-rowindex={1} className={classes.head}>
            <HeadCell name="Name" width={widths.name} onResize={(width) => resize('name', width)} onReset={() => reset('name')} />
            <HeadCell
              name="Start"
              width={widths.start}
              end
              onResize={(width) => resize('start', width)}
              onReset={() => reset('start')}
            />
            <HeadCell
              name="Duration"
              width={widths.duration}
              end
              onResize={(width) => resize('duration', width)}
              onReset={() => reset('duration')}
            />
            <canvas ref={axisCanvas} className={classes.axis} aria-hidden />
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          <div role="rowgroup" className={classes.rows}>
            <div
              role="presentation"
              className={classes.layer}
              style={{ transform: `translateY(${base * rowHeight - window.top}px)` }}
            >
              {visible.map((row) => {
                const entry = rows[row] ?? 0
                return (
                  <WaterfallRow
                    key={row % pool}
                    id={`${id}-${row}`}
                    model={model}
                    scene={scene}
                    row={row}
                    entry={entry}
                    top={(row - base) * rowHeight}
                    selected={entry === at || (entry >= 0 && entry === selected)}
                    closed={isClosed({ collapsed, closed }, entry)}
                    hit={entry >= 0 && hits[entry] === 1}
                  />
                )
              })}
            </div>
          </div>
          <canvas ref={bars} className={classes.bars} style={{ top: headHeight }} aria-hidden />
          {band && <div className={classes.band} style={{ left: band.from, width: band.to - band.from }} />}
        </div>
      </div>
    </div>
  )
}

function HeadCell({
  name,
  width,
  end = false,
  onResize,
  onReset,
}: {
  name: string
  width: number
  end?: boolean
  onResize: (width: number) => void
  onReset: () => void
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: its edge has the focus
    <div role="columnheader" className={classes.headCell} data-end={end || undefined}>
      {name}
      <Resizer label={`Width of ${name}`} width={width} onResize={onResize} onReset={onReset} />
    </div>
  )
}
