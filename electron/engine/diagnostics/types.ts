import type { AliasReport } from '../../../shared/contract/aliases.ts'
import type { Connection } from '../../../shared/contract/connection.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import type { Clock } from '../phoenix/clock.ts'
import type { ReachabilityFacts } from '../phoenix/probe.ts'
import type { PhoenixClient, PhoenixClientOptions } from '../phoenix/types.ts'
import type { Store } from '../store/types.ts'

/** What diagnostics ask; each throws `CompanionError` for an expected failure. */
export interface DiagnosticDependencies {
  readonly credentials: CredentialStore
  /** Throws `connection-unknown`, `connection-incomplete` or `settings-unreadable`. */
  connection(id: string): Promise<Connection>
  probe(host: string, options: { deadline: number; signal: AbortSignal }): Promise<ReachabilityFacts>
  openPhoenix(options: PhoenixClientOptions): PhoenixClient
  /** Writes nothing. A failure is in the report; `aliases` covers the spans that an import would take. */
  preview(
    request: ImportRequest,
    options: { signal: AbortSignal },
  ): Promise<{ report: PreviewReport; aliases: AliasReport | null }>
  /** The store that imports go to, for as long as the signal lasts; whoever opened it closes it. */
  openStore(signal: AbortSignal): Promise<Store>
  now(): Date
  /** Times the budget and every wait; the real one unless given. */
  readonly clock?: Clock
}
