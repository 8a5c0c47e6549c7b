import type { PointerEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import { pan, zoomAt } from '../../../shared/trace/time-axis.ts'
import type { Scale } from './scale.ts'
import { scaleOf } from './scale.ts'
import { useViewer } from './viewer-store.ts'

/** Less than this many pixels is a click. */
const clickSlack = 4

/** A stretch being selected, in pixels of the element. */
export interface Band {
  readonly from: number
  readonly to: number
}

interface GestureOptions {
  /** Pixels at the left of the element that are no timeline. */
  readonly left: number
  /** Pixels of timeline. */
  readonly width: number
  /** The wheel's vertical turn pans time too: there is nothing to scroll. */
  readonly wheelPans?: boolean
  readonly onClick?: (x: number, y: number, event: PointerEvent) => void
}

/**
 * The gestures of a timeline: Ctrl or Cmd and the wheel zooms about the pointer, Shift or a sideways wheel pans, a drag selects
 * a stretch and zooms to it, middle button or Alt and a drag pans.
 */
export function useTimeGestures(element: HTMLElement | null, options: GestureOptions) {
  const { store } = useViewer()
  const [band, setBand] = useState<Band | null>(null)
  const drag = useRef<{ x: number; last: number; pans: boolean; timeline: boolean } | null>(null)
  const latest = useRef(options)
  latest.current = options

  const scale = (): Scale => {
    const { axis, viewport } = store.getState()
    return scaleOf(axis, viewport, latest.current.width)
  }
  const panBy = (pixels: number) => {
    const { viewport, axis, setViewport } = store.getState()
    setViewport(pan(viewport, pixels * scale().usPerPixel, axis.durationUs))
  }

  // React listens to the wheel passively, and the page must not zoom or go back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the listener reads what is latest by itself
  useEffect(() => {
    if (!element) return
    const onWheel = (event: WheelEvent) => {
      const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1
      const { axis, viewport, setViewport } = store.getState()
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        const x = event.clientX - element.getBoundingClientRect().left - latest.current.left
        const factor = Math.exp((-event.deltaY * unit) / 300)
        const anchor = scale().toUs(Math.max(0, Math.min(latest.current.width, x)))
        setViewport(zoomAt(viewport, factor, anchor, axis.durationUs))
        return
      }
      const sideways =
        event.shiftKey && event.deltaX === 0
          ? event.deltaY
          : Math.abs(event.deltaX) > Math.abs(event.deltaY)
            ? event.deltaX
            : latest.current.wheelPans
              ? event.deltaY
              : 0
      if (sideways === 0) return
      event.preventDefault()
      panBy(sideways * unit)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [element, store])

  const place = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const inTimeline = (x: number) => x >= latest.current.left && x <= latest.current.left + latest.current.width

  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      const { x } = place(event)
      // Beyond it is the scroll bar.
      if (event.button > 1 || x > event.currentTarget.clientWidth) return
      drag.current = { x, last: x, pans: event.button === 1 || event.altKey, timeline: inTimeline(x) }
    },
    onPointerMove: (event: PointerEvent) => {
      const now = drag.current
      if (!now?.timeline) return
      const { x } = place(event)
      if (now.pans) panBy(now.last - x)
      else if (Math.abs(x - now.x) >= clickSlack || band) {
        // Captured only once it is a drag: a captured pointer's click would never reach the row.
        if (!band) event.currentTarget.setPointerCapture(event.pointerId)
        const { left, width } = latest.current
        const clamp = (value: number) => Math.max(left, Math.min(left + width, value))
        setBand({ from: clamp(Math.min(now.x, x)), to: clamp(Math.max(now.x, x)) })
      }
      now.last = x
    },
    onPointerUp: (event: PointerEvent) => {
      const { x, y } = place(event)
      const now = drag.current
      drag.current = null
      if (band) {
        const from = scale().toUs(band.from - latest.current.left)
        const to = scale().toUs(band.to - latest.current.left)
        setBand(null)
        store.getState().setViewport({ startUs: from, endUs: to })
      } else if (now && event.button === 0 && !now.pans) latest.current.onClick?.(x, y, event)
    },
    onPointerCancel: () => {
      drag.current = null
      setBand(null)
    },
  }
  return { band, handlers }
}
