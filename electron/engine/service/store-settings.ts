import { failureOf } from '../../../shared/checks/errors.ts'
import type { PasswordState, StoreSettings, StoreView } from '../../../shared/contract/connection.ts'
import { CompanionError, type ErrorCode } from '../../../shared/contract/errors.ts'
import { isPlainHttpAbroad } from '../settings/index.ts'
import { anyOf, untilStopped } from '../store/connection/stopping.ts'
import type { Store } from '../store/types.ts'
import type { Engine } from './engine.ts'
import { locateStore, placeOfStore, storeAccount } from './stores.ts'

const stateOfFailure = (code: ErrorCode): StoreView['state'] =>
  code === 'store-taken' ? 'taken' : code === 'store-unreachable' ? 'unreachable' : 'failed'

/** Longer than a server may take for its first answer; one that answers that and then no more must not hold a page. */
const patienceMs = 20_000

/** How long somebody who only looks at the store waits for it. */
export const storePatience = (signal?: AbortSignal): AbortSignal => {
  const end = AbortSignal.timeout(patienceMs)
  return anyOf(signal, end) ?? end
}

/** The account of the settings' password in the vault; null for a store without one. */
const accountOf = (settings: StoreSettings): string | null => (settings.kind === 'server' ? storeAccount(settings) : null)

/**
 * The store as the settings name it, and whether it answers before `patience` ends; a store that does not, or whose password cannot
 * be read, is a state here, not a failure.
 */
export async function viewStore(engine: Engine, patience: AbortSignal): Promise<StoreView> {
  const settings = await engine.settings.store()
  const account = accountOf(settings)
  const location = placeOfStore(settings, engine.directories.data)
  let passwordConfigured = false
  try {
    passwordConfigured = account !== null && (await engine.credentials.peek(account)) !== null
    const store = await engine.under(patience).store()
    const { spans, bytes } = await store.size()
    const version = await store.version()
    return { settings, passwordConfigured, location, state: 'ready', version, bytesOnDisk: bytes, spans, failure: null }
  } catch (error) {
    if (!(error instanceof CompanionError)) throw error
    const nothing = { settings, passwordConfigured, location, version: null, bytesOnDisk: null, spans: null }
    if (patience.aborted) return { ...nothing, state: 'unreachable', failure: null }
    return { ...nothing, state: stateOfFailure(error.code), failure: failureOf(error) }
  }
}

/** Another store, or another password, closes the one that is open. */
function refuseWhileImporting(engine: Engine, change: string): void {
  if (engine.isImporting()) throw new CompanionError('usage', `An import is running; ${change} when it is done`)
}

/**
 * Saves where imports go; a typed password goes to the vault, bound to the server's origin, and one that nothing names any more out of
 * it. `signal` ends the look at what was saved, with `cancelled`. Throws `usage` while an import runs.
 */
export async function saveStore(
  engine: Engine,
  settings: StoreSettings,
  password: string | null,
  signal: AbortSignal,
): Promise<StoreView> {
  refuseWhileImporting(engine, 'change the store')
  const before = accountOf(await engine.settings.store())
  const saved = await engine.settings.saveStore(settings)
  if (saved.kind === 'server' && password !== null) {
    await engine.credentials.set(storeAccount(saved), { secret: password, origin: new URL(saved.url).origin })
  }
  if (before !== null && before !== accountOf(saved)) await engine.credentials.remove(before)
  const view = await viewStore(engine, storePatience(signal))
  if (signal.aborted) throw new CompanionError('cancelled', 'the store is saved; its answer was no longer waited for')
  return view
}

/** What may be said of the password of this user on this server. Throws `usage` where the address is no URL. */
export async function passwordState(engine: Engine, settings: StoreSettings): Promise<PasswordState> {
  if (settings.kind === 'embedded') return { configured: false, plainHttpAbroad: false }
  const configured = (await engine.credentials.peek(storeAccount(settings))) !== null
  return { configured, plainHttpAbroad: isPlainHttpAbroad(settings.url) }
}

/** Removes it, if there is one. Throws `usage` while an import runs. */
export async function removePassword(engine: Engine, settings: StoreSettings): Promise<PasswordState> {
  refuseWhileImporting(engine, 'remove the password')
  const account = accountOf(settings)
  if (account !== null) await engine.credentials.remove(account)
  return passwordState(engine, settings)
}

/** Opens the store that the settings mean, writes a row and removes it. An embedded store that is open already is used as it is. */
export async function testStore(
  engine: Engine,
  settings: StoreSettings,
  password: string | null,
  signal: AbortSignal,
): Promise<{ version: string; writable: boolean; spans: number }> {
  const location = await locateStore(settings, engine.credentials, engine.directories.data, password)
  const current = await locateStore(await engine.settings.store(), engine.credentials, engine.directories.data)
  if (location.kind === 'embedded' && current.kind === 'embedded' && location.path === current.path)
    return untilStopped(engine.store().then(probe), signal)
  const { openStore } = await import('../store/open-store.ts')
  const store = await openStore(location, { signal })
  try {
    return await untilStopped(probe(store), signal)
  } finally {
    await store.close()
  }
}

async function probe(store: Store): Promise<{ version: string; writable: boolean; spans: number }> {
  await store.probeWritable()
  return { version: await store.version(), writable: true, spans: (await store.size()).spans }
}
