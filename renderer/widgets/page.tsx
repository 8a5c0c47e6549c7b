import { Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import { toFailure } from '../stores/failure.ts'
import { FailurePanel } from './failure-panel.tsx'
import classes from './page.module.css'

/** A view: its title with what belongs beside it, above what fills the rest. */
export function Page({ title, head, children }: { title: string; head?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>{title}</h1>
        {head}
      </header>
      {children}
    </div>
  )
}

/** What is counted, at the right end of the head. */
export const PageTotal = ({ children }: { children: ReactNode }) => <span className={classes.total}>{children}</span>

/** Stands for the body while it is being read. */
export const PageWait = ({ children }: { children: ReactNode }) => (
  <p className={classes.wait}>
    <Loader size={14} /> {children}
  </p>
)

/** Stands for the body when it could not be read. */
export const PageFailure = ({ error }: { error: unknown }) => (
  <div className={classes.failure}>
    <FailurePanel failure={toFailure(error)} />
  </div>
)

/** A list and, at its right, what is chosen in it. */
export const PageColumns = ({ children }: { children: ReactNode }) => <div className={classes.columns}>{children}</div>
