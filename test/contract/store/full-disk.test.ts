import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../../electron/engine/store/open-store.ts'
import { findClickHouse } from '../../support/clickhouse.ts'
import { everything, header, importRows, someRows, traceRow } from './rows.ts'

/** A file system of 24 MB of its own: only root may mount one, elsewhere this suite is skipped. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount()

function tryMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'coval-mount-'))
  try {
    mount(place)
    unmount(place)
    return true
  } catch {
    // A container without the right to mount.
    rmdirSync(place)
    return false
  }
}

function mount(place: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', place], { stdio: 'ignore' })
}

function unmount(place: string): void {
  execFileSync('umount', [place], { stdio: 'ignore' })
  rmdirSync(place)
}

describe.runIf(mayMount && findClickHouse() !== null)('a full disk', () => {
  let place = ''
  beforeAll(() => {
    place = mkdtempSync(join(tmpdir(), 'coval-full-'))
    mount(place)
  })
  afterAll(() => unmount(place))

  it('fails the import with a code of its own, and what was there stays', async () => {
    const location = { kind: 'embedded' as const, path: join(place, 'store'), table: 'otel_traces' }
    const store = await openStore(location)
    try {
      const old = await importRows(store, 'sim', someRows(2, 10))
      const writer = await store.beginImport(header('sim'), { replaces: old, signal: new AbortController().signal })
      // Text that does not compress.
      const noise = () => Array.from({ length: 20_000 }, () => Math.random().toString(36).slice(2, 12)).join('')
      const write = async () => {
        for (let page = 0; page < 40; page++)
          await writer.write(
            Array.from({ length: 10 }, (_, span) => traceRow({ trace: page, span, SpanAttributes: { noise: noise() } })),
          )
        await writer.commit(everything('sim'))
      }
      await expect(write()).rejects.toMatchObject({ code: 'store-full' })
      await writer.abandon()
      expect(await store.listImports()).toMatchObject([{ importId: old, spans: 20 }])
      expect((await store.readSpans(old)).length).toBe(20)
    } finally {
      await store.close()
    }
  })
})
