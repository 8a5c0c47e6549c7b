import { parseInstant } from '../../shared/otlp/time.ts'

/** `7,482`; `1 span`, `7,482 spans`. */
export { formatCount as formatNumber, formatNumberOf as countOf } from '../../shared/report/counts.ts'

/** A length of time given in milliseconds: `840 µs`, `12.4 ms`, `3.21 s`, `2 min 5 s`, `7 days`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 0) return `−${formatDuration(-milliseconds)}`
  if (milliseconds === 0) return '0 ms'
  if (milliseconds < 1) return `${Math.round(milliseconds * 1000)} µs`
  if (milliseconds < 1000) return `${milliseconds < 100 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${minutes % 60} min`
  return hours % 24 === 0 ? `${hours / 24} days` : `${Math.floor(hours / 24)} days ${hours % 24} h`
}

/** From one instant to another in milliseconds, to the microsecond where the texts have it; 0 when one is no instant. */
export function lengthOf({ start, end }: { readonly start: string; readonly end: string }): number {
  const [from, to] = [parseInstant(start), parseInstant(end)]
  return from === null || to === null ? 0 : Number(to - from) / 1_000_000
}

/** `4.2 MB`, in powers of 1,000. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

const two = (value: number) => String(value).padStart(2, '0')

/** Local clock time with milliseconds, `14:38:02.915`. */
export function formatClock(iso: string | number): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return String(iso)
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`
}

/** Local date and time, `2026-11-22 14:38:02`. */
export function formatDateTime(iso: string | number): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return String(iso)
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
}

/** UTC to the microsecond where the text has it, for the hover. */
export function formatUtc(iso: string | number): string {
  if (typeof iso === 'string' && iso.endsWith('Z')) return `${iso.replace('T', ' ').slice(0, -1)} UTC`
  const time = new Date(iso)
  return Number.isNaN(time.getTime()) ? String(iso) : `${time.toISOString().replace('T', ' ').slice(0, -1)} UTC`
}

/** `2 min ago`, `yesterday` is left to the date: past a day the date says more. */
export function formatAgo(iso: string, now: number): string {
  const seconds = Math.round((now - Date.parse(iso)) / 1000)
  if (Number.isNaN(seconds)) return iso
  if (seconds < 45) return 'just now'
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`
  return formatDateTime(iso)
}

/** The local zone's name, `Europe/Berlin`. */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
