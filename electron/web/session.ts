import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits, fit for a URL and a cookie. */
const secret = () => randomBytes(32).toString('base64url')

/** Compares without telling by its time how much was right, nor the length. */
function same(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}

/** Who may use this host: whoever came by a link that was printed for them, once. */
export interface Session {
  /** A new link's token. It opens the page once, within `minutes`. */
  issueToken(minutes?: number): string
  /** The cookie for a token; null for a wrong, used or old one. */
  redeem(token: string): string | null
  holds(cookieHeader: string | undefined): boolean
}

export function createSession(port: number, now: () => number = Date.now): Session {
  // Cookies do not tell ports apart: the port in the name keeps two hosts on one machine from replacing each other's.
  const name = `coval-companion-${port}`
  const value = secret()
  const open = new Map<string, number>()
  return {
    issueToken(minutes = 10) {
      const token = secret()
      open.set(token, now() + minutes * 60_000)
      return token
    },
    redeem(token) {
      for (const [known, until] of open) {
        if (!same(known, token)) continue
        open.delete(known)
        return now() <= until ? `${name}=${value}; HttpOnly; SameSite=Strict; Path=/` : null
      }
      return null
    },
    holds(cookieHeader) {
      const given = (cookieHeader ?? '')
        .split(';')
        .map((part) => part.trim())
        .filter((part) => part.startsWith(`${name}=`))
        .map((part) => part.slice(name.length + 1))
      return given.some((one) => same(one, value))
    },
  }
}
