import { NumberInput } from '@mantine/core'
import { useState } from 'react'

/**
 * A number within bounds. What is typed stands as it is until the field is left, while `onChange` gets what it means: the nearest
 * number that is allowed, or, of no number at all, the one that stood there before.
 */
export function NumberField({
  label,
  description,
  width,
  value,
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
  integer = false,
  suffix = '',
  onChange,
}: {
  label: string
  /** Where it is given, it is shown, and the label above it; else the label is for readers of screens alone. */
  description?: string
  /** In pixels; without it, as wide as there is room. */
  width?: number
  value: number
  min?: number
  max?: number
  integer?: boolean
  suffix?: string
  onChange: (value: number) => void
}) {
  const [typed, setTyped] = useState<{ readonly raw: string | number; readonly before: number } | null>(null)
  const meaningOf = (raw: string | number, before: number): number => {
    const number = typeof raw === 'number' ? raw : Number.parseFloat(raw)
    return Number.isNaN(number) ? before : Math.min(max, Math.max(min, number))
  }
  return (
    <NumberInput
      {...(description === undefined ? { 'aria-label': label } : { label, description })}
      size="xs"
      {...(width === undefined ? {} : { w: width })}
      hideControls
      clampBehavior="none"
      allowDecimal={!integer}
      allowNegative={min < 0}
      suffix={suffix}
      value={typed?.raw ?? value}
      onChange={(raw) => {
        const before = typed?.before ?? value
        setTyped({ raw, before })
        onChange(meaningOf(raw, before))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}
