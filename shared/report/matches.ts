import type { ImportReport } from '../contract/import.ts'
import type { TracePreview } from '../contract/preview.ts'
import { matchedKeys } from './verdict.ts'

/** Matching traces whose evidence an import's report lists; the preview lists them all. */
export const maxEvidence = 20

/** Why an import took what it took, in a few lines however many traces there are. */
export function matchesOf(traces: readonly TracePreview[]): Required<Pick<ImportReport, 'matchedBy' | 'evidence'>> {
  const evidence = traces.flatMap(({ traceId, evidence: [first] }) => (first === undefined ? [] : [{ traceId, ...first }]))
  return { matchedBy: matchedKeys({ traces: [...traces] }), evidence: evidence.slice(0, maxEvidence) }
}
