import type { JudgeResult } from '../../../shared/contract/judges.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { type JudgeResults, keyOf } from './results.ts'

/**
 * Keeps results about some sources in memory, and the others where they are kept: what a judge says of a recording quotes it, and
 * goes with it. `heldOf` names what a source goes with (null: it is kept); `isThere` says whether that is still there.
 */
export function holdResults(
  kept: JudgeResults,
  heldOf: (source: SpanSource) => string | null,
  isThere: (held: string) => boolean,
): JudgeResults {
  let held: readonly { readonly by: string; readonly result: JudgeResult }[] = []
  const current = (): readonly JudgeResult[] => {
    held = held.filter(({ by }) => isThere(by))
    return held.map(({ result }) => result)
  }
  return {
    path: kept.path,
    list: async (source) => [
      ...current().filter((result) => source === null || keyOf(result.source) === keyOf(source)),
      ...(await kept.list(source)),
    ],
    async add(result) {
      const by = heldOf(result.source)
      if (by === null) await kept.add(result)
      else held = [{ by, result }, ...held]
    },
    async remove(id) {
      const before = held.length
      held = held.filter(({ result }) => result.id !== id)
      if (held.length === before) await kept.remove(id)
    },
  }
}
