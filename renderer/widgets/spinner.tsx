import type { ReactNode } from 'react'
import classes from './spinner.module.css'

/** Something runs. What runs is said beside it, or by `children`, for readers of screens alone. */
export const Spinner = ({ children }: { children?: ReactNode }) => (
  <span className={classes.spinner} aria-hidden={children === undefined ? true : undefined}>
    {children}
  </span>
)
