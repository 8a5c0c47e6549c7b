import { checks } from '../../../shared/checks/index.ts'
import { symptoms } from '../../../shared/checks/symptoms.ts'
import type { CheckResult } from '../../../shared/contract/checks.ts'

/** A check as the page lists it: known before it ever ran. */
export interface ListedCheck {
  readonly id: string
  readonly title: string
  readonly symptom: string | null
  readonly keywords: readonly string[]
  readonly result: CheckResult | null
}

export interface CheckGroup {
  readonly title: string
  /** Coval's page on where the symptom comes from; null for the checks that are ours. */
  readonly cause: string | null
  readonly checks: readonly ListedCheck[]
}

const causes: Readonly<Record<string, string>> = {
  [symptoms.noSpans]: 'The key is not configured, the project’s name differs, or the window holds nothing.',
  [symptoms.notInCoval]: 'The correlation attribute is not set, or not as it is read.',
  [symptoms.unauthorised]: 'The key was rotated, or belongs to another Phoenix.',
  [symptoms.refused]: 'Phoenix is not reachable, or not publicly, from where Coval’s workers run.',
}

const furtherTitle = 'Further checks'

/** Every check with its result, where there is one; a result that the catalogue does not know is listed too. */
export function listChecks(results: readonly CheckResult[]): ListedCheck[] {
  const byId = new Map(results.map((result) => [result.id, result]))
  const known = checks.map(({ id, title, symptom, keywords }) => ({ id, title, symptom, keywords, result: byId.get(id) ?? null }))
  const ids = new Set<string>(checks.map(({ id }) => id))
  return [...known, ...results.filter(({ id }) => !ids.has(id)).map((result) => ({ ...result, result }))]
}

/** Every word must occur in title, symptom, keywords, evidence or id. */
export function searchChecks(listed: readonly ListedCheck[], text: string): ListedCheck[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return listed.filter(({ id, title, symptom, keywords, result }) => {
    const all = [id, title, symptom ?? '', ...keywords, ...(result?.evidence ?? [])].join('\n').toLowerCase()
    return words.every((word) => all.includes(word))
  })
}

/** By the four symptoms of Coval's page, in its order, then ours. */
export function groupChecks(listed: readonly ListedCheck[]): CheckGroup[] {
  const titles = [...Object.values(symptoms), null]
  return titles
    .map((symptom) => ({
      title: symptom ?? furtherTitle,
      cause: symptom === null ? null : (causes[symptom] ?? null),
      checks: listed.filter((check) =>
        symptom === null ? !titles.includes(check.symptom as never) || check.symptom === null : check.symptom === symptom,
      ),
    }))
    .filter((group) => group.checks.length > 0)
}
