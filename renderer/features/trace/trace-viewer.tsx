import { useEffect, useMemo, useRef, useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import { Chat } from './chat.tsx'
import { DetailPanel } from './detail-panel.tsx'
import { Flame } from './flame.tsx'
import { jumpToError, jumpToHit } from './jumps.ts'
import { Legend } from './legend.tsx'
import { createLinkedStore, useLink } from './link.ts'
import mapClasses from './minimap.module.css'
import { Minimap } from './minimap.tsx'
import { showOnly, traceIdOf } from './one-trace.ts'
import { useScene } from './scene.ts'
import { Toolbar } from './toolbar.tsx'
import classes from './trace.module.css'
import type { TraceModel } from './trace-model.ts'
import { useViewer, useViewerState, ViewerContext } from './viewer-store.ts'
import { Waterfall } from './waterfall.tsx'

/** One opened simulation: toolbar, legend, the chosen view, and the panel at its right. */
export function TraceViewer({ source, model }: { source: SpanSource; model: TraceModel }) {
  const [viewer] = useState(() => ({ model, store: createLinkedStore(model) }))
  return (
    <ViewerContext value={viewer}>
      <Viewing source={source} />
    </ViewerContext>
  )
}

function Viewing({ source }: { source: SpanSource }) {
  const viewer = useViewer()
  const view = useViewerState((state) => state.view)
  const scene = useScene()
  const stage = useRef<HTMLDivElement>(null)
  useLink(viewer)
  useViewerKeys()
  const mapped = useAfterPaint(viewer.model)
  const toPanel = useMemo(() => () => stage.current?.querySelector<HTMLElement>('[data-panel-body]')?.focus(), [])
  return (
    <>
      <Toolbar source={source} />
      {view !== 'chat' && <Legend scene={scene} />}
      <div ref={stage} className={classes.stage}>
        <div className={classes.main}>
          {view !== 'chat' &&
            (mapped ? <Minimap scene={scene} /> : <div className={mapClasses.minimap} style={{ height: 55 }} />)}
          {view === 'waterfall' && <Waterfall scene={scene} onPanel={toPanel} />}
          {view === 'flame' && <Flame scene={scene} onPanel={toPanel} />}
          {view === 'chat' && <Chat source={source} />}
        </div>
        <DetailPanel source={source} />
      </div>
    </>
  )
}

/** False until the first rows are on screen: the mini-map's layout may wait for them. */
function useAfterPaint(model: TraceModel): boolean {
  const [painted, setPainted] = useState(false)
  useEffect(() => {
    let timer = setTimeout(() => {
      // Laid out in one task and drawn in the next, so that neither holds up the page.
      void model.flame
      timer = setTimeout(() => setPainted(true), 0)
    }, 30)
    return () => clearTimeout(timer)
  }, [model])
  return painted
}

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null

/** The viewer's keys that work wherever the focus is, but not while somebody types. */
function useViewerKeys() {
  const viewer = useViewer()
  useEffect(() => {
    const { store } = viewer
    const act = (key: string): boolean => {
      const { fitAll, zoomTo, select, selected } = store.getState()
      switch (key) {
        case '[':
        case ']':
          jumpToError(viewer, key === '[' ? -1 : 1)
          return true
        case 'n':
        case 'N':
          jumpToHit(viewer, key === 'N' ? -1 : 1)
          return true
        case 'f':
        case 'F':
          fitAll()
          return true
        case 'z':
        case 'Z':
          zoomTo(selected)
          return true
        case 'o':
        case 'O': {
          const { at } = store.getState()
          if (viewer.model.only !== null) showOnly(null)
          else if (at !== null && viewer.model.tree.traces.length > 1) showOnly(traceIdOf(viewer.model, at))
          return true
        }
        case 'Escape':
          select(-1)
          return true
        default:
          return false
      }
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return
      if (act(event.key)) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [viewer])
}
