import { rm } from 'node:fs/promises'
import path from 'node:path'
import { endServing, serveApp } from '../../support/served-app.ts'
import { startEngine } from '../engine/process.ts'
import { temporaryFolder } from '../setup/cache.ts'

export interface ServedTraces {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** What lets a browser in: name and value. */
  readonly cookie: { readonly name: string; readonly value: string }
  /** Import by number of spans. */
  readonly importIds: ReadonlyMap<number, string>
  close(): Promise<void>
}

/** The app's loopback host over a store with one made trace of each size. */
export async function serveMadeTraces(sizes: readonly number[], say: (line: string) => void): Promise<ServedTraces> {
  const home = await temporaryFolder('viewer')
  const importIds = new Map<number, string>()
  const remove = () => rm(home, { recursive: true, force: true })
  try {
    const engine = await startEngine(undefined, path.join(home, 'companion', 'data'))
    try {
      for (const spans of sizes) {
        say(`  storing a trace of ${spans.toLocaleString('en')} spans`)
        const { importIds: made } = await engine.ask({ kind: 'make', simulations: 1, spans })
        importIds.set(spans, made[0] ?? '')
      }
    } finally {
      await engine.stop()
    }
    const { child, link } = await serveApp(home)
    // The link is redeemed here, so that no page is loaded, and kept by the browser, before the one that is measured.
    const entered = await fetch(link, { redirect: 'manual' })
    const [, name = '', value = ''] = /^([^=]+)=([^;]+)/.exec(entered.headers.get('set-cookie') ?? '') ?? []
    if (value === '') throw new Error(`the link did not open: ${entered.status}`)
    return {
      origin: new URL(link).origin,
      cookie: { name, value },
      importIds,
      close: () => endServing(child).finally(remove),
    }
  } catch (error) {
    await remove()
    throw error
  }
}
