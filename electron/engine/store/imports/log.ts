import { ImportRecord, ImportReport, Partial, Window } from '../../../../shared/contract/import.ts'
import { toIsoMicros, unixNano } from '../../../../shared/otlp/time.ts'
import type { Connection, Parameters } from '../connection/connection.ts'
import type { ImportFacts, ImportHeader } from '../types.ts'
import { type ImportStanding, type ImportState, judgeImports, type LogEntry } from './standing.ts'

/** What is known of an import when an entry is written; later entries know more. */
export interface LogFacts {
  readonly importId: string
  readonly header: ImportHeader
  readonly supersedes?: string | null
  readonly spans?: number
  readonly traceIds?: readonly string[]
  /** Start times of the earliest and latest span, nanoseconds. */
  readonly range?: { readonly first: bigint; readonly last: bigint } | null
  readonly partial?: Partial | null
  readonly report?: ImportReport | null
}

/** A span's place in the trace table, by which an import's rows are found again. */
export interface RowRange {
  readonly first: string
  readonly last: string
}

const columns = [
  'State',
  'ImportId',
  'Identity',
  'TraceTable',
  'Simulation',
  'Host',
  'Project',
  'WindowStart',
  'WindowEnd',
].concat(['WindowSource', 'Supersedes', 'Spans', 'TraceIds', 'FirstNs', 'LastNs', 'PartialJson', 'ReportJson'])

/** The append-only log of imports into one trace table. An entry is one row: it is there whole or not at all. */
export class ImportLog {
  readonly #connection: Connection
  readonly #table: string
  /** Where imports lie that were complete when they were last heard of. A complete import never moves. */
  readonly #places: Map<string, RowRange>

  constructor(connection: Connection, table: string, places: Map<string, RowRange>) {
    this.#connection = connection
    this.#table = table
    this.#places = places
  }

  async append(state: ImportState, facts: LogFacts, signal?: AbortSignal): Promise<void> {
    const line = {
      State: state,
      ImportId: facts.importId,
      Identity: facts.header.identity,
      TraceTable: this.#table,
      Simulation: facts.header.simulation,
      Host: facts.header.host,
      Project: facts.header.project,
      WindowStart: facts.header.window.start,
      WindowEnd: facts.header.window.end,
      WindowSource: facts.header.window.source,
      Supersedes: facts.supersedes ?? '',
      Spans: facts.spans ?? 0,
      TraceIds: facts.traceIds ?? [],
      FirstNs: String(facts.range?.first ?? 0n),
      LastNs: String(facts.range?.last ?? 0n),
      PartialJson: facts.partial ? JSON.stringify(facts.partial) : '',
      ReportJson: facts.report ? JSON.stringify(facts.report) : '',
    }
    await this.#connection.insert('coval_imports', columns, JSON.stringify(line), signal)
  }

