import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Failure } from '../../shared/contract/errors.ts'
import classes from './panels.module.css'
import { Prose } from './prose.tsx'

/** What went wrong, the one thing to do, and a button for it. */
export function FailurePanel({ failure, children }: { failure: Failure; children?: ReactNode }) {
  return (
    <div className={classes.failure} role="alert">
      <IconAlertTriangle size={16} aria-hidden />
      <div className={classes.body}>
        <p className={classes.title}>
          <Prose text={failure.message} />
        </p>
        <p className={classes.next}>
          <Prose text={failure.next} /> <code className={classes.code}>{failure.code}</code>
        </p>
        {children && <div className={classes.actions}>{children}</div>}
      </div>
    </div>
  )
}
