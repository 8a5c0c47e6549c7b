import type { WindowRequest } from '../../../shared/contract/import.ts'
import { parseInstant, toIsoMicros } from '../../../shared/otlp/time.ts'

export const windowChoices = [
  { value: 'find', label: 'Find it for me' },
  { value: '900', label: 'Last 15 minutes' },
  { value: '3600', label: 'Last hour' },
  { value: '21600', label: 'Last 6 hours' },
  { value: '86400', label: 'Last 24 hours' },
  { value: '604800', label: 'Last 7 days' },
  { value: 'exact', label: 'Exact times' },
] as const

/** The choice that stands for a window. A link may carry a length that is no preset: it gets an option of its own. */
export function choiceOf(window: WindowRequest): string {
  if (window.kind === 'find') return 'find'
  return window.kind === 'exact' ? 'exact' : String(window.seconds)
}

export function optionsFor(window: WindowRequest): { value: string; label: string }[] {
  const options = windowChoices.map(({ value, label }) => ({ value: value as string, label: label as string }))
  const choice = choiceOf(window)
  if (options.some((option) => option.value === choice)) return options
  const minutes = Math.round(Number(choice) / 60)
  return [...options.slice(0, -1), { value: choice, label: `Last ${minutes} minutes` }, ...options.slice(-1)]
}

/** `now` in milliseconds: exact times start from the last hour, or from the window that was found. */
export function windowFor(choice: string, found: { start: string; end: string } | null, now: number): WindowRequest {
  if (choice === 'find') return { kind: 'find' }
  if (choice !== 'exact') return { kind: 'last', seconds: Number(choice) }
  if (found) return { kind: 'exact', start: found.start, end: found.end }
  const minute = Math.floor(now / 60_000) * 60_000
  return { kind: 'exact', start: new Date(minute - 3_600_000).toISOString(), end: new Date(minute).toISOString() }
}

/**
 * Reads a typed instant: with a zone as it is, without one as local time, which is what the field shows. Answers UTC with
 * microseconds, or null.
 */
export function readInstant(text: string): string | null {
  const zoned = parseInstant(text)
  if (zoned !== null) return toIsoMicros(zoned)
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(text.trim())
  if (!match) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0))
  const local = new Date(year, month - 1, day, hour, minute, second)
  // 31 February rolls over; such a time does not exist and is refused.
  if (local.getDate() !== day || local.getMonth() !== month - 1 || hour > 23 || minute > 59 || second > 59) return null
  const micros = (match[7] ?? '').padEnd(6, '0').slice(0, 6)
  return `${local.toISOString().slice(0, 19)}.${micros}Z`
}

/** The local form that `readInstant` reads back, `2026-11-22 14:38:02.915348`. */
export function writeInstant(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  const two = (value: number) => String(value).padStart(2, '0')
  const fraction = (/\.(\d+)/.exec(iso)?.[1] ?? '').padEnd(6, '0').slice(0, 6).replace(/0+$/, '')
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}${fraction ? `.${fraction}` : ''}`
}
