import { formatAgo, formatClock, formatDateTime, formatUtc } from './format.ts'

/** An instant in the local zone, with UTC on hover. */
export function Time({ iso, form = 'clock' }: { iso: string; form?: 'clock' | 'date' | 'ago' }) {
  const text = form === 'clock' ? formatClock(iso) : form === 'date' ? formatDateTime(iso) : formatAgo(iso, Date.now())
  return (
    <time dateTime={iso} title={formatUtc(iso)}>
      {text}
    </time>
  )
}
