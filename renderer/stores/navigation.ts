import { create } from 'zustand'
import type { AppLocation } from './location.ts'
import { formatLocation, parseLocation } from './location.ts'

interface Navigation {
  readonly location: AppLocation
}

/** The page's location; the URL is its only home, so back, forward, reload and links all work. */
export const useNavigation = create<Navigation>(() => ({ location: parseLocation(window.location.hash) }))

/** Changes the location. `replace` leaves no step in the history: for what changes while typing or dragging. */
export function navigate(change: Partial<AppLocation>, how: 'push' | 'replace' = 'push'): void {
  const location = { ...useNavigation.getState().location, ...change }
  const hash = formatLocation(location)
  if (hash !== window.location.hash) {
    if (how === 'push') window.history.pushState(null, '', hash)
    else window.history.replaceState(null, '', hash)
  }
  useNavigation.setState({ location })
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

export const useLocation = (): AppLocation => useNavigation((state) => state.location)
