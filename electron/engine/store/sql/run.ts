import { spanNameKey } from '../../../../shared/aliases/normalise.ts'
import { CompanionError } from '../../../../shared/contract/errors.ts'
import type { SqlAnswer, SqlLimits } from '../../../../shared/contract/metrics.ts'
import { type Answer, type Connection, type Parameters, quoteName } from '../connection/connection.ts'
import { clickHouseNumber } from '../connection/errors.ts'
import { withSettings } from '../connection/settings.ts'
import type { Selection } from '../reading/selection.ts'
import { traceColumnNames, traceColumns } from '../schema/columns.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import { examine, nameOfTable, outermost, type Surroundings, spansTable } from './guard.ts'
import { settingsFor } from './settings.ts'

/** A name of the import's with as many `+` as it took to be free; the longest is the import's own. */
const keptName = `arrayReverseSort(key -> length(key), arrayFilter(key -> match(key, '^${spanNameKey.replaceAll('.', '\\\\.')}\\\\+*$'), mapKeys(SpanAttributes)))[1]`
const phoenixName = `if(SpanAttributes[${keptName}] != '', SpanAttributes[${keptName}], toString(SpanName))`

/** What people's SQL reads: a SELECT of the columns of the trace table, with its parameters. */
export interface SpanTable {
  readonly statement: string
  readonly parameters: Parameters
}

/** Those of the trace table that a selection means. */
export const selectedSpans = (table: TraceTable, { conditions, parameters }: Selection): SpanTable => ({
  statement: `SELECT ${traceColumnNames.map(quoteName).join(', ')} FROM ${quoteName(table.name)} WHERE ${conditions.join(' AND ')}`,
  parameters,
})

/** The columns, and the name and length as the views show them. */
const withViews = ({ statement }: SpanTable): string =>
  `SELECT *, ${phoenixName} AS PhoenixName, Duration / 1e9 AS Seconds FROM (${statement})`

/**
 * Runs one SELECT of a person's over `spans`. What is wrong with the SQL is an answer with
 * ClickHouse's words; throws only where the store itself fails.
 *
 * How it is kept from everything else: ClickHouse's own formatter, which takes the text as a value, says that it is one
 * statement and writes it anew; ClickHouse's own parser takes that as a subquery, so that it is a SELECT; what it names is
 * checked node by node against lists of what is allowed (guard.ts); and it runs with `readonly = 1`, within limits.
 */
export async function runSpanSql(
  connection: Connection,
  spans: SpanTable,
  sql: string,
  limits: SqlLimits,
  signal?: AbortSignal,
): Promise<SqlAnswer> {
  const begun = performance.now()
  try {
    const canonical = await formatted(connection, sql, signal)
    const inner = `SELECT * FROM (${canonical})`
    const lines = await parsed(connection, inner, signal)
    if (lines === null) return refused(sql, 'Only one SELECT may be run.')
    const examined = examine(canonical, lines, await surroundingsOf(connection))
    if (!examined.ok) return refused(sql, examined.problem)
    const around = [`${spansTable} AS (${withViews(spans)})`, ...outermost(examined.names)]
    const limited = `WITH ${around.join(', ')} ${inner} LIMIT ${limits.rows + 1}`
    const { meta, data } = await execute(connection, limited, spans, limits, signal)
    return {
      ok: true,
      columns: meta.map(({ name, type }) => ({ name, type })),
      rows: data.slice(0, limits.rows),
      more: data.length > limits.rows,
      elapsedMs: Math.round(performance.now() - begun),
    }
  } catch (error) {
    return explain(error, sql)
  }
}

/** The text as ClickHouse writes it, on one line and without comments; it is data here, so nothing in it runs. */
async function formatted(connection: Connection, sql: string, signal?: AbortSignal): Promise<string> {
  const [row] = await connection.query<{ text: string }>('SELECT formatQuerySingleLine({sql:String}) AS text', { sql }, signal)
  return row?.text ?? ''
}

/** The parts of the statement; null where it cannot stand in brackets, so is no SELECT, or writes or formats its answer. */
async function parsed(connection: Connection, statement: string, signal?: AbortSignal): Promise<string[] | null> {
  try {
    const lines = await connection.query<{ explain: string }>(`SELECT explain FROM (EXPLAIN AST ${statement})`, {}, signal)
    return lines.map((line) => line.explain)
  } catch (error) {
    if (clickHouseNumber(error) === '62') return null
    // A user who may only read may explain a query, but not select from the explanation.
    if (clickHouseNumber(error) !== '164' || connection.kind === 'embedded') throw error
    return connection.lines(`EXPLAIN AST ${statement}`, signal)
  }
}

