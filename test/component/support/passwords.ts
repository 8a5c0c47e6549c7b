import type { StoreSettings } from '../../../shared/contract/connection.ts'

/** Passwords of ClickHouse servers, without the passwords: only whether there is one for a `user@url`. */
export function createPasswords(saved: readonly string[] = []) {
  const passwords = new Set(saved)
  const accountOf = (settings: StoreSettings) => (settings.kind === 'server' ? `${settings.user}@${settings.url}` : '')
  const passwordOf = (settings: StoreSettings) => ({
    configured: passwords.has(accountOf(settings)),
    plainHttpAbroad: settings.kind === 'server' && /^http:\/\/(?!localhost)/.test(settings.url),
  })
  return { passwords, accountOf, passwordOf }
}
