import type { StoreSettings, StoreView } from '../../../shared/contract/connection.ts'
import { CompanionError, type ErrorCode } from '../../../shared/contract/errors.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/types.ts'
import type { Engine } from './engine.ts'
import { locateStore, storeAccount } from './stores.ts'

const stateOfFailure = (code: ErrorCode): StoreView['state'] =>
  code === 'store-taken' ? 'taken' : code === 'store-unreachable' ? 'unreachable' : 'failed'

/** The store as the settings name it, and whether it answers; a store that does not is a state here, not a failure. */
export async function viewStore(engine: Engine): Promise<StoreView> {
  const settings = await engine.settings.store()
  const passwordConfigured = settings.kind === 'server' && (await engine.credentials.peek(storeAccount(settings))) !== null
  const location = await locateStore(settings, engine.credentials, engine.directories.data)
  const described = { settings, passwordConfigured, location: location.kind === 'embedded' ? location.path : location.url }
  try {
    const store = await engine.store()
    const { spans, bytes } = await store.size()
    return { ...described, state: 'ready', version: await store.version(), bytesOnDisk: bytes, spans }
  } catch (error) {
    if (!(error instanceof CompanionError)) throw error
    return { ...described, state: stateOfFailure(error.code), version: null, bytesOnDisk: null, spans: null }
  }
}

/** Saves where imports go; a typed password goes to the vault, bound to the server's origin. */
export async function saveStore(engine: Engine, settings: StoreSettings, password: string | null): Promise<StoreView> {
  if (engine.isImporting()) throw new CompanionError('usage', 'An import is running; change the store when it is done')
  const saved = await engine.settings.saveStore(settings)
  if (saved.kind === 'server' && password !== null) {
    await engine.credentials.set(storeAccount(saved), { secret: password, origin: new URL(saved.url).origin })
  }
  return viewStore(engine)
}

/** Opens the store that the settings mean, writes a row and removes it. An embedded store that is open already is used as it is. */
export async function testStore(
  engine: Engine,
  settings: StoreSettings,
  password: string | null,
): Promise<{ version: string; writable: boolean; spans: number }> {
  const location = await locateStore(settings, engine.credentials, engine.directories.data, password)
  const current = await locateStore(await engine.settings.store(), engine.credentials, engine.directories.data)
  if (location.kind === 'embedded' && current.kind === 'embedded' && location.path === current.path)
    return probe(await engine.store())
  const store = await openStore(location)
  try {
    return await probe(store)
  } finally {
    await store.close()
  }
}

async function probe(store: Store): Promise<{ version: string; writable: boolean; spans: number }> {
  await store.probeWritable()
  return { version: await store.version(), writable: true, spans: (await store.size()).spans }
}
