import { randomUUID } from 'node:crypto'
import type { ImportRecord } from '../../../shared/contract/import.ts'
import type { TraceRow } from '../../../shared/otlp/span.ts'
import { readStoreTime } from '../../../shared/otlp/trace-row.ts'
import type { ImportStore } from '../import/run-import.ts'
import type { ImportHeader, ImportWriter, Store, StoredSpan } from '../store/types.ts'

interface KeptImport {
  readonly header: ImportHeader
  readonly record: ImportRecord
  readonly rows: readonly TraceRow[]
}

export type MemoryStore = ImportStore & Pick<Store, 'readSpans'>

/** A trace store in memory: dry runs and opened recordings import into one, and touch no other. */
export function createMemoryStore(now: () => Date = () => new Date()): MemoryStore {
  const imports = new Map<string, KeptImport>()
  const byIdentity = (identity: string): KeptImport | undefined =>
    [...imports.values()].find(({ header }) => header.identity === identity)

  function beginImport(header: ImportHeader, replaces: string | null): ImportWriter {
    const importId = randomUUID()
    let staged: TraceRow[] = []
    return {
      importId,
      async write(rows) {
        staged.push(...rows)
      },
      async commit({ traceIds, maxSpans, partial, report }) {
        const wanted = traceIds === null ? null : new Set(traceIds)
        const matching = staged.filter(({ TraceId }) => wanted?.has(TraceId) ?? true)
        const rows = matching
          .sort((a, b) => (a.Timestamp < b.Timestamp ? -1 : a.Timestamp > b.Timestamp ? 1 : 0))
          .slice(0, maxSpans)
        if (replaces !== null) imports.delete(replaces)
        const { simulation, host, project, window } = header
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
    async readSpans(importId, options) {
      const rows = imports.get(importId)?.rows ?? []
      return rows.filter(({ TraceId }) => options?.traceId === undefined || TraceId === options.traceId).map(storedSpan)
    },
  }
}

function storedSpan({ Timestamp, Duration, ...row }: TraceRow): StoredSpan {
  const start = readStoreTime(Timestamp)
  if (start === null) throw new Error(`a row holds a time that is none: ${Timestamp}`)
  return { ...row, start, durationNs: BigInt(Duration) }
}
