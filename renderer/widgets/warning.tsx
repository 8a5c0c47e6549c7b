import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './warning.module.css'

/** What is allowed, and should be known. */
export const Warning = ({ children }: { children: ReactNode }) => (
  <p className={classes.warning}>
    <IconAlertTriangle size={15} aria-hidden />
    <span>{children}</span>
  </p>
)
