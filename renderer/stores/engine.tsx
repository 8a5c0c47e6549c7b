import { createContext, useContext } from 'react'
import { create } from 'zustand'
import type { Failure } from '../../shared/contract/errors.ts'
import type { EngineClient } from '../../shared/contract/index.ts'
import type { Shell } from '../../shared/contract/shell.ts'

export type { EngineClient }

export const EngineContext = createContext<{ client: EngineClient; shell: Shell } | null>(null)

function useEngineContext() {
  const engine = useContext(EngineContext)
  if (!engine) throw new Error('EngineContext is missing')
  return engine
}

export const useEngine = (): EngineClient => useEngineContext().client
export const useShell = (): Shell => useEngineContext().shell

/** Whether the engine answers, and what was running when it went. */
export const useEngineState = create<{ down: Failure | null; during: string | null }>(() => ({ down: null, during: null }))

/** Takes note of a failure: an engine that is gone is a matter of the whole page. `during` names what was running. */
export function noteFailure(failure: Failure, during: string | null = null): void {
  if (failure.code === 'engine-down') useEngineState.setState((state) => ({ down: failure, during: during ?? state.during }))
}

export function noteAnswer(): void {
  if (useEngineState.getState().down) useEngineState.setState({ down: null, during: null })
}
