import type { View } from '../../stores/location.ts'
import { type LazyView, lazyView } from './lazy-view.tsx'

/** Every view, each in a file of its own: what is looked at first need not wait for the others. */
export const views: Readonly<Record<View | 'first-start', LazyView>> = {
  'first-start': lazyView(async () => (await import('./first-start.tsx')).FirstStart),
  preview: lazyView(async () => (await import('./preview-page.tsx')).PreviewPage),
  mapping: lazyView(async () => (await import('./mapping-page.tsx')).MappingPage),
  checks: lazyView(async () => (await import('./checks-page.tsx')).ChecksPage),
  simulations: lazyView(async () => (await import('./simulations-page.tsx')).SimulationsPage),
  trace: lazyView(async () => (await import('./trace-page.tsx')).TracePage),
  metrics: lazyView(async () => (await import('./metrics-page.tsx')).MetricsPage),
  heatmap: lazyView(async () => (await import('./heatmap-page.tsx')).HeatmapPage),
  recordings: lazyView(async () => (await import('./recordings-page.tsx')).RecordingsPage),
  connection: lazyView(async () => (await import('./connection-page.tsx')).ConnectionPage),
}

/** Fetches every view, one after another, so that none is waited for when somebody goes there. */
export async function loadViews(): Promise<void> {
  for (const { load } of Object.values(views)) {
    // What cannot be had now is asked for again, and told, when it is wanted.
    await load().catch(() => undefined)
  }
}
