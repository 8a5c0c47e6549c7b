import type { Partial } from '../../shared/contract/import.ts'
import classes from './panels.module.css'
import { PlainText } from './plain-text.tsx'

/** Says of what is shown that it is not all; nothing where it is. Every view of spans has it above them. */
export function PartialNotice({ partial, further }: { partial: Partial | null; further?: string }) {
  if (partial === null) return null
  return (
    <p className={classes.partial} role="note">
      <strong>Partial.</strong> <PlainText text={partial.detail} />
      {further && ` ${further}`}
    </p>
  )
}
