import type { ImportRequest } from '../../shared/contract/import.ts'
import type { AppLocation } from './location.ts'

/** The preview as it opens: what was chosen in another one means nothing in it. */
export const freshPreview = { tab: null, trace: null, span: null, brush: null, verdict: null, text: '' } as const

/** The form filled with what a request asks: acting on a result brings back the form that it came from. */
export function formOf({ connectionId, simulation, window, limits, budgetSeconds }: ImportRequest): Partial<AppLocation> {
  return { connection: connectionId, simulation: simulation ?? '', window, limits, budget: budgetSeconds }
}

/** Whether both ask Phoenix the same; what an import does with an earlier one makes no difference to that. */
export function sameQuestion(a: ImportRequest, b: ImportRequest): boolean {
  const question = ({ replace, ...asked }: ImportRequest) => JSON.stringify(Object.entries(asked).sort())
  return question(a) === question(b)
}

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
