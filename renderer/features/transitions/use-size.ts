import type { RefObject } from 'react'
import { useLayoutEffect, useState } from 'react'

/** The element's inner size in CSS pixels, now and whenever it changes. A guess where nothing is laid out. */
export function useSize(element: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 900, height: 600 })
  useLayoutEffect(() => {
    const target = element.current
    if (!target) return
    const measure = () => {
      if (target.clientWidth > 0 && target.clientHeight > 0)
        setSize((before) =>
          before.width === target.clientWidth && before.height === target.clientHeight
            ? before
            : { width: target.clientWidth, height: target.clientHeight },
        )
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    return () => observer.disconnect()
  }, [element])
  return size
}
