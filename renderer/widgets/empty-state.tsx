import type { ReactNode } from 'react'
import classes from './panels.module.css'
import { Prose } from './prose.tsx'

/** Nothing to see, and what to do about it. */
export function EmptyState({
  icon,
  title,
  text,
  children,
}: {
  icon?: ReactNode
  title: string
  text: string
  children?: ReactNode
}) {
  return (
    <div className={classes.empty}>
      {icon && <div className={classes.emptyIcon}>{icon}</div>}
      <p className={classes.title}>{title}</p>
      <p className={classes.next}>
        <Prose text={text} />
      </p>
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  )
}