const refused = (sql: string, message: string): SqlAnswer => ({
  ok: false,
  reason: 'refused',
  message,
  at: placeOfName(sql, message),
})

async function surroundingsOf(connection: Connection): Promise<Surroundings> {
  const databases = await connection.query<{ name: string }>('SELECT lower(name) AS name FROM system.databases')
  const tables = await connection.query<{ name: string }>('SELECT name FROM system.tables WHERE database = currentDatabase()')
  const functions = await connection.query<{ name: string }>("SELECT name FROM system.functions WHERE origin != 'System'")
  const namesOf = (rows: { name: string }[]) => new Set(rows.map((row) => row.name))
  return { databases: namesOf(databases), tables: namesOf(tables), ownFunctions: namesOf(functions) }
}

async function execute(
  connection: Connection,
  statement: string,
  { parameters }: SpanTable,
  limits: SqlLimits,
  signal?: AbortSignal,
): Promise<Answer> {
  const settings = await settingsFor(connection, limits, signal)
  if (settings.length > 1) return connection.ask(withSettings(statement, settings), parameters, signal)
  // The server keeps no time for us: our own clock ends the query.
  const clock = AbortSignal.timeout(limits.seconds * 1000)
  const stop = signal === undefined ? clock : AbortSignal.any([signal, clock])
  try {
    return await connection.ask(withSettings(statement, settings), parameters, stop)
  } catch (late) {
    if (clock.aborted && signal?.aborted !== true) throw new OutOfTime(limits.seconds)
    throw late
  }
}

class OutOfTime extends Error {
  constructor(seconds: number) {
    super(`Timeout exceeded: ${seconds} s.`)
  }
}

/** TIMEOUT_EXCEEDED, MEMORY_LIMIT_EXCEEDED, TOO_MANY_ROWS_OR_BYTES, TOO_MANY_BYTES, TOO_SLOW. */
const limitNumbers: ReadonlySet<string> = new Set(['159', '241', '396', '307', '160'])

function explain(error: unknown, sql: string): SqlAnswer {
  const unknownTable = isCompanion(error) ? nameOfTable(error.message) : null
  if (unknownTable !== null) return refused(sql, `Only the table spans may be read, not ${unknownTable}.`)
  if (error instanceof OutOfTime) return { ok: false, reason: 'limit', message: error.message, at: null }
  const number = clickHouseNumber(error)
  if (!isCompanion(error) || number === null || error.code === 'store-unauthorized') throw error
  const message = wordsOf(error.message)
  const reason = number === '62' ? 'syntax' : limitNumbers.has(number) ? 'limit' : 'failed'
  return { ok: false, reason, message, at: reason === 'syntax' ? placeOf(sql, message) : placeOfName(sql, message) }
}

/** ClickHouse's sentence, without our own wrapping of statement and store. */
const wordsOf = (message: string): string =>
  message
    .replace(/^.*?ClickHouse answered [A-Z0-9_]+: /s, '')
    .replace(/:? (?:in scope|while executing) .*$/is, '')
    .trim()

/** `failed at position 17`: bytes from 1 in the text as it was given. */
function placeOf(sql: string, message: string): number | null {
  const position = /failed at position (\d+)/.exec(message)?.[1]
  if (position === undefined) return null
  const before = Buffer.from(sql).subarray(0, Number(position) - 1)
  return before.toString('utf8').length
}

/** Where the name that a message is about stands in the text. */
function placeOfName(sql: string, message: string): number | null {
  const name = /[`']([^`']+)[`']/.exec(message)?.[1] ?? /(?:function|not) ([A-Za-z_][\w.]*?)(?: is|\.)/.exec(message)?.[1] ?? null
  const place = name === null ? -1 : sql.toLowerCase().indexOf(name.toLowerCase())
  return place < 0 ? null : place
}

const isCompanion = (error: unknown): error is CompanionError => error instanceof CompanionError

const comments: Readonly<Record<string, string>> = {
  Timestamp: 'start, UTC',
  Duration: 'nanoseconds',
  SpanName: 'llm for every LLM span of an import',
  SpanAttributes: "as text: SpanAttributes['llm.model_name']",
  ResourceAttributes: 'as text',
  StatusCode: 'Unset, Ok or Error',
  ParentSpanId: 'empty for a root',
  'Events.Name': 'one entry an event',
}

/** The columns of `spans`, for whoever writes SQL. */
export const spanSqlColumns: readonly { name: string; type: string; comment: string }[] = [
  ...Object.entries(traceColumns).map(([name, type]) => ({ name, type, comment: comments[name] ?? '' })),
  { name: 'PhoenixName', type: 'String', comment: 'the name that the instrumentation gave' },
  { name: 'Seconds', type: 'Float64', comment: 'duration' },
]
