import { render } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { TimeRange } from '../../renderer/widgets/time.tsx'

const text = (start: string, end: string, fine: boolean): string => {
  const { container, unmount } = render(<TimeRange start={start} end={end} fine={fine} />)
  const said = container.textContent ?? ''
  unmount()
  return said
}

describe('a stretch of time', () => {
  it('names the day of its end where that is another day', () => {
    const start = '2026-11-22T14:37:52.100000Z'
    expect([
      text(start, '2026-11-22T14:37:53.971000Z', true),
      text(start, '2026-11-22T14:37:53.971000Z', false),
      text('1970-01-01T00:00:00.000000Z', '2026-11-22T15:46:18.955000Z', true),
      text(start, '2026-11-23T00:00:00.000000Z', false),
    ]).toEqual([
      '2026-11-22 14:37:52.100 – 14:37:53.971',
      '2026-11-22 14:37:52 – 14:37:53',
      '1970-01-01 00:00:00.000 – 2026-11-22 15:46:18.955',
      '2026-11-22 14:37:52 – 2026-11-23 00:00:00',
    ])
  })
})
