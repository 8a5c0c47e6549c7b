import type { ImportRequest } from '../../shared/contract/import.ts'
import type { AppLocation } from './location.ts'

/**
 * The request that the form describes. An empty field means no hint: every span of the window is taken, which needs a
 * window (`find` has nothing to look for). Returns what is missing instead where it cannot be made.
 */
export function describeRequest(
  location: AppLocation,
  connectionId: string | null,
  simulation: string | null,
  replace: boolean,
): { request: ImportRequest } | { missing: string } {
  if (connectionId === null) return { missing: 'Connect a Phoenix first.' }
  if (simulation === null && location.window.kind === 'find')
    return { missing: 'Give a simulation output id, or a window to take whole.' }
  if (location.window.kind === 'exact' && Date.parse(location.window.start) >= Date.parse(location.window.end))
    return { missing: 'The window ends before it starts.' }
  return {
    request: {
      connectionId,
      simulation,
      window: location.window,
      limits: location.limits,
      strategy: 'auto',
      budgetSeconds: location.budget,
      replace,
    },
  }
}
