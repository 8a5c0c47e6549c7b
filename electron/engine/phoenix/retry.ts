/** Requests in all for one answer: the first and four more. */
export const maxAttempts = 5

const firstDelayMs = 250
const longestDelayMs = 8_000

/**
 * Milliseconds to wait before the next attempt. The server's own wish counts as a floor; without one the wait doubles with
 * every attempt and is spread over its upper half, so that many clients do not come back at the same moment.
 */
export function retryDelay(attempt: number, retryAfterMs: number | null, random: () => number = Math.random): number {
  const backOff = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1)) * (0.5 + random() / 2)
  return retryAfterMs === null ? backOff : Math.max(retryAfterMs, 0)
}

/** `Retry-After` in milliseconds from `now` (epoch milliseconds): seconds or an HTTP date. Null where absent or unreadable. */
export function parseRetryAfter(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? ''
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Number(text) * 1000
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
