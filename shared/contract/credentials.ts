import type { VaultState } from './connection.ts'

/** A secret and the origin it may be sent to. */
export interface Credential {
  readonly secret: string
  readonly origin: string
}

/**
 * Where secrets live: the OS keychain, or this run's memory. Never a file. `account` is `phoenix:<connection id>`,
 * `store:<…>` or `judge:<endpoint id>`. Every call ends within a few seconds; failures throw `CompanionError('vault-failed')`.
 */
export interface CredentialStore {
  state(): Promise<VaultState>
  get(account: string): Promise<Credential | null>
  /** Answers without the secret whether there is one, and for which origin. */
  peek(account: string): Promise<{ origin: string } | null>
  set(account: string, credential: Credential): Promise<void>
  remove(account: string): Promise<boolean>
  /** Every account that holds a secret, of whatever kind: a recording is swept for all of them. */
  accounts(): Promise<readonly string[]>
}
