import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Connection } from '../../../electron/engine/store/connection/connection.ts'
import { createCleaner } from '../../../electron/engine/store/imports/cleaning.ts'
import { ImportLog } from '../../../electron/engine/store/imports/log.ts'
import { startImport } from '../../../electron/engine/store/imports/writer.ts'
import { everything, header, someRows } from '../../contract/store/rows.ts'

const table = { name: 'otel_traces', exists: true, own: true, itemColumns: false }
const seeAll = ['select_sequential_consistency = 1']

/** A server that takes every entry of the log; its replicas show what `shown` says of the copied rows, one look after another, and of the log. */
async function importInto(shown: { readonly rows: readonly number[]; readonly log: 'all' | 'nothing' }) {
  const entries: Record<string, unknown>[] = []
  const looks: string[] = []
  const never = (): never => {
    throw new Error('not expected')
  }
  const query = async (sql: string): Promise<object[]> => {
    if (sql.includes('FROM coval_imports'))
      return shown.log === 'nothing'
        ? []
        : entries.map(({ ImportId, Identity, State, Supersedes }, at) => ({
            importId: ImportId,
            identity: Identity,
            state: State,
            at: String(at),
            supersedes: Supersedes ?? '',
          }))
    looks.push(sql.includes(seeAll.join()) ? 'sees all' : 'as it is')
    return [{ found: String(shown.rows[Math.min(looks.length, shown.rows.length) - 1]) }]
  }
  const connection = {
    kind: 'server',
    location: 'cluster',
    query,
    command: async () => undefined,
    insert: async (into: string, _columns: readonly string[], lines: string) => {
      if (into === 'coval_imports') for (const line of lines.split('\n')) entries.push(JSON.parse(line))
    },
    columns: never,
    ask: never,
    lines: never,
    close: never,
  } as unknown as Connection
  const log = new ImportLog(connection, table.name, new Map())
  const tables = { log, cleaner: createCleaner(connection, table, log, 0n) }
  const { signal } = new AbortController()
  const problems: unknown[] = []
  const onProblem = (problem: unknown) => void problems.push(problem)
  const around = {
    ...tables,
    connection,
    lasting: { ...tables, signal },
    table,
    seeAll,
    pulseMs: 1e6,
    onStep: () => undefined,
    onProblem,
  }
  const writer = await startImport(around, header('sim'), { replaces: null, signal })
  await writer.write(someRows(1, 5))
  const committed = writer.commit(everything('sim')).catch((error: unknown) => error)
  await vi.runAllTimersAsync()
  const outcome = await committed
  await writer.abandon()
  return { outcome, looks, problems, states: entries.map(({ State }) => State) }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

it('an import of which rows are missing in the table is never complete', async () => {
  expect(await importInto({ rows: [4], log: 'all' })).toEqual({
    outcome: expect.objectContaining({ code: 'store-failed', facts: { spans: 5, found: 4 } }),
    looks: ['sees all', 'as it is', 'sees all', 'as it is'],
    problems: [],
    states: ['started', 'committing', 'removed', 'purged'],
  })
})

it('a replica that does not show all rows at once is looked at again, also without the setting that hides some', async () => {
  const { outcome, looks, states } = await importInto({ rows: [0, 3, 5], log: 'all' })
  expect({ outcome, looks, states }).toEqual({
    outcome: 5,
    looks: ['sees all', 'as it is', 'sees all'],
    states: ['started', 'committing', 'complete'],
  })
})

it('a replica of the log that has not heard of the import says nothing against it', async () => {
  const { outcome, states } = await importInto({ rows: [5], log: 'nothing' })
  expect({ outcome, states }).toEqual({ outcome: 5, states: ['started', 'committing', 'complete'] })
})
