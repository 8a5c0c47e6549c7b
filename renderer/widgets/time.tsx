import { formatAgo, formatClock, formatDateTime, formatUtc } from './format.ts'

/** An instant in the local zone, with UTC on hover. */
export function Time({ iso, form = 'clock' }: { iso: string; form?: 'clock' | 'second' | 'date' | 'minute' | 'full' | 'ago' }) {
  const text =
    form === 'clock' || form === 'second'
      ? formatClock(iso).slice(0, form === 'second' ? -4 : undefined)
      : form === 'ago'
        ? formatAgo(iso, Date.now())
        : form === 'full'
          ? `${formatDateTime(iso).slice(0, 11)}${formatClock(iso)}`
          : formatDateTime(iso).slice(0, form === 'minute' ? -3 : undefined)
  return (
    <time dateTime={iso} data-form={form === 'second' ? 'clock' : form} title={formatUtc(iso)}>
      {text}
    </time>
  )
}

/** From one instant to another; the day of the second is said where it is another day. `fine`: to the millisecond. */
export function TimeRange({ start, end, fine = false }: { start: string; end: string; fine?: boolean }) {
  const sameDay = formatDateTime(start).slice(0, 10) === formatDateTime(end).slice(0, 10)
  return (
    <>
      <Time iso={start} form={fine ? 'full' : 'date'} /> –{' '}
      <Time iso={end} form={sameDay ? (fine ? 'clock' : 'second') : fine ? 'full' : 'date'} />
    </>
  )
}
