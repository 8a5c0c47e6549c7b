import { useId } from 'react'
import classes from './segments.module.css'

/**
 * A choice of one among few, all in sight: native radio buttons, drawn as one bar. Mantine's SegmentedControl measures where its
 * moving indicator goes and draws itself three times for it, which the first view would have to wait for.
 */
export function Segments<T extends string>({
  label,
  options,
  value,
  wide = false,
  onChange,
}: {
  label: string
  options: readonly { readonly value: T; readonly label: string }[]
  value: T
  /** As wide as there is room. */
  wide?: boolean
  onChange: (value: T) => void
}) {
  const name = useId()
  return (
    <div className={classes.bar} role="radiogroup" aria-label={label} data-wide={wide || undefined}>
      {options.map((option) => (
        <label key={option.value} className={classes.segment}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  )
}
