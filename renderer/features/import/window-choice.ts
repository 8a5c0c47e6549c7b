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

/** A text as an instant, UTC with microseconds. `later` is the other one that the same local time means where the clock was set back. */
export type TypedInstant =
  | { readonly kind: 'instant'; readonly iso: string; readonly later: string | null }
  | { readonly kind: 'unreadable' }
  /** A local time that the clock skips when it is set forward. */
  | { readonly kind: 'skipped' }

const dayMs = 86_400_000

/** Reads a typed instant: with a zone as it is, without one as local time, which is what the field shows. */
export function readTyped(text: string): TypedInstant {
  const zoned = parseInstant(text)
  if (zoned !== null) return { kind: 'instant', iso: toIsoMicros(zoned), later: null }
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(text.trim())
  if (!match) return { kind: 'unreadable' }
  const fields = match.slice(1, 7).map((part) => Number(part ?? 0))
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields
  const shown = (time: Date) =>
    [time.getFullYear(), time.getMonth() + 1, time.getDate(), time.getHours(), time.getMinutes(), time.getSeconds()].join()
  const local = new Date(year, month - 1, day, hour, minute, second)
  if (shown(local) !== fields.join()) {
    // 31 February and 25:00 are no local time anywhere; what only this zone does not have, UTC has.
    const anywhere = parseInstant(`${text.trim()}Z`) !== null
    return { kind: anywhere ? 'skipped' : 'unreadable' }
  }
  const iso = (time: Date) => `${time.toISOString().slice(0, 19)}.${(match[7] ?? '').padEnd(6, '0').slice(0, 6)}Z`
  // Of a time that comes twice, Date takes the first; the second is as much later as the clock was set back.
  const at = local.getTime()
  const setBack = (new Date(at + dayMs).getTimezoneOffset() - new Date(at - dayMs).getTimezoneOffset()) * 60_000
  const repeated = new Date(at + setBack)
  return { kind: 'instant', iso: iso(local), later: setBack > 0 && shown(repeated) === fields.join() ? iso(repeated) : null }
}

/** The instant that a text means, UTC with microseconds, or null. */
export function readInstant(text: string): string | null {
  const typed = readTyped(text)
  return typed.kind === 'instant' ? typed.iso : null
}

/** The local form that `readInstant` reads back, `2026-11-22 14:38:02.915348`; with its zone where the local time comes twice. */
export function writeInstant(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  const two = (value: number) => String(value).padStart(2, '0')
  const fraction = (/\.(\d+)/.exec(iso)?.[1] ?? '').padEnd(6, '0').slice(0, 6).replace(/0+$/, '')
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
  const local = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}${fraction ? `.${fraction}` : ''}`
  const read = readTyped(local)
  if (read.kind === 'instant' && read.later === null) return local
  const offset = -time.getTimezoneOffset()
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
  return `${local}${zone}`
}
