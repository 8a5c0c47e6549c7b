import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Parameters } from '../../../electron/engine/store/connection/connection.ts'
import { carriersStatement, metadataStatement, nativeStatement } from '../../../electron/engine/store/reading/native-traces.ts'
import { selectImport } from '../../../electron/engine/store/reading/selection.ts'
import { spansStatement } from '../../../electron/engine/store/reading/spans.ts'
import { inspectTraceTable } from '../../../electron/engine/store/schema/trace-table.ts'
import { type ClickHouseServer, findClickHouse, startClickHouse } from '../../support/clickhouse.ts'
import type { CollectorForm } from './collector-tables.ts'
import { addNative, type StoreHome, serverHome } from './homes.ts'
import { importRows, nativeRow, noon, someRows, traceId } from './rows.ts'

const parts = findClickHouse()

/** 300 simulations of 1,000 spans each and as many native spans, over one day: about 75 granules. */
const manyRows = `INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanName, ServiceName, ResourceAttributes, SpanAttributes)
  SELECT fromUnixTimestamp64Nano(toInt64(${noon} + number * 10000000)), lower(hex(sipHash128(intDiv(number, 20)))), lower(hex(number)),
    if(number % 3 = 0, 'llm', 'chain'), if(number % 2 = 0, 'arize', 'my-agent'),
    if(number % 2 = 0, map('service.name', 'arize', 'coval.import.id', concat('other', toString(intDiv(number, 2000)))), map('service.name', 'my-agent')),
    map('session.id', concat('sim-', toString(intDiv(number, 2000))))
  FROM numbers(600000) SETTINGS max_insert_threads = 1, max_block_size = 1000000, min_insert_block_size_rows = 1000000`

/** Granules that a statement reads of the trace table, and all that there are. */
async function granules(home: StoreHome, { sql, parameters }: { sql: string; parameters: Parameters }) {
  const plan = await home.behind.query<{ explain: string }>(`EXPLAIN indexes = 1 ${sql}`, parameters)
  let inTraces = false
  let read = Number.POSITIVE_INFINITY
  let all = 0
  for (const { explain } of plan) {
    if (explain.includes('ReadFromMergeTree')) inTraces = explain.includes('.otel_traces)')
    const counts = inTraces ? /Granules: (\d+)\/(\d+)/.exec(explain) : null
    if (counts === null) continue
    read = Math.min(read, Number(counts[1]))
    all = Math.max(all, Number(counts[2]))
  }
  return { read, all }
}

describe.runIf(parts !== null)('one simulation among many', () => {
  let server: ClickHouseServer
  let home: StoreHome
  beforeAll(async () => {
    if (parts !== null) server = await startClickHouse(parts)
  })
  afterEach(() => home.leave())
  afterAll(() => server.stop())

  it.each<[string, CollectorForm | null]>([
    ['our own table', null],
    ['the collector’s classic table', 'classic'],
    ['the collector’s table of 2026', '2026'],
  ])('is read without scanning the others: %s', async (_, form) => {
    home = await serverHome(server, form)
    const store = await home.open()
    await home.behind.command(manyRows)
    const importId = await importRows(store, 'sim', someRows(25, 40, 1_000_000))
    await addNative(home, [nativeRow({ trace: 7, span: 1, SpanAttributes: { session_id: 'wanted' } })])
    await home.behind.command('OPTIMIZE TABLE otel_traces FINAL')

    const table = await inspectTraceTable(home.behind, 'otel_traces')
    const first = noon
    const range = { first: String(first), last: String(first + 1_000_000n) }
    const plans = [
      await granules(home, spansStatement(selectImport(table, importId, range), table)),
      await granules(home, spansStatement(selectImport(table, importId, range, { traceId: traceId(1_000_003) }), table)),
      await granules(home, { sql: carriersStatement(table, 'SpanAttributes'), parameters: { simulation: 'wanted' } }),
      await granules(home, { sql: carriersStatement(table, 'ResourceAttributes'), parameters: { simulation: 'wanted' } }),
      await granules(home, { sql: metadataStatement(table), parameters: { simulation: 'wanted' } }),
      await granules(home, { sql: nativeStatement(table), parameters: { traceIds: [traceId(7), traceId(8)] } }),
    ]
    // A bloom filter may let a granule through that holds nothing: a few, never most.
    const few = { read: expect.toSatisfy((read: number) => read <= 6), all: expect.toSatisfy((all: number) => all > 60) }
    expect(plans).toEqual([few, few, few, few, few, few])
    expect((await store.readSpans(importId)).length).toBe(1_000)
    expect(await store.findNativeTraces({ simulation: 'wanted', traceIds: [] })).toMatchObject({ traces: 1, spans: 1 })
  })
})
