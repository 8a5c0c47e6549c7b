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
