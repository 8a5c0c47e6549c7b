import { computeTransitions, type TransitionStore } from '../transitions/compute.ts'
import { HeldTransitions } from '../transitions/held.ts'
import type { Engine, Reading } from './engine.ts'
import type { Implementer } from './implementer.ts'

/** `transitions.…`: the heatmap's procedures. */
export function createTransitionsRouter(os: Implementer, engine: Engine) {
  const held = new HeldTransitions()
  return {
    compute: os.transitions.compute.handler(async ({ input, signal }) => {
      const reading = engine.under(signal)
      const begun = performance.now()
      const computed = await computeTransitions(await storeOf(reading, input.recording), reading.sources, input)
      return held.add(computed, input, performance.now() - begun)
    }),
    steps: os.transitions.steps.handler(({ input }) => held.steps(input.transitionsId, input)),
  }
}

/** A recording's imports are in memory, and read as they are. */
async function storeOf(reading: Reading, recording: string | null): Promise<TransitionStore> {
  if (recording === null) return reading.store()
  return {
    listImports: () => reading.imports.list(recording),
    readMany: async () => new Map(),
    listNative: async () => ({ groups: [], more: false }),
    readManyNative: async () => new Map(),
  }
}
