import { useEffect } from 'react'
import { DropZone } from '../features/recording/drop-zone.tsx'
import { RecordingStrip } from '../features/recording/recording-strip.tsx'
import { useEngine } from '../stores/engine.tsx'
import { previewJob, runPreview, wasPreviewed } from '../stores/jobs.ts'
import type { View } from '../stores/location.ts'
import { followHistory, navigate, useLocation } from '../stores/navigation.ts'
import { useConnections } from '../stores/queries.ts'
import { useRequest } from '../stores/use-request.ts'
import classes from './app.module.css'
import { EngineBanner } from './engine-banner.tsx'
import { Header } from './header.tsx'
import { Navigation } from './navigation.tsx'
import { Palette } from './palette.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { viewTitles } from './view-titles.ts'
import { ChecksPage } from './views/checks-page.tsx'
import { ConnectionPage } from './views/connection-page.tsx'
import { FirstStart } from './views/first-start.tsx'
import { HeatmapPage } from './views/heatmap-page.tsx'
import { MappingPage } from './views/mapping-page.tsx'
import { MetricsPage } from './views/metrics-page.tsx'
import { PreviewPage } from './views/preview-page.tsx'
import { RecordingsPage } from './views/recordings-page.tsx'
import { SimulationsPage } from './views/simulations-page.tsx'
import { TracePage } from './views/trace-page.tsx'

const pages: Record<View, () => React.ReactNode> = {
  preview: PreviewPage,
  mapping: MappingPage,
  checks: ChecksPage,
  simulations: SimulationsPage,
  trace: TracePage,
  metrics: MetricsPage,
  heatmap: HeatmapPage,
  recordings: RecordingsPage,
  connection: ConnectionPage,
}

/** Views of what is stored already. */
const needsNoConnection: ReadonlySet<View> = new Set<View>(['simulations', 'trace', 'metrics', 'heatmap', 'recordings'])

/** The whole page: header, navigation, one view. */
export function App() {
  const { view } = useLocation()
  const { data } = useConnections()
  useEffect(followHistory, [])
  useEffect(() => {
    document.title = `${viewTitles[view]} · Coval Companion`
  }, [view])
  useRestoredPreview()
  useFocusTarget()

  const firstStart = data !== undefined && data.connections.length === 0 && !needsNoConnection.has(view)
  const Page = firstStart ? FirstStart : pages[view]
  return (
    <div className={classes.app}>
      <button type="button" className={classes.skip} onClick={() => document.getElementById('main')?.focus()}>
        Skip to the view
      </button>
      <Header />
      <Navigation />
      <div className={classes.content}>
        <EngineBanner />
        <RecordingStrip />
        <main id="main" className={classes.main} tabIndex={-1}>
          <Page />
        </main>
      </div>
      <Palette />
      <Shortcuts />
      <DropZone />
    </div>
  )
}

/** A link may name the field to start at. The key's field opens and takes the focus by itself. */
function useFocusTarget() {
  const { focus } = useLocation()
  useEffect(() => {
    if (focus === null || focus === 'key') return
    const target = document.querySelector<HTMLElement>(`[data-focus="${focus}"]`)
    if (!target) return
    target.scrollIntoView({ block: 'center' })
    target.focus()
    navigate({ focus: null }, 'replace')
  })
}

/** After a reload the preview that this tab had is shown again. */
function useRestoredPreview() {
  const client = useEngine()
  const described = useRequest()
  const request = 'request' in described ? described.request : null
  const key = request ? JSON.stringify(request) : null
  useEffect(() => {
    if (!key || previewJob.useJob.getState().phase !== 'idle') return
    const restored = JSON.parse(key)
    if (wasPreviewed(restored)) void runPreview(client, restored)
  }, [client, key])
}
