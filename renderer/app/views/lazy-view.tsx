import { Button } from '@mantine/core'
import type { ComponentType, ReactNode } from 'react'
import { useCallback, useEffect, useState } from 'react'
import classes from './views.module.css'

/** A view whose code is a file of its own. */
export interface LazyView {
  /** Null until it is loaded. */
  page(): ComponentType | null
  /** Fetches the code, once. Rejects when it cannot be had; the next call tries again. */
  load(): Promise<void>
}

export function lazyView(fetchPage: () => Promise<ComponentType>): LazyView {
  let loaded: ComponentType | null = null
  let pending: Promise<void> | null = null
  return {
    page: () => loaded,
    load() {
      pending ??= fetchPage().then(
        (page) => {
          loaded = page
        },
        (error: unknown) => {
          pending = null
          throw error
        },
      )
      return pending
    },
  }
}

/**
 * A view as it can be drawn now. `React.lazy` suspends also where the code is there already, which would blank the page at the
 * first visit of each view; here what was loaded is drawn at once.
 */
export function useLazyView(view: LazyView): ReactNode {
  const [settled, setSettled] = useState<{ readonly view: LazyView; readonly failed: boolean } | null>(null)
  const fetchIt = useCallback(() => {
    setSettled(null)
    view.load().then(
      () => setSettled({ view, failed: false }),
      () => setSettled({ view, failed: true }),
    )
  }, [view])
  useEffect(() => {
    if (view.page() === null) fetchIt()
  }, [view, fetchIt])
  const Page = view.page()
  if (Page !== null) return <Page />
  return settled?.view === view && settled.failed ? <NotLoaded onRetry={fetchIt} /> : null
}

/** The host is gone, or serves another version by now. */
function NotLoaded({ onRetry }: { onRetry: () => void }) {
  return (
    <div className={classes.notLoaded} role="alert">
      <p>This view could not be loaded. See whether the companion still runs; a newer version needs the page to be reloaded.</p>
      <div>
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          Try again
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => window.location.reload()}>
          Reload the page
        </Button>
      </div>
    </div>
  )
}
