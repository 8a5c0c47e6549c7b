import { join } from 'node:path'
import type { StoreSettings } from '../../../shared/contract/connection.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { anyOf, untilStopped } from '../store/connection/stopping.ts'
import type { Store, StoreLocation } from '../store/types.ts'

/** Passwords of ClickHouse servers are bound to origin and user, as API keys are to an origin. */
export const storeAccount = (settings: Extract<StoreSettings, { kind: 'server' }>): string =>
  `store:${settings.user}@${originOf(settings.url)}`

const originOf = (url: string): string => {
  if (!URL.canParse(url)) throw new CompanionError('usage', 'The address of the ClickHouse server is not a URL')
  return new URL(url).origin
}

/** The settings' store in words: a folder or a URL. */
export const placeOfStore = (settings: StoreSettings, dataDirectory: string): string =>
  settings.kind === 'embedded' ? (settings.path ?? join(dataDirectory, 'store')) : settings.url

/** Where the settings lead; a typed password wins over the saved one. */
export async function locateStore(
  settings: StoreSettings,
  credentials: CredentialStore,
  dataDirectory: string,
  typedPassword: string | null = null,
): Promise<StoreLocation> {
  if (settings.kind === 'embedded')
    return { kind: 'embedded', path: placeOfStore(settings, dataDirectory), table: settings.table }
  const saved = typedPassword === null ? await credentials.get(storeAccount(settings)) : null
  // The account names the origin; the credential must agree, or a changed vault entry could send a password elsewhere.
  const password = typedPassword ?? (saved?.origin === originOf(settings.url) ? saved.secret : null)
  const { url, user, database, table } = settings
  return { kind: 'server', url, user, password, database, table }
}

/** Milliseconds that closing may take: what then still runs in a store is cleaned at its next opening. */
const closingMs = 5_000

interface Opened {
  readonly key: string
  readonly store: Promise<Store>
  /** Gives up an opening that is still under way. */
  readonly giveUp: AbortController
}

/**
 * The one open store of this process. Opened at first use; a changed location closes the old one with what is still read from it, and
 * the service allows no change while an import runs. An embedded store can be open only once, so nobody opens one beside this.
 */
export class OpenStore {
  readonly #locate: () => Promise<StoreLocation>
  readonly #ended: AbortSignal | undefined
  #open: Opened | null = null

  /** `ended` is the end of all that this process does with the store. */
  constructor(locate: () => Promise<StoreLocation>, ended?: AbortSignal) {
    this.#locate = locate
    this.#ended = ended
  }

  /** The store for one job: `signal` ends the wait for it, and each of its calls. The opening goes on for whoever asks next. */
  async get(signal?: AbortSignal): Promise<Store> {
    const location = await this.#locate()
    const key = JSON.stringify(location)
    if (this.#open?.key !== key) {
      const previous = this.#open
      const giveUp = new AbortController()
      const store = closeQuietly(previous).then(async () => {
        const { openStore } = await import('../store/open-store.ts')
        return openStore(location, { signal: giveUp.signal })
      })
      const opened = { key, store, giveUp }
      this.#open = opened
      store.catch(() => {
        // A store that could not be opened is tried anew the next time.
        if (this.#open === opened) this.#open = null
      })
    }
    const open = this.#open
    if (open === null) throw new Error('unreachable: the store was just opened')
    const stop = anyOf(signal, this.#ended)
    try {
      const store = await untilStopped(open.store, stop)
      return stop === undefined ? store : store.under(stop)
    } catch (error) {
      throw stop?.aborted ? new CompanionError('cancelled', 'the store was no longer waited for') : error
    }
  }

  async close(): Promise<void> {
    const open = this.#open
    this.#open = null
    await closeQuietly(open)
  }
}

/** Closing comes after everything that matters was answered; a failure to open was told to whoever asked. */
async function closeQuietly(open: Opened | null): Promise<void> {
  if (open === null) return
  open.giveUp.abort()
  const closed = open.store.catch(() => null).then((store) => store?.close())
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closingMs)
  })
  await Promise.race([closed, late])
  clearTimeout(timer)
}
