import type { DiagnosticFacts, Fact, FactName } from '../../../shared/checks/facts.ts'
import { type Check, checks, evaluateCheck } from '../../../shared/checks/index.ts'
import type { CheckEvent, CheckResult } from '../../../shared/contract/checks.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { type ImportRequest, reportFormat } from '../../../shared/contract/import.ts'
import { gatherFacts } from './gather.ts'
import type { DiagnosticDependencies } from './types.ts'

export interface RunChecksOptions {
  readonly signal: AbortSignal
  /** Ids of checks; all of them when null. A failing check that keeps one of these from being decided is told as well. */
  readonly only: readonly string[] | null
}

/**
 * Runs the checks and tells each verdict as soon as its facts are there; the report at the end has them in their usual
 * order. Throws `usage` for an unknown id and `cancelled`. Ending the iteration early cancels what is under way.
 */
export async function* runChecks(
  request: ImportRequest,
  dependencies: DiagnosticDependencies,
  { signal, only }: RunChecksOptions,
): AsyncGenerator<CheckEvent, void, void> {
  const chosen = chooseChecks(only)
  const waiting = new Set(chosen)
  const results = new Map<Check, CheckResult>()
  const facts: Record<string, Fact<unknown>> = {}
  const events: CheckEvent[] = []
  let wake: () => void = () => undefined
  const tell = (event: CheckEvent) => {
    events.push(event)
    wake()
  }

  function onFact(name: FactName, fact: Fact<unknown>): void {
    facts[name] = fact
    for (const check of waiting) {
      if (!check.reads.every((read) => facts[read] !== undefined)) continue
      waiting.delete(check)
      const result = evaluateCheck(check, facts as DiagnosticFacts)
      results.set(check, result)
      tell({ kind: 'check', result })
    }
  }

  const stop = new AbortController()
  let done = false
  const gathering = gatherFacts(request, dependencies, {
    signal: AbortSignal.any([signal, stop.signal]),
    wanted: [...new Set(chosen.flatMap(({ reads }) => reads))],
    onStep: (what) => tell({ kind: 'gathering', what }),
    onFact,
  }).finally(() => {
    done = true
    wake()
  })
  // Thrown at the end of the loop; until then it must not count as unhandled.
  gathering.catch(() => undefined)
  try {
    while (!done || events.length > 0) {
      const event = events.shift()
      if (event !== undefined) yield event
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
    await gathering
    for (const result of causes(chosen, results, facts as DiagnosticFacts)) yield { kind: 'check', result }
    const report = { format: reportFormat, checks: checks.flatMap((check) => results.get(check) ?? []) } as const
    yield { kind: 'report', report }
  } finally {
    stop.abort()
    await gathering.catch(() => undefined)
  }
}

/**
 * A check that was skipped says nothing of what it is about: where some were asked for and one of them was skipped, those that were
 * not asked for and fail belong to the answer. Their facts are there already.
 */
function causes(chosen: readonly Check[], results: Map<Check, CheckResult>, facts: DiagnosticFacts): CheckResult[] {
  if (!chosen.some((check) => results.get(check)?.verdict === 'skipped')) return []
  const failed: CheckResult[] = []
  for (const check of checks) {
    if (results.has(check) || !check.reads.every((read) => facts[read] !== undefined)) continue
    const result = evaluateCheck(check, facts)
    if (result.verdict !== 'fail') continue
    results.set(check, result)
    failed.push(result)
  }
  return failed
}

function chooseChecks(only: readonly string[] | null): readonly Check[] {
  if (only === null) return checks
  const unknown = only.find((id) => !checks.some((check) => check.id === id))
  if (unknown !== undefined)
    throw new CompanionError('usage', `there is no check ${unknown}`, { known: checks.map(({ id }) => id) })
  return checks.filter(({ id }) => only.includes(id))
}
