import { Readable } from 'node:stream'
import type { ClickHouseClient } from '@clickhouse/client'
import { toStoreError } from './errors.ts'

/** Values for `{name:Type}` in a statement; 64-bit numbers travel as text. */
export type Parameters = Readonly<Record<string, string | number | readonly string[]>>

/** One ClickHouse, embedded or by URL. Every method throws `CompanionError` only. */
export interface Connection {
  readonly kind: 'embedded' | 'server'
  /** For people: a directory, or the URL without user info. */
  readonly location: string
  /** Rows in order. 64-bit numbers must be selected as text. */
  query<Row>(sql: string, parameters?: Parameters, signal?: AbortSignal): Promise<Row[]>
  /** The whole answer as one JSON document of ClickHouse's: columns (`JSONColumnsWithMetadata`) or rows (`JSONCompact`) below `data`. */
  document<Answer>(
    sql: string,
    format: 'JSONColumnsWithMetadata' | 'JSONCompact',
    parameters?: Parameters,
    signal?: AbortSignal,
  ): Promise<Answer>
  /** A statement without an answer. On a server an abort also kills the running query. */
  command(sql: string, parameters?: Parameters, signal?: AbortSignal): Promise<void>
  /** `lines`: one JSON object a line. A field that the table lacks is an error, not lost. */
  insert(table: string, columns: readonly string[], lines: string, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}

export interface Lanes {
  readonly reader: ClickHouseClient
  readonly writer: ClickHouseClient
  readonly kind: Connection['kind']
  readonly location: string
  /** Removed from every message. */
  readonly secret: string | null
  /** Ends the query with this id and waits until it has ended; never throws. Null where queries have no ids. */
  readonly killQuery: ((queryId: string) => Promise<void>) | null
}

/** Settings of an insert: nothing is dropped, nothing is answered before it is stored. */
const insertSettings = 'SETTINGS async_insert = 0, input_format_skip_unknown_fields = 0'

export const quoteName = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``

/** Puts the one interface over the client's three ways of sending a statement. */
export function connectionOver(lanes: Lanes): Connection {
  // A killed statement may still write until it has ended; the next write waits for that.
  const kills = new Set<Promise<void>>()
  const kill = (queryId: string) => {
    if (lanes.killQuery === null) return
    const ended = lanes.killQuery(queryId).finally(() => kills.delete(ended))
    kills.add(ended)
  }
  const guarded = async <T>(signal: AbortSignal | undefined, send: (options: SendOptions) => Promise<T>): Promise<T> => {
    const queryId = crypto.randomUUID()
    // An in-process query cannot be stopped: it runs to its end and is then told as cancelled by the caller's own check.
    const stoppable = lanes.killQuery === null ? undefined : signal
    try {
      signal?.throwIfAborted()
      const stop = stoppable === undefined ? {} : { abort_signal: stoppable }
      return await send(lanes.killQuery === null ? {} : { query_id: queryId, ...stop })
    } catch (error) {
      const failure = toStoreError(error, { location: lanes.location, secret: lanes.secret, signal })
      if (failure.code === 'cancelled' || failure.code === 'store-unreachable') kill(queryId)
      throw failure
    }
  }
  return {
    kind: lanes.kind,
    location: lanes.location,
    query: <Row>(sql: string, parameters: Parameters = {}, signal?: AbortSignal) =>
      guarded(signal, async (options) => {
        const answer = await lanes.reader.query({
          query: sql,
          query_params: { ...parameters },
          format: 'JSONEachRow',
          ...(lanes.kind === 'server' ? { use_multipart_params_auto: true } : {}),
          ...options,
        })
        const rows: Row[] = []
        for await (const chunk of answer.stream<Row>()) for (const row of chunk) rows.push(row.json())
        return rows
      }),
    document: <Answer>(
      sql: string,
      format: 'JSONColumnsWithMetadata' | 'JSONCompact',
      parameters: Parameters = {},
      signal?: AbortSignal,
    ) =>
      guarded(signal, async (options) => {
        const answer = await lanes.reader.query({
          query: sql,
          query_params: { ...parameters },
          format,
          ...(lanes.kind === 'server' ? { use_multipart_params_auto: true } : {}),
          ...options,
        })
        return (await answer.json()) as Answer
      }),
    command: (sql, parameters = {}, signal) =>
      guarded(signal, async (options) => {
        await Promise.all(kills)
        await lanes.writer.command({ query: sql, query_params: { ...parameters }, ...options })
      }),
    insert: (table, columns, lines, signal) =>
      guarded(signal, async (options) => {
        await Promise.all(kills)
        const target = `${quoteName(table)} (${columns.map(quoteName).join(', ')})`
        const result = await lanes.writer.exec({
          query: `INSERT INTO ${target} ${insertSettings} FORMAT JSONEachRow`,
          values: Readable.from([lines]),
          ...options,
        })
        for await (const _ of result.stream);
      }),
    close: async () => {
      await Promise.all(kills)
      await lanes.reader.close()
      if (lanes.writer !== lanes.reader) await lanes.writer.close()
    },
  }
}

interface SendOptions {
  abort_signal?: AbortSignal
  query_id?: string
}
