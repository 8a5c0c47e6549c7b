import type { ReactNode } from 'react'
import classes from './tag.module.css'

export type Tone = 'matched' | 'other' | 'none' | 'bad' | 'accent' | 'recording'

/** A short word with a tone; `dot` for rows, where a filled tag would shout. */
export function Tag({ tone, children, dot = false }: { tone: Tone; children: ReactNode; dot?: boolean }) {
  return (
    <span className={dot ? classes.dotted : classes.tag} data-tone={tone}>
      {children}
    </span>
  )
}
