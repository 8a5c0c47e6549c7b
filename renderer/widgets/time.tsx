import { formatAgo, formatClock, formatDateTime, formatUtc } from './format.ts'

/** An instant in the local zone, with UTC on hover. */
export function Time({ iso, form = 'clock' }: { iso: string; form?: 'clock' | 'second' | 'date' | 'minute' | 'ago' }) {
  const text =
    form === 'clock' || form === 'second'
      ? formatClock(iso).slice(0, form === 'second' ? -4 : undefined)
      : form === 'ago'
        ? formatAgo(iso, Date.now())
        : formatDateTime(iso).slice(0, form === 'minute' ? -3 : undefined)
  return (
    <time dateTime={iso} data-form={form === 'second' ? 'clock' : form} title={formatUtc(iso)}>
      {text}
    </time>
  )
}
