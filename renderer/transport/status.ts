/** Whether the engine answers. `down` says why, and whether it comes back by itself. */
export type EngineStatus =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'up' }
  | { readonly phase: 'down'; readonly reason: DownReason }

/**
 * Of the window's engine: `ended`: its process ended and is started again; `not-started`: none has answered yet. Of the browser's host:
 * `unreachable`: it does not answer; `expired`: the link's session is over.
 */
export type DownReason = 'ended' | 'not-started' | 'unreachable' | 'expired'

/** Fits React's `useSyncExternalStore`. */
export interface StatusStore {
  getSnapshot(): EngineStatus
  subscribe(listener: () => void): () => void
}

export interface WritableStatus extends StatusStore {
  set(status: EngineStatus): void
}

export function createStatus(): WritableStatus {
  let current: EngineStatus = { phase: 'connecting' }
  const listeners = new Set<() => void>()
  return {
    getSnapshot: () => current,
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    set(status) {
      if (JSON.stringify(status) === JSON.stringify(current)) return
      current = status
      for (const listener of [...listeners]) listener()
    },
  }
}
