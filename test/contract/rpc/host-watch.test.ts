import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectByHttp } from '../../../renderer/transport/http-link.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a host that ends while nothing is asked of it is noticed while the page is seen, and so is that it is back', async () => {
  let there = true
  let seen = true
  let asked = 0
  const page = connectByHttp({
    origin: 'http://127.0.0.1:9',
    isSeen: () => seen,
    fetch: async () => {
      asked += 1
      if (!there) throw new TypeError('fetch failed')
      return new Response('')
    },
  })
  try {
    await vi.advanceTimersByTimeAsync(0)
    expect(page.status.getSnapshot()).toEqual({ phase: 'up' })

    there = false
    seen = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect([page.status.getSnapshot(), asked]).toEqual([{ phase: 'up' }, 1])

    seen = true
    await vi.advanceTimersByTimeAsync(10_000)
    expect(page.status.getSnapshot()).toEqual({ phase: 'down', reason: 'unreachable' })

    there = true
    await vi.advanceTimersByTimeAsync(10_000)
    expect(page.status.getSnapshot()).toEqual({ phase: 'up' })
  } finally {
    page.close()
  }
  const before = asked
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toBe(before)
})
