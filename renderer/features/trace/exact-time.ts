import { formatNumber } from '../../widgets/format.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** The whole of a length of time, for the hover: `61,400,123,000 ns`. */
export const exactLength = (start: bigint, end: bigint): string => `${formatNumber(Number(end - start))} ns`

/** A time to the nanosecond, `2026-11-22 14:38:02.915 348 000`: a `Date` alone would cut it to milliseconds. */
export function formatExact(ns: bigint, zone: 'local' | 'utc'): string {
  const billion = 1_000_000_000n
  const fraction = ((ns % billion) + billion) % billion
  const date = new Date(Number((ns - fraction) / 1_000_000n))
  if (Number.isNaN(date.getTime())) return `${ns} ns since 1970`
  const digits = fraction.toString().padStart(9, '0')
  const [year, month, day, hour, minute, second] =
    zone === 'utc'
      ? [
          date.getUTCFullYear(),
          date.getUTCMonth(),
          date.getUTCDate(),
          date.getUTCHours(),
          date.getUTCMinutes(),
          date.getUTCSeconds(),
        ]
      : [date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()]
  const parts = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)]
  return `${year}-${two(month + 1)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}.${parts.join('\u2009')}`
}
