import * as z from 'zod'
import { Failure } from './errors.ts'
import { type Read, readPhoenixHost, readProjectName } from './phoenix-names.ts'

const readBy = (read: (text: string) => Read) =>
  z.string().transform((text, context) => {
    const { value, problem } = read(text)
    if (value !== null) return value
    context.addIssue({ code: 'custom', message: problem })
    return z.NEVER
  })

export const ProjectName = readBy(readProjectName)
export const PhoenixHost = readBy(readPhoenixHost)

export const ConnectionId = z.string().regex(/^[a-z0-9-]{1,64}$/)

/** What the settings file holds of a connection; never a secret. */
export const Connection = z.object({
  id: ConnectionId,
  name: z.string().trim().min(1).max(100),
  host: PhoenixHost,
  project: ProjectName,
})
export type Connection = z.infer<typeof Connection>

/** Where a key is kept: the OS keychain, or this run's memory with the reason why the keychain is not used. */
export const VaultState = z.object({ kind: z.enum(['keychain', 'memory']), reason: z.string().nullable() })
export type VaultState = z.infer<typeof VaultState>

export const KeyState = z.object({
  configured: z.boolean(),
  /** The origin that the key was saved for; it is sent nowhere else. */
  origin: z.string().nullable(),
  /** True where the connection's host has moved to another origin since: the key must be typed again. */
  originMismatch: z.boolean(),
  /** Why it is not known whether there is a key: the keychain's entry could not be read. Then `configured` is false. */
  unreadable: z.string().nullable(),
  kept: VaultState,
})
export type KeyState = z.infer<typeof KeyState>

export const ConnectionView = Connection.extend({
  /** False for the demo's, a recording's and the environment's: it lasts as long as this engine, and cannot be changed. */
  saved: z.boolean(),
  key: KeyState,
  /** A key would travel over plain http to a host that is not loopback. */
  plainHttpWarning: z.boolean(),
})
export type ConnectionView = z.infer<typeof ConnectionView>

export const ServerInfo = z.object({ version: z.string().nullable(), selects: z.boolean(), latencyMs: z.number() })
export type ServerInfo = z.infer<typeof ServerInfo>

/** The embedded ClickHouse, or a server. The password lives in the vault. */
export const StoreSettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('embedded'), path: z.string().nullable(), table: z.string().default('otel_traces') }),
  z.object({
    kind: z.literal('server'),
    url: z.string().max(2_000),
    user: z.string().max(500).default('default'),
    database: z.string().default('default'),
    table: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/)
      .default('otel_traces'),
  }),
])
export type StoreSettings = z.infer<typeof StoreSettings>

export const StoreView = z.object({
  settings: StoreSettings,
  passwordConfigured: z.boolean(),
  state: z.enum(['ready', 'unreachable', 'taken', 'failed']),
  /** ClickHouse's own version, where it answered. */
  version: z.string().nullable(),
  bytesOnDisk: z.number().nullable(),
  spans: z.number().nullable(),
  location: z.string(),
  /** Why it is not ready; null where it is, and where it was merely not waited for any longer. */
  failure: Failure.nullable(),
})
export type StoreView = z.infer<typeof StoreView>

/** Of the user and server that settings name, saved or only typed. */
export const PasswordState = z.object({
  configured: z.boolean(),
  /** A password would travel over plain http to a host that is not loopback. */
  plainHttpAbroad: z.boolean(),
})
export type PasswordState = z.infer<typeof PasswordState>
