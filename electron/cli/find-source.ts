import { CompanionError } from '../../shared/contract/errors.ts'
import type { SpanSource } from '../../shared/contract/source.ts'
import type { Engine } from '../engine/service/engine.ts'
import { type Options, readSimulation } from './options.ts'

/** The spans that `--simulation` means: its import, else an import of that id, else native spans that carry the id. Throws `usage`. */
export async function findSource(engine: Engine, options: Options): Promise<SpanSource> {
  // An import id is taken as it is; an address or a deep link is read for the id in it.
  const { simulation } = readSimulation(options)
  if (simulation === null) throw new CompanionError('usage', 'Name a simulation: --simulation ID')
  const store = await engine.store()
  const record = (await store.findImport(simulation)) ?? (await store.getImport(simulation))
  if (record !== null) return { kind: 'import', importId: record.importId }
  const native = { kind: 'native', by: 'simulation', id: simulation } as const
  if ((await store.findNativeTraces({ simulation, traceIds: [] })).traces > 0) return native
  throw new CompanionError('usage', `The store holds no spans of ${simulation}; import them first`)
}
