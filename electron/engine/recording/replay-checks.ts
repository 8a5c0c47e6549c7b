import { checks } from '../../../shared/checks/index.ts'
import type { CheckEvent, CheckResult } from '../../../shared/contract/checks.ts'
import { reportFormat } from '../../../shared/contract/import.ts'
import type { Opened } from './opened.ts'

/** Checks whose facts are in the recorded answers: they are decided anew. All others are about the machine of the recording. */
const derived: readonly string[] = [
  'project',
  'window-read',
  'spans-in-window',
  'correlation',
  'two-ids',
  'limits',
  'readable-spans',
  'late-spans',
  'tokens',
  'input-output',
]

/** `run` runs the named checks against the served recording. */
export async function* replayChecks(
  opened: Opened,
  only: readonly string[] | null,
  run: (only: readonly string[]) => AsyncGenerator<CheckEvent, void, void>,
): AsyncGenerator<CheckEvent, void, void> {
  const results = new Map<string, CheckResult>()
  const wanted = (id: string): boolean => only === null || only.includes(id)
  for (const { id, title, symptom, keywords } of checks) {
    if (!wanted(id) || derived.includes(id)) continue
    const about = { id, title, symptom, keywords: [...keywords] }
    const result = recordedResult(about, opened)
    results.set(id, result)
    yield { kind: 'check', result }
  }
  const unknown = only?.filter((id) => !checks.some((check) => check.id === id)) ?? []
  const again = [...derived.filter(wanted), ...unknown]
  if (again.length > 0) {
    for await (const event of run(again)) {
      // What else fails is about this machine.
      if (event.kind === 'report') {
        for (const result of event.report.checks) if (again.includes(result.id)) results.set(result.id, result)
      } else if (event.kind !== 'check' || again.includes(event.result.id)) yield event
    }
  }
  yield { kind: 'report', report: { format: reportFormat, checks: checks.flatMap(({ id }) => results.get(id) ?? []) } }
}

function recordedResult(about: Pick<CheckResult, 'id' | 'title' | 'symptom' | 'keywords'>, { held }: Opened): CheckResult {
  const recorded = held?.checks?.checks.find(({ id }) => id === about.id)
  if (recorded === undefined) return { ...about, verdict: 'skipped', evidence: ['the recording does not hold this'], next: null }
  const evidence =
    recorded.evidence.length === 0
      ? ['recorded; the words are not part of a redacted recording']
      : recorded.evidence.map((line) => `recorded: ${line}`)
  return { ...about, verdict: recorded.verdict, evidence, next: recorded.next }
}
