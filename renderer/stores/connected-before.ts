const key = 'coval.connected'

/**
 * Whether this page had a connection when it was last open. A guess for the time until the engine answers: with it the form is
 * drawn at once, without it nothing is, so that a first start does not show a form and take it away again.
 */
export const wasConnected = (): boolean => window.localStorage.getItem(key) !== null

export function rememberConnected(connected: boolean): void {
  if (connected) window.localStorage.setItem(key, '')
  else window.localStorage.removeItem(key)
}
