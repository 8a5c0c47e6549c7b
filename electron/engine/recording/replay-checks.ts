import { checks } from '../../../shared/checks/index.ts'
import type { CheckEvent, CheckResult } from '../../../shared/contract/checks.ts'
import { reportFormat } from '../../../shared/contract/import.ts'
import type { Opened } from './opened.ts'

/** Checks whose facts are in the recorded answers: they are decided anew. */
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

/** Checks that are decided anew where the checks that were recorded asked what they rest on. Where that was not reached, neither is it here. */
const derivedFrom: Readonly<Record<string, string>> = { server: '/arize_phoenix_version', authorised: '/v1/projects' }

function isDerived(id: string, { held }: Opened): boolean {
  const path = derivedFrom[id]
  if (path === undefined || held === null) return derived.includes(id)
  return held.exchanges.some(({ job, target }) => (job === 'check' || held.checks === null) && target.split('?')[0] === path)
}

/** Checks whose verdict is the recorded one, because they are about the machine of the recording. */
export const checksAsRecorded = (opened: Opened): string[] =>
  opened.held?.checks?.checks.flatMap(({ id }) => (isDerived(id, opened) ? [] : [id])) ?? []

/** `run` runs the named checks against the served recording. */
export async function* replayChecks(
  opened: Opened,
  only: readonly string[] | null,
  run: (only: readonly string[]) => AsyncGenerator<CheckEvent, void, void>,
): AsyncGenerator<CheckEvent, void, void> {
  const results = new Map<string, CheckResult>()
  const wanted = (id: string): boolean => only === null || only.includes(id)
  for (const { id, title, symptom, keywords } of checks) {
    if (!wanted(id) || isDerived(id, opened)) continue
    const about = { id, title, symptom, keywords: [...keywords] }
    const result = recordedResult(about, opened)
    results.set(id, result)
    yield { kind: 'check', result }
  }
  const unknown = only?.filter((id) => !checks.some((check) => check.id === id)) ?? []
  const again = [...checks.map(({ id }) => id).filter((id) => wanted(id) && isDerived(id, opened)), ...unknown]
  if (again.length > 0) {
    for await (const event of run(again)) {
      // What else fails is about this machine.
      if (event.kind === 'report') {
        for (const result of event.report.checks)
          if (again.includes(result.id)) results.set(result.id, withRecordedKey(result, opened))
      } else if (event.kind !== 'check') yield event
      else if (again.includes(event.result.id)) yield { kind: 'check', result: withRecordedKey(event.result, opened) }
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

/** A recording is asked without a key: whether one was sent, and so what to do about it, is what was recorded. */
function withRecordedKey(result: CheckResult, { held }: Opened): CheckResult {
  if (result.id !== 'authorised' || result.verdict !== 'fail' || held === null) return result
  const [said = ''] = result.evidence
  const sent = held.manifest.connection.keyConfigured
    ? 'a key was saved when it was recorded'
    : 'no key was saved when it was recorded'
  const recorded = held.checks?.checks.find(({ id }) => id === result.id)
  const next = recorded?.next?.action === result.next?.action ? (recorded?.next ?? null) : result.next
  return { ...result, evidence: [said, sent], next }
}
