import { useRef } from 'react'
import classes from './waterfall.module.css'

/** The edge of a column or panel: dragged, moved by arrow keys, put back by a double click. `grows` is the side to which it gets wider. */
export function Resizer({
  label,
  width,
  grows = 'right',
  most = 1200,
  onResize,
  onReset,
}: {
  label: string
  width: number
  grows?: 'right' | 'left'
  most?: number
  onResize: (width: number) => void
  onReset: () => void
}) {
  const drag = useRef<{ x: number; width: number } | null>(null)
  const direction = grows === 'right' ? 1 : -1
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={0}
      aria-valuemax={most}
      className={classes.resizer}
      data-grows={grows}
      onPointerDown={(event) => {
        event.preventDefault()
        event.stopPropagation()
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { x: event.clientX, width }
      }}
      onPointerMove={(event) => {
        if (drag.current) onResize(drag.current.width + direction * (event.clientX - drag.current.x))
      }}
      onPointerUp={() => {
        drag.current = null
      }}
      onPointerCancel={() => {
        drag.current = null
      }}
      onDoubleClick={(event) => {
        event.stopPropagation()
        onReset()
      }}
      onKeyDown={(event) => {
        const step = event.shiftKey ? 64 : 16
        const by = event.key === 'ArrowRight' ? step : event.key === 'ArrowLeft' ? -step : 0
        if (by === 0) return
        event.preventDefault()
        event.stopPropagation()
        onResize(width + direction * by)
      }}
    />
  )
}
