import { useDeferredValue, useEffect } from 'react'
import { DropZone } from '../features/recording/drop-zone.tsx'
import { RecordingStrip } from '../features/recording/recording-strip.tsx'
import { useAfterReload } from '../stores/after-reload.ts'
import { rememberConnected, wasConnected } from '../stores/connected-before.ts'
import { endFirstSteps } from '../stores/first-steps.ts'
import type { View } from '../stores/location.ts'
import { followHistory, navigate, useLocation } from '../stores/navigation.ts'
import { useConnections } from '../stores/queries.ts'
import classes from './app.module.css'
import { ConnectionBanner } from './connection-banner.tsx'
import { EngineBanner } from './engine-banner.tsx'
import { Header } from './header.tsx'
import { useImportNotice } from './import-notice.tsx'
import { Navigation } from './navigation.tsx'
import { Palette } from './palette.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { viewTitles } from './view-titles.ts'
import { useLazyView } from './views/lazy-view.tsx'
import { views } from './views/views.ts'

/** Views of what is stored already. */
const needsNoConnection: ReadonlySet<View> = new Set<View>(['simulations', 'trace', 'metrics', 'heatmap', 'recordings'])

/** The whole page: header, navigation, one view. */
export function App() {
  const { view } = useLocation()
  const { data, isFetched } = useConnections()
  const hasConnections = data !== undefined && data.connections.length > 0
  useEffect(followHistory, [])
  useEffect(() => {
    if (data !== undefined) rememberConnected(data.connections.some(({ saved }) => saved))
  }, [data])
  useEffect(() => {
    document.title = `${viewTitles[view]} · Coval Companion`
    if (view !== 'connection' && hasConnections) endFirstSteps()
  }, [view, hasConnections])
  useFocusTarget()
  useImportNotice()
  useAfterReload()

  const mayBeFirst = !needsNoConnection.has(view)
  const firstStart = data !== undefined && !hasConnections && mayBeFirst
  const undecided = !isFetched && mayBeFirst && !wasConnected()
  const page = useLazyView(views[firstStart ? 'first-start' : view])
  // What is opened by a key or a drop is made once the view is on screen.
  const viewShown = useDeferredValue(true, false)
  return (
    <div className={classes.app}>
      <button type="button" className={classes.skip} onClick={() => document.getElementById('main')?.focus()}>
        Skip to the view
      </button>
      <Header />
      <Navigation />
      <div className={classes.content}>
        <EngineBanner />
        <ConnectionBanner />
        <RecordingStrip />
        <main id="main" className={classes.main} tabIndex={-1}>
          {undecided ? null : page}
        </main>
      </div>
      {viewShown && (
        <>
          <Palette />
          <Shortcuts />
          <DropZone />
        </>
      )}
    </div>
  )
}

/** A link may name the field to start at. The key's field opens, takes the focus and lets go of the wish by itself. */
function useFocusTarget() {
  const { focus } = useLocation()
  useEffect(() => {
    if (focus === null || focus === 'key') return
    const take = () => {
      const target = document.querySelector<HTMLElement>(`[data-focus="${focus}"]`)
      if (!target) return false
      target.scrollIntoView({ block: 'nearest' })
      target.focus()
      navigate({ focus: null }, 'replace')
      return true
    }
    if (take()) return
    // What the field waits for (the store's answer, say) arrives later, and draws only the field's own card.
    const drawn = new MutationObserver(() => take() && drawn.disconnect())
    drawn.observe(document.body, { childList: true, subtree: true })
    return () => drawn.disconnect()
  }, [focus])
}
