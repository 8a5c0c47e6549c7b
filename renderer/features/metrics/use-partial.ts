import type { Partial } from '../../../shared/contract/import.ts'
import type { SpanSource } from '../../../shared/contract/index.ts'
import { useImports } from '../../stores/queries.ts'
import { useBuiltIn } from './queries.ts'

/** Why not every span of a source is there, known to every tab: an import's record says it, the others are asked. */
export function usePartial(source: SpanSource | null): Partial | null {
  const imports = useImports()
  const record = imports.data?.find((one) => source?.kind === 'import' && one.importId === source.importId)
  const asked = useBuiltIn(source, source !== null && record === undefined && source.kind !== 'native')
  return record?.partial ?? asked.data?.partial ?? null
}
