import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../../../electron/engine/store/open-store.ts'
import type { StoreLocation } from '../../../electron/engine/store/types.ts'
import { type ClickHouseServer, findClickHouse, freePort, startClickHouse } from '../../support/clickhouse.ts'
import { startFallingSilent, startLagging, startUnwilling } from './between.ts'
import { rowsByImport, type StoreHome, serverHome, tableNames } from './homes.ts'
import { everything, header, importRows, someRows, traceId } from './rows.ts'
import { describeStore } from './store-contract.ts'

const parts = findClickHouse()

describe.runIf(parts !== null)('server', () => {
  let server: ClickHouseServer
  beforeAll(async () => {
    if (parts !== null) server = await startClickHouse(parts)
  })
  afterAll(() => server.stop())

  describeStore('a fresh server', () => serverHome(server, null))
  describeStore('a server with the collector’s classic table', () => serverHome(server, 'classic'))
  describeStore('a server with the collector’s table of 2026', () => serverHome(server, '2026'))

  describe('a server', () => {
    let home: StoreHome
    beforeEach(async () => {
      home = await serverHome(server, null)
    })
    afterEach(() => home.leave())
    const at = (change: Partial<Extract<StoreLocation, { kind: 'server' }>>): StoreLocation =>
      ({ ...home.location, ...change }) as StoreLocation
    const refusal = (location: StoreLocation) =>
      openStore(location, { connectMs: 5_000 }).then(
        async (store) => {
          await store.close()
          return { code: 'opened', message: '' }
        },
        ({ code, message }) => ({ code, message: String(message) }),
      )

    /** What a process leaves that dies between the log and the rows. */
    const leaveRemoved = (importId: string) =>
      home.behind.command(
        `INSERT INTO coval_imports (State, ImportId, Identity, TraceTable)
         SELECT 'removed', ImportId, Identity, TraceTable FROM coval_imports WHERE State = 'complete' AND ImportId = {importId:String}`,
        { importId },
      )

    it('says why it cannot be used, without a password in any message', async () => {
      const closed = `http://127.0.0.1:${await freePort()}`
      const password = 'wr0ng&secret'
      const failures = await Promise.all(
        [
          at({ password }),
          at({ user: 'nobody', password }),
          at({ url: closed, password }),
          at({ url: 'http://no-such-host.invalid:8123', password }),
          at({ url: server.url.replace('http:', 'https:'), password }),
          at({ database: 'missing' }),
          at({ url: `http://u:${password}@127.0.0.1:1`, password }),
          at({ url: 'ftp://127.0.0.1', password }),
        ].map(refusal),
      )
      expect(failures.map((failure) => failure.code)).toEqual([
        'store-unauthorized',
        'store-unauthorized',
        'store-unreachable',
        'store-unreachable',
        'store-unreachable',
        'store-schema',
        'usage',
        'usage',
      ])
      expect(JSON.stringify(failures)).not.toContain('wr0ng')
    })

    it('can be read by a user who may not write', async () => {
      const writer = await home.open()
      const importId = await importRows(writer, 'sim', someRows(1, 3))
      const reader = await openStore({ ...home.location, ...server.reader } as StoreLocation)
      try {
        expect([(await reader.readSpans(importId)).length, (await reader.listImports()).length]).toEqual([3, 1])
        expect(await reader.findNativeTraces({ simulation: 'x', traceIds: [traceId(1)] })).toMatchObject({ traces: 0 })
        const codes = await Promise.all(
          [
            reader.probeWritable(),
            reader.removeImport(importId),
            reader.beginImport(header('b'), { replaces: null, signal: AbortSignal.any([]) }),
          ].map((attempt: Promise<unknown>) => attempt.catch((error) => error.code)),
        )
        expect(codes).toEqual(['store-read-only', 'store-read-only', 'store-read-only'])
      } finally {
        await reader.close()
      }
      expect(await writer.findImport('sim')).toMatchObject({ importId })
    })

    it('opens empty for a reader where nothing was made yet', async () => {
      const reader = await openStore({ ...home.location, ...server.reader } as StoreLocation)
      try {
        expect([await reader.listImports(), await reader.size()]).toEqual([[], { spans: 0, bytes: 0 }])
        await expect(reader.probeWritable()).rejects.toMatchObject({ code: 'store-read-only' })
      } finally {
        await reader.close()
      }
    })

    it('cleans what a dead process left only when its lease has run out', async () => {
      await home.open()
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'crash-child.ts'), JSON.stringify(home.location), 'import', 'copied:1'],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      )
      await once(child, 'exit')
      const staging = async () => (await tableNames(home)).filter((name) => name.startsWith('coval_staging_')).length
      await home.open()
      expect([Object.values(await rowsByImport(home)), await staging()]).toEqual([[300], 1])
      const store = await home.open({ leaseMs: 0 })
      expect([await rowsByImport(home), await staging(), await store.listImports()]).toEqual([{}, 0, []])
    })

    it.each([
      ['the staging table', /CREATE TABLE `coval_staging/],
      ['a page of rows', /INSERT INTO `coval_staging/],
      ['the copy', /INSERT INTO `otel_traces`/],
      ['the record that makes it visible', /"State":"complete"/],
    ])('that falls silent at %s: the import ends with its signal, and the old one stays', async (_name, statement) => {
      const old = await importRows(await home.open(), 'sim', someRows(1, 2))
      const stop = new AbortController()
      const proxy = await startFallingSilent(server.url, statement, () => stop.abort())
      try {
        const store = await openStore(at({ url: proxy.url }))
        const run = async () => {
          const writer = await store.beginImport(header('sim'), { replaces: old, signal: stop.signal })
          try {
            await writer.write(someRows(1, 5))
            await writer.commit(everything('sim'))
          } finally {
            await writer.abandon()
          }
        }
        await expect(run()).rejects.toMatchObject({ code: 'cancelled' })
        await store.close()
      } finally {
        await proxy.close()
      }
      expect(await (await home.open({ leaseMs: 0 })).findImport('sim')).toMatchObject({ importId: old })
    })

    it('imports whole where the replicas that answer lag behind', async () => {
      const old = await importRows(await home.open(), 'sim', someRows(1, 2))
      const replicas = await startLagging(server.url, true)
      try {
        const store = await openStore(at({ url: replicas.url }))
        const importId = await importRows(store, 'sim', someRows(1, 5), old)
        expect([await store.findImport('sim'), await rowsByImport(home)]).toMatchObject([
          { importId, spans: 5 },
          { [importId]: 5 },
        ])
        await store.close()
      } finally {
        await replicas.close()
      }
    })

    it('keeps the old import where a replica that lags behind has copied less than was staged', async () => {
      const old = await importRows(await home.open(), 'sim', someRows(1, 2))
      const replicas = await startLagging(server.url, false)
      try {
        const store = await openStore(at({ url: replicas.url }))
        const writer = await store.beginImport(header('sim'), { replaces: old, signal: new AbortController().signal })
        await writer.write(someRows(1, 5))
        await expect(writer.commit(everything('sim'))).rejects.toMatchObject({
          code: 'store-failed',
          facts: { spans: 5, found: 0 },
        })
        await writer.abandon()
        await store.close()
      } finally {
        await replicas.close()
      }
      expect([await (await home.open()).findImport('sim'), await rowsByImport(home)]).toEqual([
        expect.objectContaining({ importId: old, spans: 2 }),
        { [old]: 2 },
      ])
    })

    it.each([
      ['refused', 'store-failed', {}],
      ['never answered', 'cancelled', { cleanMs: 1_000 }],
    ] as const)('opens where deleting what an import left is %s, and tells it', async (how, code, limits) => {
      const first = await home.open()
      const kept = await importRows(first, 'kept', someRows(1, 3))
      const left = await importRows(first, 'sim', someRows(1, 2))
      await leaveRemoved(left)
      const unwilling = await startUnwilling(server.url, new RegExp(`${left}[^]*DELETE FROM .otel_traces`), how)
      const problems: unknown[] = []
      try {
        const store = await openStore(at({ url: unwilling.url }), { ...limits, onProblem: (problem) => problems.push(problem) })
        expect([await store.listImports(), (await store.readSpans(kept)).length]).toMatchObject([[{ importId: kept }], 3])
        await store.close()
      } finally {
        await unwilling.close()
      }
      expect(problems).toMatchObject([{ code }])
      // The next opening takes it up again.
      await home.open()
      expect(await rowsByImport(home)).toEqual({ [kept]: 3 })
    })

    it('tells an import that another process has given up', async () => {
      const store = await home.open()
      const old = await importRows(store, 'sim', someRows(1, 2))
      const writer = await store.beginImport(header('sim'), { replaces: old, signal: new AbortController().signal })
      await writer.write(someRows(1, 5))
      const given = { State: 'removed', ImportId: writer.importId, Identity: 'sim', TraceTable: 'otel_traces' }
      await home.behind.insert('coval_imports', Object.keys(given), JSON.stringify(given))
      await expect(writer.commit(everything('sim'))).rejects.toMatchObject({ code: 'store-failed' })
      await writer.abandon()
      expect([await store.findImport('sim'), await rowsByImport(home)]).toMatchObject([{ importId: old }, { [old]: 2 }])
    })
  })
})
