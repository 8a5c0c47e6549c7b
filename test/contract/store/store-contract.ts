import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Migration, migrate, migrations } from '../../../electron/engine/store/schema/migrations.ts'
import type { Store } from '../../../electron/engine/store/types.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { addNative, rowsByImport, type StoreHome, tableNames } from './homes.ts'
import { asStored, everything, header, importRows, nativeRow, noon, report, someRows, traceId, traceRow } from './rows.ts'

const go = () => new AbortController().signal
const codeOf = (error: unknown): string => (error instanceof CompanionError ? error.code : `not a CompanionError: ${error}`)
const spanIds = async (store: Store, importId: string) => (await store.readSpans(importId)).map((span) => span.SpanId)

/** What every store promises, wherever it lives. */
export function describeStore(name: string, prepare: () => Promise<StoreHome>): void {
  describe(name, () => {
    let home: StoreHome
    let store: Store
    beforeEach(async () => {
      home = await prepare()
      store = await home.open()
    })
    afterEach(() => home.leave())

    it('gives back hostile values and exact times unchanged', async () => {
      const wide = Object.fromEntries(Array.from({ length: 1_500 }, (_, at) => [`key.${at}`, `value ${at}`]))
      const rows = [
        traceRow({
          trace: 1,
          span: 0,
          at: noon,
          SpanName: 'päivää 😀',
          StatusCode: 'Error',
          StatusMessage: 'a "quoted"\nfailure; -- x',
        }),
        traceRow({
          trace: 1,
          span: 1,
          at: noon + 1n,
          SpanAttributes: { '': 'empty key', nul: 'a\u0000b', sql: "'; DROP TABLE x; --\\" },
        }),
        traceRow({ trace: 1, span: 2, at: noon + 2n, SpanAttributes: { big: 'x€'.repeat(200_000) } }),
        traceRow({ trace: 1, span: 3, at: noon + 3n, SpanAttributes: wide, Duration: '18446744073709551615' }),
        traceRow({
          trace: 1,
          span: 4,
          at: noon + 4n,
          ServiceName: 'arize',
          SpanAttributes: JSON.parse('{"__proto__":"kept","constructor":"kept","toString":""}'),
          ParentSpanId: 'ffffffffffffffff',
          TraceState: 'a=b,c=d',
          SpanKind: 'Client',
          ScopeName: 'scope\t',
          ScopeVersion: '1.0',
          'Events.Timestamp': ['1795341600.000000002', '1795341600.999999999'],
          'Events.Name': ['one', 'two'],
          'Events.Attributes': [{ a: '1' }, JSON.parse('{"__proto__":"e"}')],
          'Links.TraceId': [traceId(9)],
          'Links.SpanId': ['0000000000000009'],
          'Links.TraceState': ['x=y'],
          'Links.Attributes': [{ l: "it's" }],
        }),
        traceRow({
          trace: 1,
          span: 5,
          at: noon + 5n,
          'Events.Timestamp': ['0000000000.000000000'],
          'Events.Name': [''],
          'Events.Attributes': [{}],
        }),
      ]
      const importId = await importRows(store, 'sim-hostile', rows)
      expect(await store.readSpans(importId)).toStrictEqual(rows.map((row) => asStored(row, importId)))
    })

    it('puts U+FFFD where a string holds half of a surrogate pair', async () => {
      const row = traceRow({ trace: 1, span: 0, SpanAttributes: { broken: 'a\ud800b', 'k\udc00': '\\ud800' } })
      const importId = await importRows(store, 'sim', [row])
      expect((await store.readSpans(importId)).map((span) => span.SpanAttributes)).toEqual([{ broken: 'a�b', 'k�': '\\ud800' }])
    })

    it('keeps the time of spans from 1970 to 2106 and on both sides of midnight', async () => {
      const midnight = 1_795_392_000_000_000_000n
      const times = [0n, 1n, 999_999_999_999_999_999n, midnight - 1n, midnight, 4_294_967_295_000_000_000n]
      const rows = times.map((at, span) => traceRow({ trace: 1, span, at }))
      const importId = await importRows(store, 'sim', rows)
      expect((await store.readSpans(importId)).map((span) => span.start)).toEqual(times)
    })

    it('takes 5,000 rows written in pages that overlap in time', async () => {
      const writer = await store.beginImport(header('sim'), { replaces: null, signal: go() })
      const rows = someRows(50, 100)
      await Promise.all([0, 1, 2, 3, 4].map((page) => writer.write(rows.slice(page * 1000, page * 1000 + 1000))))
      expect(await writer.commit(everything('sim'))).toBe(5_000)
      const read = await store.readSpans(writer.importId)
      expect(read.map((span) => span.SpanId).sort()).toEqual(rows.map((row) => row.SpanId).sort())
      expect((await store.readSpans(writer.importId, { traceId: traceId(7) })).length).toBe(100)
    })

    it('takes an import that spreads over 110 days', async () => {
      const rows = Array.from({ length: 110 }, (_, day) =>
        traceRow({ trace: 1, span: day, at: noon + BigInt(day) * 86_400_000_000_000n }),
      )
      const importId = await importRows(store, 'sim', rows)
      expect((await store.readSpans(importId)).length).toBe(110)
    })

    it('keeps only the traces named at commit, and of these the earliest spans up to the cap', async () => {
      const writer = await store.beginImport(header('sim'), { replaces: null, signal: go() })
      await writer.write(someRows(4, 3))
      const traceIds = [traceId(1), traceId(2), traceId(77)]
      const partial = { reason: 'span-cap' as const, detail: 'more' }
      expect(await writer.commit({ traceIds, maxSpans: 5, partial, report: (n) => report('sim', n) })).toBe(5)
      const kept = (await store.readSpans(writer.importId)).map((span) => [span.TraceId, Number(span.start - noon)])
      expect(kept).toEqual([
        [traceId(1), 0],
        [traceId(2), 0],
        [traceId(1), 1000],
        [traceId(2), 1000],
        [traceId(1), 2000],
      ])
      expect(await rowsByImport(home)).toEqual({ [writer.importId]: 5 })
      expect(await store.getImport(writer.importId)).toMatchObject({
        spans: 5,
        traces: 2,
        partial,
        report: { spans: { written: 5 } },
      })
    })

    it('takes thousands of trace ids at commit and when it looks for native traces', async () => {
      const rows = Array.from({ length: 4_000 }, (_, trace) => traceRow({ trace, span: 0 }))
      const writer = await store.beginImport(header('sim'), { replaces: null, signal: go() })
      await writer.write(rows)
      const traceIds = rows.slice(1).map((row) => row.TraceId)
      expect(await writer.commit({ ...everything('sim'), traceIds })).toBe(3_999)
      expect((await store.readSpans(writer.importId)).length).toBe(3_999)
      await addNative(home, [
        nativeRow({ trace: 3_999, span: 1 }),
        nativeRow({ trace: 5, span: 1 }),
        nativeRow({ trace: 5_000, span: 1 }),
      ])
      expect(await store.findNativeTraces({ simulation: null, traceIds })).toEqual({
        traces: 2,
        spans: 2,
        services: ['my-agent'],
      })
    })

    it('shows nothing before commit, and the whole record afterwards', async () => {
      const writer = await store.beginImport(header('sim'), { replaces: null, signal: go() })
      await writer.write(someRows(1, 3))
      const before = [
        await store.findImport('sim'),
        await store.listImports(),
        await store.readSpans(writer.importId),
        await store.size(),
      ]
      expect(before).toMatchObject([null, [], [], { spans: 0 }])
      await writer.commit(everything('sim'))
      const record = {
        importId: writer.importId,
        simulation: 'sim',
        project: 'support-agent',
        host: 'http://localhost:6006',
        importedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        window: header('sim').window,
        spans: 3,
        traces: 1,
        partial: null,
        report: report('sim', 3),
      }
      expect([await store.findImport('sim'), await store.getImport(writer.importId), ...(await store.listImports())]).toEqual([
        record,
        record,
        record,
      ])
      expect(await store.findImport('other')).toBeNull()
      expect(await store.size()).toEqual({ spans: 3, bytes: expect.any(Number) })
      expect(await tableNames(home)).not.toContainEqual(expect.stringMatching(/^coval_staging/))
    })

    it('replaces an import in one step and removes the rows of the old one', async () => {
      const first = await importRows(store, 'sim', someRows(2, 5))
      const second = await importRows(store, 'sim', someRows(1, 4), first)
      expect(await store.listImports()).toMatchObject([{ importId: second, spans: 4 }])
      expect(await store.readSpans(first)).toEqual([])
      expect(await store.getImport(first)).toBeNull()
      expect(await rowsByImport(home)).toEqual({ [second]: 4 })
    })

    it('reads nothing of an import that was known and stopped counting, though its rows are still there', async () => {
      const first = await importRows(store, 'sim', someRows(2, 5))
      expect(await store.readSpans(first)).toHaveLength(10)
      // What another process leaves that dies between the log and the rows.
      await home.behind.command(
        `INSERT INTO coval_imports (State, ImportId, Identity, TraceTable)
         SELECT 'removed', ImportId, Identity, TraceTable FROM coval_imports WHERE State = 'complete'`,
      )
      expect(await rowsByImport(home)).toEqual({ [first]: 10 })
      const set = { kind: 'import', importId: first } as const
      expect([await store.readSpans(first), await store.readOutline(set, []), await store.search(set, 'a', ['name'])]).toEqual([
        [],
        null,
        [],
      ])
    })

    it('leaves the old import where the new one is abandoned', async () => {
      const first = await importRows(store, 'sim', someRows(2, 5))
      const writer = await store.beginImport(header('sim'), { replaces: first, signal: go() })
      await writer.write(someRows(1, 4))
      await writer.abandon()
      await writer.abandon()
      expect(await store.findImport('sim')).toMatchObject({ importId: first, spans: 10 })
      expect(await rowsByImport(home)).toEqual({ [first]: 10 })
      expect(await tableNames(home)).not.toContainEqual(expect.stringMatching(/^coval_staging/))
    })

    it('removes an import for good, also from one that it had replaced', async () => {
      const first = await importRows(store, 'sim', someRows(1, 2))
      const second = await importRows(store, 'sim', someRows(1, 3), first)
      const other = await importRows(store, 'other', someRows(1, 4, 9))
      expect([await store.removeImport(second), await store.removeImport(second), await store.removeImport('nobody')]).toEqual([
        true,
        false,
        false,
      ])
      expect(await store.listImports()).toMatchObject([{ importId: other }])
      expect(await rowsByImport(home)).toEqual({ [other]: 4 })
    })

    it('lets the last complete import count when two commit the same one at once', async () => {
      const writers = await Promise.all([1, 2].map(() => store.beginImport(header('sim'), { replaces: null, signal: go() })))
      await Promise.all(writers.map((writer, at) => writer.write(someRows(1, at + 3))))
      await Promise.all(writers.map((writer) => writer.commit(everything('sim'))))
      const [counting] = await store.listImports()
      expect(await spanIds(store, counting?.importId ?? '')).toHaveLength(counting?.spans ?? -1)
      await home.open()
      expect(await rowsByImport(home)).toEqual({ [counting?.importId ?? '']: counting?.spans })
    })

    it('stops at once when told to, and leaves nothing', async () => {
      const stop = new AbortController()
      const writer = await store.beginImport(header('sim'), { replaces: null, signal: stop.signal })
      await writer.write(someRows(1, 3))
      const pending = writer.write(someRows(20, 100))
      stop.abort()
      const failures = await Promise.all([pending.then(String, codeOf), writer.commit(everything('sim')).then(String, codeOf)])
      await writer.abandon()
      expect(failures).toEqual(['cancelled', 'cancelled'])
      expect([await store.listImports(), await rowsByImport(home)]).toEqual([[], {}])
      expect(await tableNames(home)).not.toContainEqual(expect.stringMatching(/^coval_staging/))
    })

    it('tells native traces by trace id and by every correlation key, and no import’s rows', async () => {
      await importRows(store, 'sim', someRows(1, 2, 50))
      await addNative(home, [
        nativeRow({ trace: 1, span: 0, SpanAttributes: { session_id: 'sim-1' } }),
        nativeRow({ trace: 1, span: 1 }),
        nativeRow({ trace: 2, span: 0, ServiceName: 'other', ResourceAttributes: { simulation_output_id: 'sim-1' } }),
        nativeRow({ trace: 3, span: 0, SpanAttributes: { 'session.id': 'sim-10', note: 'sim-1' } }),
        nativeRow({ trace: 4, span: 0, SpanAttributes: { coval_simulation_output_id: "it's" } }),
        traceRow({ trace: 5, span: 0, ServiceName: 'langfuse', SpanAttributes: { session_id: 'sim-1' } }),
      ])
      expect(
        await Promise.all([
          store.findNativeTraces({ simulation: 'sim-1', traceIds: [] }),
          store.findNativeTraces({ simulation: "it's", traceIds: [traceId(3), traceId(50)] }),
          store.findNativeTraces({ simulation: null, traceIds: [] }),
        ]),
      ).toEqual([
        { traces: 2, spans: 3, services: ['my-agent', 'other'] },
        { traces: 2, spans: 2, services: ['my-agent'] },
        { traces: 0, spans: 0, services: [] },
      ])
      expect(await store.size()).toMatchObject({ spans: 8 })
    })

    it.each([
      ['a JSON text', '{"simulation_output_id": "sim-1", "n": 1}', true],
      ['under a key with a dot', '{"session.id":"sim-1"}', true],
      ['with escapes', '{"session_id":"s\\u0069m-1"}', true],
      ['a JSON text inside a JSON string', JSON.stringify('{"session_id":"sim-1"}'), true],
      ['under another key', '{"note":"sim-1"}', false],
      ['deeper', '{"more":{"session_id":"sim-1"}}', false],
      ['as the beginning of another id', '{"session_id":"sim-10"}', false],
      ['no JSON', 'session_id=sim-1', false],
    ])('tells native traces by the id inside metadata: %s', async (_name, metadata, found) => {
      await addNative(home, [nativeRow({ trace: 1, span: 0, SpanAttributes: { metadata } }), nativeRow({ trace: 1, span: 1 })])
      await addNative(home, [traceRow({ trace: 2, span: 0, ServiceName: 'arize', SpanAttributes: { metadata } })])
      const { groups } = await store.listNative(10)
      expect({
        found: await store.findNativeTraces({ simulation: 'sim-1', traceIds: [] }),
        read: (await store.readSet({ kind: 'native', by: 'simulation', id: 'sim-1' })).length,
        listed: groups.some(({ simulation }) => simulation === 'sim-1'),
      }).toEqual(
        found
          ? { found: { traces: 1, spans: 2, services: ['my-agent'] }, read: 2, listed: true }
          : { found: { traces: 0, spans: 0, services: [] }, read: 0, listed: false },
      )
    })

    it('refuses a field that the table lacks instead of losing it', async () => {
      const failure = await home.behind
        .insert('coval_imports', ['State', 'ImportId'], '{"State":"x","Unknown":"y"}')
        .catch((error) => error)
      expect([codeOf(failure), failure.message]).toEqual(['store-failed', expect.stringContaining('Unknown')])
    })

    it('proves that it is writable without leaving a trace of the proof', async () => {
      const entries = () => home.behind.query('SELECT toInt32(count()) AS entries FROM coval_imports')
      await importRows(store, 'sim', someRows(1, 1))
      const before = [await entries(), await rowsByImport(home)]
      await store.probeWritable()
      expect([await entries(), await rowsByImport(home)]).toEqual(before)
      expect(await store.version()).toMatch(/^\d+\.\d+/)
    })

    it('fills the lookup of a trace’s time range', async () => {
      await importRows(store, 'sim', someRows(2, 3))
      const lookup = 'SELECT TraceId AS id, toString(min(Start)) AS start FROM otel_traces_trace_id_ts GROUP BY id ORDER BY id'
      expect(await home.behind.query(lookup)).toEqual(
        [0, 1].map((trace) => ({ id: traceId(trace), start: '2026-11-22 10:00:00' })),
      )
    })

    it('refuses a table that lacks a column or holds another type, and names it', async () => {
      await home.behind.command(
        'CREATE TABLE lacking (Timestamp DateTime64(9), TraceId String) ENGINE = MergeTree ORDER BY TraceId',
      )
      await home.behind.command('CREATE TABLE typed AS otel_traces')
      await home.behind.command('ALTER TABLE typed MODIFY COLUMN ScopeName Array(String)')
      const failures = await Promise.all(
        ['lacking', 'typed', 'bad name'].map((table) => home.open({}, { table }).catch((error) => error)),
      )
      expect(failures.map((failure) => [codeOf(failure), failure.message])).toEqual([
        ['store-schema', 'table lacking: column SpanId is missing'],
        ['store-schema', 'table typed: column ScopeName is Array(String), not String'],
        ['usage', 'a table name is made of letters, digits and underscores'],
      ])
    })

    it('refuses a store that a newer program has written to', async () => {
      await home.behind.command('INSERT INTO coval_schema (Version) VALUES (99)')
      expect(codeOf(await home.open().catch((error) => error))).toBe('store-schema')
    })

    it('upgrades an older store step by step, and once only', async () => {
      const runs: number[] = []
      const step = (version: number): Migration => ({
        version,
        statements: () => {
          runs.push(version)
          return [`CREATE TABLE IF NOT EXISTS coval_step_${version} (x UInt8) ENGINE = MergeTree ORDER BY x`]
        },
      })
      const known = [...migrations, step(2), step(3)]
      await migrate(home.behind, known)
      await migrate(home.behind, known)
      expect(runs).toEqual([2, 3])
      expect(await tableNames(home)).toEqual(expect.arrayContaining(['coval_step_2', 'coval_step_3']))
      expect(codeOf(await home.open().catch((error) => error))).toBe('store-schema')
    })

    it('keeps imports into two tables of one database apart', async () => {
      const second = await home.open({}, { table: 'other_traces' })
      const importId = await importRows(second, 'sim', someRows(1, 2))
      expect([await store.listImports(), (await second.readSpans(importId)).length]).toEqual([[], 2])
    })
  })
}
