/** Stands in `index.html` where the host puts the nonce of this load; it occurs nowhere else. */
export const nonceMark = '__CSP_NONCE__'

/**
 * The page may load only what its host serves. The nonce is for the two libraries that insert `<style>` elements (Mantine,
 * and the scroll lock under its dialogs); scripts need none. Trusted Types would stop React's `<style>` elements.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}

export type PageHost = 'app' | 'loopback'

/**
 * The headers of every answer to the page. `html` answers are never stored: each holds a nonce of its own. A tab of a browser may
 * have an opener, whose reach is cut; the app's window never has one, and the header would cost it a second renderer process.
 */
export function pageHeaders(host: PageHost, nonce: string, kind: 'html' | 'asset'): Record<string, string> {
  return {
    ...(host === 'loopback' && { 'cross-origin-opener-policy': 'same-origin' }),
    'content-security-policy': contentSecurityPolicy(nonce),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
    'cache-control': kind === 'html' ? 'no-store' : 'no-cache',
  }
}

/** Puts the nonce of this load into `index.html`. */
export function withNonce(html: string, nonce: string): string {
  return html.split(nonceMark).join(nonce)
}
