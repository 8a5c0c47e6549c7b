import { randomUUID } from 'node:crypto'
import type { ImportRecord } from '../../../shared/contract/import.ts'
import type { TraceRow } from '../../../shared/otlp/span.ts'
import type { UnixNano } from '../../../shared/otlp/time.ts'
import { readStoreTime } from '../../../shared/otlp/trace-row.ts'
import type { ImportStore } from '../import/run-import.ts'
import type { ImportHeader, ImportWriter, Store, StoredSpan } from '../store/types.ts'

interface KeptImport {
  readonly header: ImportHeader
  readonly record: ImportRecord
  readonly rows: readonly TraceRow[]
}

/** An import as it is kept: the rows that a table would hold, by start time. */
export interface MemoryImport {
  readonly record: ImportRecord
  readonly rows: readonly TraceRow[]
}

export interface MemoryStore extends ImportStore, Pick<Store, 'readSpans' | 'listImports' | 'removeImport'> {
  find(importId: string): MemoryImport | null
}

export interface MemoryStoreOptions {
  readonly now?: () => Date
  /** What the ids of its imports begin with. */
  readonly idPrefix?: string
}

/** A trace store in memory: dry runs and opened recordings import into one, and touch no other. Nothing of it reaches a disk. */
export function createMemoryStore({ now = () => new Date(), idPrefix = '' }: MemoryStoreOptions = {}): MemoryStore {
  const imports = new Map<string, KeptImport>()
  const byIdentity = (identity: string): KeptImport | undefined =>
    [...imports.values()].find(({ header }) => header.identity === identity)

  function beginImport(header: ImportHeader, replaces: string | null): ImportWriter {
    const importId = `${idPrefix}${randomUUID()}`
    let staged: TraceRow[] = []
    return {
      importId,
      async write(rows) {
        staged.push(...rows)
      },
      async commit({ window = header.window, traceIds, maxSpans, partial, report }) {
        const wanted = traceIds === null ? null : new Set(traceIds)
        const matching = staged.filter(({ TraceId }) => wanted?.has(TraceId) ?? true)
        const rows = inStoreOrder(matching).slice(0, maxSpans)
        if (replaces !== null) imports.delete(replaces)
        const { simulation, host, project } = header
        const traces = new Set(rows.map(({ TraceId }) => TraceId)).size
        const kept = {
          importId,
          simulation,
          host,
          project,
          window,
          importedAt: now().toISOString(),
          spans: rows.length,
          traces,
          partial,
        }
        imports.set(importId, { header, record: { ...kept, report: report(rows.length) }, rows })
        staged = []
        return rows.length
      },
      async abandon() {
        staged = []
      },
    }
  }

  return {
    location: 'memory',
    findImport: async (identity) => byIdentity(identity)?.record ?? null,
    beginImport: async (header, { replaces }) => beginImport(header, replaces),
    findNativeTraces: async () => ({ traces: 0, spans: 0, services: [] }),
    find: (importId) => imports.get(importId) ?? null,
    listImports: async () => [...imports.values()].map(({ record }) => record).reverse(),
    removeImport: async (importId) => imports.delete(importId),
    async readSpans(importId, options) {
      const rows = imports.get(importId)?.rows ?? []
      return rows.filter(({ TraceId }) => options?.traceId === undefined || TraceId === options.traceId).map(storedSpanOf)
    },
  }
}

/** As a table's rows are read back: by start time, and then by span id. */
function inStoreOrder(rows: readonly TraceRow[]): TraceRow[] {
  const timed = rows.map((row) => ({ row, start: startOf(row) }))
  timed.sort((a, b) => compare(a.start, b.start) || compare(a.row.SpanId, b.row.SpanId))
  return timed.map(({ row }) => row)
}

const compare = <Value extends bigint | string>(a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0)

function startOf({ Timestamp }: TraceRow): UnixNano {
  const start = readStoreTime(Timestamp)
  if (start === null) throw new Error(`a row holds a time that is none: ${Timestamp}`)
  return start
}

/** A row as a store reads it back. */
export function storedSpanOf(whole: TraceRow): StoredSpan {
  const { Timestamp: _, Duration, ...row } = whole
  return { ...row, start: startOf(whole), durationNs: BigInt(Duration) }
}
