import type { AliasReport } from '../contract/aliases.ts'
import type { KeyState } from '../contract/connection.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { PreviewReport } from '../contract/preview.ts'
import type { IsoMicros } from '../otlp/time.ts'

/**
 * Where an address can be reached from. Only `public` ones are open to Coval's workers; `name` means that DNS has
 * to say, `local-name` is a name that only a local network resolves (`.local`, `.internal`, one without a dot).
 */
export type AddressScope =
  | 'public'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'cgnat'
  | 'unspecified'
  | 'multicast'
  | 'reserved'
  | 'local-name'
  | 'name'

/** The span of the project that is nearest to a window. `exact` is false where more spans lie there than were looked at. */
export interface NearestSpan {
  readonly time: IsoMicros
  readonly name: string
  readonly distanceMs: number
  readonly exact: boolean
}

/** Everything that checks read. Times in milliseconds unless a name says otherwise. */
export interface FactValues {
  readonly connection: { readonly name: string; readonly host: string; readonly project: string }
  readonly key: KeyState & { readonly plainHttpAbroad: boolean }
  readonly address: { readonly hostname: string; readonly scope: AddressScope; readonly addresses: readonly string[] }
  readonly dns: { readonly addresses: readonly string[]; readonly elapsedMs: number }
  readonly tcp: { readonly address: string; readonly port: number; readonly elapsedMs: number }
  /** Null where the host is plain http. */
  readonly tls: { readonly protocol: string; readonly validUntil: string; readonly elapsedMs: number } | null
  /** `version` is what the header `x-phoenix-server-version` says. */
  readonly http: {
    readonly status: number
    /** The other origin that the host redirects to; null where it does not. */
    readonly redirectsTo: string | null
    readonly contentType: string
    readonly version: string | null
    readonly elapsedMs: number
  }
  readonly clock: {
    /** Server minus local. Null where the server sends no date. */
    readonly skewMs: number | null
    /** By how much the measurement may be off: a second of the header, and the time that the answer took. */
    readonly uncertaintyMs: number
  }
  readonly server: { readonly version: string | null; readonly selects: boolean; readonly latencyMs: number }
  readonly authorisation: { readonly projects: number }
  readonly project: {
    readonly name: string
    readonly found: boolean
    readonly nearest: readonly string[]
    readonly projects: number
  }
  readonly preview: PreviewReport
  /** How long ago the window ended; negative when it ends in the future. */
  readonly window: { readonly endedMsAgo: number }
  /** Spans around an empty window, or (as `before`) the newest of the project where no window was found. Both null when not asked for. */
  readonly around: { readonly before: NearestSpan | null; readonly after: NearestSpan | null }
  readonly aliases: AliasReport
  readonly store: { readonly location: string; readonly version: string; readonly spans: number }
  readonly storeWritable: { readonly location: string }
  readonly native: { readonly traces: number; readonly spans: number; readonly services: readonly string[] }
}
export type FactName = keyof FactValues

/** `failed`: looking ended in a failure, which is a fact too. `skipped`: it was not looked, because something before it is missing. */
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T }
  | { readonly state: 'failed'; readonly code: ErrorCode; readonly message: string }
  | { readonly state: 'skipped'; readonly reason: string }

export type DiagnosticFacts = { readonly [K in FactName]?: Fact<FactValues[K]> }

export const known = <T>(value: T): Fact<T> => ({ state: 'known', value })
export const failed = (code: ErrorCode, message: string): Fact<never> => ({ state: 'failed', code, message })
export const skipped = (reason: string): Fact<never> => ({ state: 'skipped', reason })