  /** Logs one state for several imports in one step. */
  async appendAll(state: ImportState, imports: readonly ImportStanding[]): Promise<void> {
    if (imports.length === 0) return
    const lines = imports.map(({ importId, identity }) =>
      JSON.stringify({ State: state, ImportId: importId, Identity: identity, TraceTable: this.#table }),
    )
    await this.#connection.insert('coval_imports', ['State', 'ImportId', 'Identity', 'TraceTable'], lines.join('\n'))
  }

  /** The standing of every import, or of those with one identity. */
  async judge(identity?: string): Promise<Map<string, ImportStanding>> {
    const rows = await this.#connection.query<EntryRow>(
      `SELECT ImportId AS importId, Identity AS identity, State AS state, toString(toUnixTimestamp64Nano(At)) AS at, Supersedes AS supersedes
       FROM coval_imports WHERE TraceTable = {table:String} ${identity === undefined ? '' : 'AND Identity = {identity:String}'}`,
      identity === undefined ? { table: this.#table } : { table: this.#table, identity },
    )
    return standingsOf(rows)
  }

  /** The complete import that counts for an identity. */
  async find(identity: string): Promise<ImportRecord | null> {
    return (await this.#records(visibleOf(await this.judge(identity))))[0] ?? null
  }

  /** What a reader needs to know of an import, in one statement: each costs some milliseconds, however little it reads. Null where it does not count. */
  async see(importId: string): Promise<SeenImport | null> {
    const rows = await this.#connection.query<SeenRow>(
      `SELECT ImportId AS importId, Identity AS identity, State AS state, toString(toUnixTimestamp64Nano(At)) AS at, Supersedes AS supersedes,
         toString(FirstNs) AS first, toString(LastNs) AS last, Simulation AS simulation, Project AS project, Host AS host,
         WindowStart AS start, WindowEnd AS end, WindowSource AS source, toString(Spans) AS spans,
         toString(length(TraceIds)) AS traces, PartialJson AS partial
       FROM coval_imports WHERE TraceTable = {table:String} AND Identity IN
         (SELECT Identity FROM coval_imports WHERE TraceTable = {table:String} AND ImportId = {importId:String})`,
      { table: this.#table, importId },
    )
    const standing = standingsOf(rows).get(importId)
    if (standing?.standing !== 'visible') return null
    const own = rows.filter((row) => row.importId === importId)
    const complete = own.find(({ state }) => state === 'complete')
    if (complete === undefined) throw new Error('unreachable: an import counts that is not complete')
    const placed = own.find(({ state, spans }) => (state === 'committing' || state === 'complete') && spans !== '0')
    const range = placed === undefined ? null : { first: placed.first, last: placed.last }
    if (range !== null) this.#places.set(importId, range)
    return { facts: readFacts(complete), range }
  }

  /** Where the rows of an import lie that was complete before, without asking the store; whether it still counts is not known by that. */
  placeOf(importId: string): RowRange | null {
    return this.#places.get(importId) ?? null
  }

  async get(importId: string): Promise<ImportRecord | null> {
    const identity = await this.identityOf(importId)
    if (identity === null) return null
    const visible = visibleOf(await this.judge(identity)).filter((id) => id === importId)
    return (await this.#records(visible))[0] ?? null
  }

  /** Every import that counts, newest first. */
  async list(): Promise<ImportRecord[]> {
    return this.#records(visibleOf(await this.judge()))
  }

  async identityOf(importId: string): Promise<string | null> {
    const [row] = await this.#connection.query<{ identity: string }>(
      'SELECT Identity AS identity FROM coval_imports WHERE TraceTable = {table:String} AND ImportId = {importId:String} LIMIT 1',
      { table: this.#table, importId },
    )
    return row?.identity ?? null
  }

  /** Where the rows of an import lie in time; null where none were ever written. */
  async rangeOf(importId: string): Promise<RowRange | null> {
    const [row] = await this.#connection.query<RowRange>(
      `SELECT toString(FirstNs) AS first, toString(LastNs) AS last FROM coval_imports
       WHERE TraceTable = {table:String} AND ImportId = {importId:String} AND State IN ('committing', 'complete') AND Spans > 0 LIMIT 1`,
      { table: this.#table, importId },
    )
    return row ?? null
  }

  /** The imports among these that count, and where the rows of all of them lie in time; null where none were written. */
  async rangeOfAll(importIds: readonly string[]): Promise<{ importIds: string[]; range: RowRange | null }> {
    const counting = new Set(visibleOf(await this.judge()))
    const visible = importIds.filter((id) => counting.has(id))
    const [row] = await this.#connection.query<RowRange & { imports: number }>(
      `SELECT toString(min(FirstNs)) AS first, toString(max(LastNs)) AS last, toUInt32(count()) AS imports FROM coval_imports
       WHERE TraceTable = {table:String} AND ImportId IN {importIds:Array(String)} AND State IN ('committing', 'complete') AND Spans > 0`,
      { table: this.#table, importIds: visible },
    )
    return { importIds: visible, range: row === undefined || row.imports === 0 ? null : { first: row.first, last: row.last } }
  }

  async #records(importIds: readonly string[]): Promise<ImportRecord[]> {
    if (importIds.length === 0) return []
    const parameters: Parameters = { table: this.#table, importIds }
    const rows = await this.#connection.query<RecordRow>(
      `SELECT ImportId AS importId, toString(toUnixTimestamp64Nano(At)) AS at, Simulation AS simulation, Project AS project, Host AS host,
         WindowStart AS start, WindowEnd AS end, WindowSource AS source, toString(Spans) AS spans, toString(length(TraceIds)) AS traces,
         PartialJson AS partial, ReportJson AS report, toString(FirstNs) AS first, toString(LastNs) AS last
       FROM coval_imports WHERE TraceTable = {table:String} AND State = 'complete' AND ImportId IN {importIds:Array(String)}
       ORDER BY At DESC, ImportId DESC`,
      parameters,
    )
    for (const { importId, spans, first, last } of rows) if (spans !== '0') this.#places.set(importId, { first, last })
    return rows.map(readRecord)
  }
}

/** An import that counts. */
export interface SeenImport {
  readonly facts: ImportFacts
  /** Where its rows lie in time; null where none were ever written. */
  readonly range: RowRange | null
}

interface EntryRow extends Omit<LogEntry, 'at'> {
  readonly at: string
}

interface FactsRow
  extends Record<'importId' | 'at' | 'project' | 'host' | 'start' | 'end' | 'source' | 'spans' | 'traces' | 'partial', string> {
  readonly simulation: string | null
}

type RecordRow = FactsRow & RowRange & { readonly report: string }
type SeenRow = EntryRow & FactsRow & RowRange

const standingsOf = (rows: readonly EntryRow[]): Map<string, ImportStanding> =>
  judgeImports(
    rows.map(({ importId, identity, state, at, supersedes }) => ({ importId, identity, state, at: BigInt(at), supersedes })),
  )

const readFacts = (row: FactsRow): ImportFacts =>
  ImportRecord.omit({ report: true }).parse({
    importId: row.importId,
    simulation: row.simulation,
    project: row.project,
    host: row.host,
    importedAt: toIsoMicros(unixNano(BigInt(row.at))),
    window: Window.parse({ start: row.start, end: row.end, source: row.source }),
    spans: Number(row.spans),
    traces: Number(row.traces),
    partial: row.partial === '' ? null : Partial.parse(JSON.parse(row.partial)),
  })

const readRecord = (row: RecordRow): ImportRecord => ({
  ...readFacts(row),
  // A report of another format belongs to another version of the program; the import itself is still good.
  report: row.report === '' ? null : (ImportReport.safeParse(JSON.parse(row.report)).data ?? null),
})

export const visibleOf = (standings: ReadonlyMap<string, ImportStanding>): string[] =>
  [...standings.values()].filter((one) => one.standing === 'visible').map((one) => one.importId)
