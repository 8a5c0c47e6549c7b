import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** The part of a long list that its scroller shows. The rows stand in a sticky layer, so that they can never be scrolled blank. */
export interface ScrollWindow {
  readonly top: number
  readonly height: number
  readonly width: number
}

/**
 * Follows a scroller. The page is brought up to date within the frame of the scroll event: a later one would show rows
 * of where the scroller was before.
 */
export function useScrollWindow() {
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  // A page that is not laid out measures zero; a guess keeps rows there until there is a measure.
  const [window, setWindow] = useState<ScrollWindow>({ top: 0, height: 640, width: 1000 })
  const last = useRef(window)

  const update = useCallback((next: ScrollWindow, now: boolean) => {
    const { top, height, width } = last.current
    if (next.top === top && next.height === height && next.width === width) return
    last.current = next
    if (now) flushSync(() => setWindow(next))
    else setWindow(next)
  }, [])

  useLayoutEffect(() => {
    if (!scroller) return
    const measure = (now: boolean) => {
      const { clientHeight, clientWidth, scrollTop } = scroller
      if (clientHeight > 0) update({ top: scrollTop, height: clientHeight, width: clientWidth }, now)
    }
    measure(false)
    const onScroll = () => measure(true)
    const sizes = new ResizeObserver(() => measure(false))
    sizes.observe(scroller)
    scroller.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      sizes.disconnect()
      scroller.removeEventListener('scroll', onScroll)
    }
  }, [scroller, update])

  return { scroller, setScroller, window }
}

/** The place to scroll to so that a row is in sight; null where it is already. A far one comes to the middle. */
export function scrollFor(
  { top, height }: Pick<ScrollWindow, 'top' | 'height'>,
  row: { readonly top: number; readonly height: number },
): number | null {
  const room = row.height * 1.5
  if (row.top >= top && row.top + row.height <= top + height) return null
  const near = Math.abs(row.top - top) < height * 1.5
  if (!near) return Math.max(0, row.top - height / 2 + row.height / 2)
  return row.top < top ? Math.max(0, row.top - room) : row.top + row.height + room - height
}
