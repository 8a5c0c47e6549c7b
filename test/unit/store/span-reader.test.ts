import { describe, expect, it } from 'vitest'
import type { Connection } from '../../../electron/engine/store/connection/connection.ts'
import { ImportLog } from '../../../electron/engine/store/imports/log.ts'
import type { LogEntry } from '../../../electron/engine/store/imports/standing.ts'
import { spanReader } from '../../../electron/engine/store/reading/span-reader.ts'

const noRows = { traceId: [], spanId: [], parentSpanId: [], name: [], service: [], status: [], message: [] }
const noOutline = { ...noRows, events: [], start: [], duration: [], keys: [], values: [], wholes: [] }
const noColumns = { traceIds: [], spanIds: [], parentSpanIds: [], names: [], services: [], statuses: [], messages: [] }
const nothingRead = { ...noColumns, events: [], starts: [], durations: [], keys: [], values: [], wholes: [] }

const header = { simulation: 'sim', project: 'agent', host: 'http://localhost:6006', spans: '0', traces: '0', partial: '' }
const window = { start: '2026-11-22T09:00:00Z', end: '2026-11-22T11:00:00Z', source: 'given' }
const times = { first: '1', last: '9' }

type Entry = Omit<LogEntry, 'at' | 'identity'> & { readonly spans?: string; readonly partial?: string }

const row = (entry: Entry, second: number) => ({
  ...header,
  ...window,
  ...times,
  identity: 'one',
  at: `${second}000000000`,
  ...entry,
})

const started = { importId: 'a', state: 'started', supersedes: '' } as const
const complete = { importId: 'a', state: 'complete', supersedes: '', spans: '7' } as const
const replacing = { importId: 'b', state: 'complete', supersedes: 'a' } as const

/** A store whose log says one thing after another; `asked` are the tables that statements name first, in their order. */
function storeWith(...log: readonly Entry[][]) {
  const asked: string[] = []
  const note = (sql: string) => asked.push(/FROM `?(\w+)/.exec(sql)?.[1] ?? sql)
  let answers = 0
  const connection = {
    kind: 'embedded',
    location: '',
    async query(sql: string) {
      note(sql)
      const entries = log[Math.min(answers, log.length - 1)] ?? []
      answers += 1
      return entries.map(row)
    },
    async columns(sql: string) {
      note(sql)
      return noOutline
    },
  } as unknown as Connection
  const table = { name: 'otel_traces', exists: true, own: true, itemColumns: false }
  const reader = spanReader(connection, table, new ImportLog(connection, table.name, new Map()))
  return { asked, outline: (importId: string) => reader.readOutline({ kind: 'import', importId }, []) }
}

describe('the outline of an import', () => {
  it('takes three statements: what the log says, the spans, and whether the log says it still', async () => {
    const { asked, outline } = storeWith([started, complete])
    await outline('a')
    expect(asked).toEqual(['coval_imports', 'otel_traces', 'coval_imports'])
  })

  it('takes two where the import was complete before: the spans, and what the log says then', async () => {
    const { asked, outline } = storeWith([started, complete])
    await outline('a')
    asked.length = 0
    expect(await outline('a')).not.toBeNull()
    expect(asked).toEqual(['otel_traces', 'coval_imports'])
  })

  it('is not there where an import that was complete before was replaced', async () => {
    const { asked, outline } = storeWith([started, complete], [started, complete], [started, complete, replacing])
    expect(await outline('a')).not.toBeNull()
    expect(await outline('a')).toBeNull()
    expect(asked.slice(3)).toEqual(['otel_traces', 'coval_imports'])
  })

  it('comes with what is known of the import, and why it is partial', async () => {
    const partial = { reason: 'span-cap', detail: 'more' }
    const { outline } = storeWith([started, { ...complete, partial: JSON.stringify(partial) }])
    const { simulation, project, host } = header
    const facts = { importId: 'a', simulation, project, host, importedAt: '1970-01-01T00:00:01.000000Z', window, spans: 7 }
    expect(await outline('a')).toEqual({ columns: nothingRead, facts: { ...facts, traces: 0, partial } })
  })

  it('is not there where the import was replaced before it was asked for, or is not complete', async () => {
    const replaced = storeWith([started, complete, replacing])
    const unfinished = storeWith([started])
    expect([await replaced.outline('a'), await unfinished.outline('a'), await storeWith([]).outline('a')]).toEqual([
      null,
      null,
      null,
    ])
    expect(replaced.asked).toEqual(['coval_imports'])
  })

  it('is not there where the import was replaced while its spans were read: some may have been gone', async () => {
    const { asked, outline } = storeWith([started, complete], [started, complete, replacing])
    expect(await outline('a')).toBeNull()
    expect(asked).toEqual(['coval_imports', 'otel_traces', 'coval_imports'])
  })
})
