import { create } from 'zustand'
import type { AnalysisLocation } from './analysis-location.ts'
import type { AppLocation } from './location.ts'
import { formatLocation, parseLocation } from './location.ts'
import type { RecordingsLocation } from './recordings-location.ts'

interface Navigation {
  readonly location: AppLocation
}

/** The page's location; the URL is its only home, so back, forward, reload and links all work. */
export const useNavigation = create<Navigation>(() => ({ location: parseLocation(window.location.hash) }))

/** The location as it is drawn: the same, but for a moment after `askBeforeDrawing`'s question. */
const useDrawn = create<Navigation>(() => useNavigation.getState())

let askFor: (location: AppLocation) => boolean = () => false

/**
 * Lets the page ask for what a location needs before that is drawn: `ask` answers whether it has asked. A question needs the page's
 * only thread to leave it, and would otherwise wait until the new view is drawn, which takes as long as its answer.
 */
export function askBeforeDrawing(ask: (location: AppLocation) => boolean): void {
  askFor = ask
}

/** Asks already for what a location needs, while somebody is about to go there. */
export const foresee = (change: Partial<AppLocation>): void => {
  askFor({ ...useNavigation.getState().location, ...change })
}

useNavigation.subscribe(({ location }) => {
  if (!askFor(location)) useDrawn.setState({ location })
  else setTimeout(() => useDrawn.setState({ location: useNavigation.getState().location }))
})

/** What means something else, or nothing, in another view. */
const ofOneView = { trace: null, span: null, text: '', sort: null, search: '', edit: null, focus: null } as const

/** Changes the location. `replace` leaves no step in the history: for what changes while typing or dragging. */
export function navigate(change: Partial<AppLocation>, how: 'push' | 'replace' = 'push'): void {
  const before = useNavigation.getState().location
  const leaves = change.view !== undefined && change.view !== before.view
  const location = { ...before, ...(leaves ? ofOneView : {}), ...change }
  const hash = formatLocation(location)
  if (hash !== window.location.hash) {
    if (how === 'push') window.history.pushState(null, '', hash)
    else window.history.replaceState(null, '', hash)
  }
  useNavigation.setState({ location })
}

/** Changes what Metrics and Heatmap keep in the link. */
export function navigateAnalysis(change: Partial<AnalysisLocation>, how: 'push' | 'replace' = 'replace'): void {
  navigate({ analysis: { ...useNavigation.getState().location.analysis, ...change } }, how)
}

/** Changes what Recordings keeps in the link. */
export function navigateRecordings(change: Partial<RecordingsLocation>, how: 'push' | 'replace' = 'replace'): void {
  navigate({ recordings: { ...useNavigation.getState().location.recordings, ...change } }, how)
}

/** Follows the browser's own back and forward. Returns the way to stop. */
export function followHistory(): () => void {
  const follow = () => useNavigation.setState({ location: parseLocation(window.location.hash) })
  window.addEventListener('popstate', follow)
  window.addEventListener('hashchange', follow)
  return () => {
    window.removeEventListener('popstate', follow)
    window.removeEventListener('hashchange', follow)
  }
}

export const useLocation = (): AppLocation => useDrawn((state) => state.location)
