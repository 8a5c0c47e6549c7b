import { Button, Loader } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { toFailure } from '../stores/failure.ts'
import { EmptyState } from './empty-state.tsx'
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

/** Stands for the body while it is being read. One that takes longer says how long it has been, and can be stopped. */
export function PageWait({ children, onCancel }: { children: ReactNode; onCancel?: () => void }) {
  const seconds = useSeconds()
  return (
    <div className={classes.wait}>
      <Loader size={14} /> <span role="status">{children}</span>
      {onCancel && seconds > 0 && (
        <>
          <span aria-hidden>{seconds} s</span>
          <Button size="compact-xs" variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </>
      )}
    </div>
  )
}

/** Whole seconds since this began. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return seconds
}

/** Stands for the body when it could not be read. One that a person stopped is no fault, and told without alarm. */
export function PageFailure({ error, onAgain }: { error: unknown; onAgain?: () => void }) {
  const failure = toFailure(error)
  const stopped = failure.code === 'cancelled'
  // The button that stopped it is gone: the focus goes to the one in its place.
  const again = onAgain && (
    <Button size="compact-sm" variant="default" autoFocus={stopped} onClick={onAgain}>
      Try again
    </Button>
  )
  if (stopped)
    return (
      <EmptyState title={failure.message} text={failure.next}>
        {again}
      </EmptyState>
    )
  return (
    <div className={classes.failure}>
      <FailurePanel failure={failure}>{again}</FailurePanel>
    </div>
  )
}

/** A list and, at its right, what is chosen in it; in a narrow window below, where it `stacks`. */
export const PageColumns = ({ children, stacks = false }: { children: ReactNode; stacks?: boolean }) => (
  <div className={classes.columns} data-stacks={stacks || undefined}>
    {children}
  </div>
)
