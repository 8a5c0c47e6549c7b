import { computeTransitions, type TransitionStore } from '../transitions/compute.ts'
import { HeldTransitions } from '../transitions/held.ts'
import type { Engine } from './engine.ts'
import type { Implementer } from './implementer.ts'

/** `transitions.…`: the heatmap's procedures. */
export function createTransitionsRouter(os: Implementer, engine: Engine) {
  const held = new HeldTransitions()
  return {
    compute: os.transitions.compute.handler(async ({ input }) => {
      const begun = performance.now()
      const computed = await computeTransitions(await storeOf(engine, input.recording), engine.sources, input)
      return held.add(computed, input, performance.now() - begun)
    }),
    steps: os.transitions.steps.handler(({ input }) => held.steps(input.transitionsId, input)),
  }
}

/** A recording's imports are in memory, and read as they are. */
async function storeOf(engine: Engine, recording: string | null): Promise<TransitionStore> {
  if (recording === null) return engine.store()
  return {
    listImports: () => engine.imports.list(recording),
    readMany: async () => new Map(),
    listNative: async () => ({ groups: [], more: false }),
    readManyNative: async () => new Map(),
  }
}
