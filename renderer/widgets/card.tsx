import type { ReactNode } from 'react'
import classes from './card.module.css'

/** A titled box; `aside` sits at the right of the title. */
export function Card({
  title,
  aside,
  children,
  id,
  flush = false,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
  id?: string
  flush?: boolean
}) {
  return (
    <section className={classes.card} id={id} aria-label={title}>
      <div className={classes.head}>
        <h2>{title}</h2>
        <div className={classes.aside}>{aside}</div>
      </div>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  )
}

/** A row of a form: the label at the left, what is typed at the right, an explanation under it. */
export function Field({ label, hint, children }: { label: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.field}>
      <div className={classes.label}>{label}</div>
      <div className={classes.control}>
        {children}
        {hint && <div className={classes.hint}>{hint}</div>}
      </div>
    </div>
  )
}

/** What stands side by side in a row of a form. */
export const FieldLine = ({ children }: { children: ReactNode }) => <div className={classes.line}>{children}</div>
