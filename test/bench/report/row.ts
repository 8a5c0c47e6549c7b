import { median, type Ratio, ratioOf } from '../measure/statistics.ts'

/** One line of the table. */
export interface Row {
  readonly what: string
  readonly ours: string
  readonly other: string
  readonly result: string
  readonly goal: string
  /** Null where there is no goal: reported beside one that has. */
  readonly reached: boolean | null
  /** What a reader has to know to repeat it. */
  readonly note: string
}

/** A row that compares two series of milliseconds by the ratio of their pairs. */
export function compare(parts: {
  readonly what: string
  readonly ours: readonly number[]
  readonly other: readonly number[]
  readonly against: string
  readonly goal: number | null
  readonly note: string
}): Row {
  const ratio = ratioOf(parts.ours, parts.other)
  return {
    what: parts.what,
    ours: seconds(median(parts.ours)),
    other: `${parts.against} ${seconds(median(parts.other))}`,
    result: ratioText(ratio),
    goal: parts.goal === null ? '–' : `≤ ${parts.goal}`,
    reached: parts.goal === null ? null : ratio.median <= parts.goal,
    note: parts.note,
  }
}

export const seconds = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`

export const ratioText = ({ median: middle, least, most }: Ratio): string =>
  `**${middle.toFixed(2)}** (${least.toFixed(2)}–${most.toFixed(2)})`
