import { Button, Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import { useRef } from 'react'

/** Starts something that takes a while. It keeps the focus meanwhile; *Cancel* beside it and Escape stop it. */
export function StoppableButton({
  running,
  disabled = false,
  focusName,
  variant = 'default',
  onStart,
  onStop,
  children,
}: {
  running: boolean
  disabled?: boolean
  /** The name by which a link leads here. */
  focusName?: string
  variant?: 'default' | 'filled'
  onStart: () => void
  onStop: () => void
  children: ReactNode
}) {
  const start = useRef<HTMLButtonElement>(null)
  const stop = () => {
    onStop()
    start.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape in either button
    <span
      style={{ display: 'inline-flex', gap: 8 }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && running) stop()
      }}
    >
      <Button
        ref={start}
        variant={variant}
        disabled={disabled}
        aria-disabled={running || disabled}
        data-focus={focusName}
        leftSection={running ? <Loader size={12} aria-hidden /> : null}
        onClick={() => {
          if (!running) onStart()
        }}
      >
        {children}
      </Button>
      {running && (
        <Button variant="subtle" color="gray" onClick={stop}>
          Cancel
        </Button>
      )}
    </span>
  )
}
