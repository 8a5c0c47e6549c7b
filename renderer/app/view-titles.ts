import type { View } from '../stores/location.ts'

export const viewTitles: Record<View, string> = {
  preview: 'Import',
  mapping: 'Mapping',
  checks: 'Checks',
  simulations: 'Simulations',
  trace: 'Trace',
  metrics: 'Metrics',
  heatmap: 'Heatmap',
  recordings: 'Recordings',
  connection: 'Connection',
}
