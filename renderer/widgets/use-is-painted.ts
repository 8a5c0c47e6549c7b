import { useEffect, useState } from 'react'

/** Milliseconds after which a page that is not painted, because nobody sees it, goes on. */
const unpaintedMs = 250

/** False until what was drawn with it is on screen. What React defers may come before the browser gets to paint, and hold that up. */
export function useIsPainted(): boolean {
  const [painted, setPainted] = useState(false)
  useEffect(() => {
    let timer = setTimeout(() => setPainted(true), unpaintedMs)
    const frame = requestAnimationFrame(() => {
      clearTimeout(timer)
      timer = setTimeout(() => setPainted(true))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [])
  return painted
}
