import { CompanionError } from '../contract/errors.ts'
import { caseFormat } from './format.ts'

/** What a file of one format holds before it is checked: the second line, and the lines behind it. */
export interface RawCase {
  readonly manifest: unknown
  readonly parts: readonly unknown[]
}

/** Step N brings a file of format N to format N + 1. There is one format so far, so there is no step. */
export type Upgrades = Readonly<Record<number, (held: RawCase) => RawCase>>
export const upgrades: Upgrades = {}

/** @throws CompanionError `recording-newer` for a format that came after the present one */
export function refuseNewer(format: number, current: number = caseFormat): void {
  if (format > current)
    throw new CompanionError('recording-newer', `The recording has format ${format}; this program reads up to ${current}.`, {
      format,
      current,
    })
}

/**
 * Brings a file up to the present format, one step after the other.
 * @throws CompanionError `recording-newer` for a newer file, `recording-unreadable` for one that no step leads from
 */
export function upgradeCase(held: RawCase, format: number, steps: Upgrades = upgrades, current: number = caseFormat): RawCase {
  refuseNewer(format, current)
  let upgraded = held
  for (let at = format; at < current; at++) {
    const step = steps[at]
    if (step === undefined)
      throw new CompanionError('recording-unreadable', `The recording says format ${format}, which there never was.`, { format })
    upgraded = step(upgraded)
  }
  return upgraded
}
