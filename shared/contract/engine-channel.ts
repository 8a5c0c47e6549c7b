import * as z from 'zod'

/**
 * The private channel between Electron's main process and the engine process: a pipe that only the two hold. Main relays
 * the pages' ports over it, one connection id a page, and answers the engine's questions to the vault.
 */
const connectionId = z.number().int().nonnegative()
/** As long as the longest that the settings allow: a user and an origin of a ClickHouse server. */
const Account = z.string().min(1).max(3_000)
const StoredCredential = z.object({ secret: z.string(), origin: z.string() })

export const VaultCall = z.discriminatedUnion('method', [
  z.object({ method: z.literal('state') }),
  z.object({ method: z.literal('get'), account: Account }),
  z.object({ method: z.literal('peek'), account: Account }),
  z.object({ method: z.literal('set'), account: Account, credential: StoredCredential }),
  z.object({ method: z.literal('remove'), account: Account }),
  z.object({ method: z.literal('accounts') }),
])
export type VaultCall = z.infer<typeof VaultCall>

export const ToEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), id: connectionId }),
  z.object({ type: z.literal('data'), id: connectionId, data: z.unknown() }),
  z.object({ type: z.literal('close'), id: connectionId }),
  z.object({ type: z.literal('vault-answer'), call: z.number(), value: z.unknown() }),
  z.object({ type: z.literal('vault-failure'), call: z.number(), message: z.string() }),
])
export type ToEngine = z.infer<typeof ToEngine>

export const FromEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), node: z.string(), pid: z.number() }),
  z.object({ type: z.literal('data'), id: connectionId, data: z.unknown() }),
  z.object({ type: z.literal('vault-call'), call: z.number(), request: VaultCall }),
])
export type FromEngine = z.infer<typeof FromEngine>
