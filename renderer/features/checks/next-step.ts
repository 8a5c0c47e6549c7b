import type { NextStep } from '../../../shared/contract/checks.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import type { AppLocation, PreviewTab } from '../../stores/location.ts'

/** What the button of a next step does: go somewhere, preview what was checked with a change, import, or run the check again. */
export type StepEffect =
  | { readonly kind: 'go'; readonly to: Partial<AppLocation>; readonly project?: string }
  | {
      readonly kind: 'preview'
      readonly change: Partial<Pick<ImportRequest, 'simulation' | 'window'>>
      readonly tab: PreviewTab | null
    }
  | { readonly kind: 'import' }
  | { readonly kind: 'rerun' }
  | { readonly kind: 'none' }

const instants = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g
const longestLabel = 60

/** What stands on the button: the step itself where it is short, else where it leads. */
export function labelOf({ text, action }: NextStep): string {
  // An instant is shown as local date and time.
  if (action === null || text.replace(instants, '2026-11-22 14:38:02').length <= longestLabel) return text
  return labels[action]
}

const labels: Record<NonNullable<NextStep['action']>, string> = {
  'replace-key': 'Replace key',
  'edit-connection': 'Open the connection',
  'pick-project': 'Choose the project',
  'change-window': 'Change the window',
  'show-near-misses': 'Show the near misses',
  'show-snippet': 'Show the snippet',
  'open-store': 'Open the store',
  'switch-simulation': 'Look at the others',
  import: 'Import',
  retry: 'Run it again',
}

/** `connectionId` is the connection that the checks were run for. */
export function followStep(step: NextStep, connectionId: string | null): StepEffect {
  switch (step.action) {
    case 'replace-key':
      return { kind: 'go', to: { view: 'connection', edit: connectionId, focus: 'key' } }
    case 'edit-connection':
      return { kind: 'go', to: { view: 'connection', edit: connectionId, focus: null } }
    case 'pick-project':
      return {
        kind: 'go',
        to: { view: 'connection', edit: connectionId, focus: 'project' },
        ...(step.value === null ? {} : { project: step.value }),
      }
    case 'open-store':
      return { kind: 'go', to: { view: 'connection', focus: 'store' } }
    case 'change-window':
      return step.window
        ? { kind: 'preview', change: { window: { kind: 'exact', ...step.window } }, tab: null }
        : { kind: 'go', to: { view: 'preview', focus: 'window' } }
    case 'show-near-misses':
    case 'show-snippet':
      return { kind: 'preview', change: {}, tab: 'near-misses' }
    case 'switch-simulation':
      return step.value === null
        ? { kind: 'preview', change: {}, tab: 'simulations' }
        : { kind: 'preview', change: { simulation: step.value }, tab: null }
    case 'import':
      return { kind: 'import' }
    case 'retry':
      return { kind: 'rerun' }
    case null:
      return { kind: 'none' }
  }
}
