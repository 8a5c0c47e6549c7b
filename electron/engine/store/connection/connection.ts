import { Readable } from 'node:stream'
import type { ClickHouseClient } from '@clickhouse/client'
import { toStoreError } from './errors.ts'
import { parseAnswer } from './exact-json.ts'
import { anyOf, untilStopped } from './stopping.ts'

/** Values for `{name:Type}` in a statement; 64-bit numbers travel as text. */
export type Parameters = Readonly<Record<string, string | number | readonly string[]>>

/** One ClickHouse, embedded or by URL. Every method throws `CompanionError` only. */
export interface Connection {
  readonly kind: 'embedded' | 'server'
  /** For people: a directory, or the URL without user info. */
  readonly location: string
  /** Rows in order. 64-bit numbers must be selected as text. */
  query<Row>(sql: string, parameters?: Parameters, signal?: AbortSignal): Promise<Row[]>
  /** The columns of the answer by name. 64-bit numbers must be selected as text. */
  columns<Columns>(sql: string, parameters?: Parameters, signal?: AbortSignal): Promise<Columns>
  /** A person's own question, on a session of its own: one that takes long holds nothing else up. */
  ask(sql: string, parameters?: Parameters, signal?: AbortSignal): Promise<Answer>
  /** The answer in ClickHouse's TSV, line by line and escaped; for statements whose format cannot be chosen. Server only. */
  lines(sql: string, signal?: AbortSignal): Promise<string[]>
  /** A statement without an answer. On a server an abort also kills the running query. */
  command(sql: string, parameters?: Parameters, signal?: AbortSignal): Promise<void>
  /** `lines`: one JSON object a line. A field that the table lacks is an error, not lost. */
  insert(table: string, columns: readonly string[], lines: string, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}

export interface Answer {
  readonly meta: { readonly name: string; readonly type: string }[]
  readonly data: unknown[][]
}

export interface Lanes {
  readonly reader: ClickHouseClient
  readonly writer: ClickHouseClient
  readonly asker: ClickHouseClient
  readonly kind: Connection['kind']
  readonly location: string
  /** Removed from every message. */
  readonly secret: string | null
  /** Ends the query with this id and waits until it has ended; never throws. Null where queries have no ids. */
  readonly killQuery: ((queryId: string) => Promise<void>) | null
}

/** Settings of an insert: nothing is dropped, nothing is answered before it is stored. */
const insertSettings = 'SETTINGS async_insert = 0, input_format_skip_unknown_fields = 0'

/** Milliseconds in which a server can be told to end what is still under way, before the connection closes. */
const lastKillsMs = 1_000

export const quoteName = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``

/** Puts the one interface over the client's three ways of sending a statement. */
export function connectionOver(lanes: Lanes): Connection {
  // A killed statement may still write until it has ended; the next write waits for that.
  const kills = new Set<Promise<void>>()
  const underWay = new Set<Promise<unknown>>()
  const kill = (queryId: string) => {
    if (lanes.killQuery === null) return
    const ended = lanes.killQuery(queryId).finally(() => kills.delete(ended))
    kills.add(ended)
  }
  const guarded = async <T>(signal: AbortSignal | undefined, send: (options: SendOptions) => Promise<T>): Promise<T> => {
    const queryId = crypto.randomUUID()
    const stop = signal === undefined ? {} : { abort_signal: signal }
    try {
      signal?.throwIfAborted()
      // An in-process query cannot be stopped: it runs to its end, and nobody waits for it.
      const sent = send(lanes.killQuery === null ? {} : { query_id: queryId, ...stop })
      underWay.add(sent)
      sent.then(
        () => underWay.delete(sent),
        () => underWay.delete(sent),
      )
      return await untilStopped(sent, signal)
    } catch (error) {
      const failure = toStoreError(error, { location: lanes.location, secret: lanes.secret, signal })
      if (failure.code === 'cancelled' || failure.code === 'store-unreachable') kill(queryId)
      throw failure
    }
  }
  const read = lanes.kind === 'embedded' ? inTurn : <Result>(client: ClickHouseClient, use: Use<Result>) => use(client)
  const request = (sql: string, parameters: Parameters, options: SendOptions) => ({
    query: sql,
    query_params: { ...parameters },
    ...(lanes.kind === 'server' ? { use_multipart_params_auto: true } : {}),
    ...options,
  })
  return {
    kind: lanes.kind,
    location: lanes.location,
    query: <Row>(sql: string, parameters: Parameters = {}, signal?: AbortSignal) =>
      guarded(signal, (options) =>
        read(lanes.reader, async (client) => {
          const answer = await client.query({ ...request(sql, parameters, options), format: 'JSONEachRow' })
          const rows: Row[] = []
          for await (const chunk of answer.stream<Row>()) for (const row of chunk) rows.push(row.json())
          return rows
        }),
      ),
    columns: <Columns>(sql: string, parameters: Parameters = {}, signal?: AbortSignal) =>
      guarded(signal, (options) =>
        read(lanes.reader, async (client) => {
          const answer = await client.query({ ...request(sql, parameters, options), format: 'JSONColumnsWithMetadata' })
          return ((await answer.json()) as { data: Columns }).data
        }),
      ),
    ask: (sql, parameters = {}, signal) =>
      guarded(signal, (options) =>
        read(lanes.asker, async (client) => {
          const answer = await client.query({ ...request(sql, parameters, options), format: 'JSONCompact' })
          return parseAnswer(await answer.text())
        }),
      ),
    lines: (sql, signal) =>
      guarded(signal, async (options) => {
        const { stream } = await lanes.asker.exec({ query: sql, ...options })
        const chunks: Buffer[] = []
        for await (const chunk of stream) chunks.push(Buffer.from(chunk))
        return Buffer.concat(chunks)
          .toString('utf8')
          .split('\n')
          .filter((line) => line !== '')
      }),
    command: (sql, parameters = {}, signal) =>
      guarded(signal, async (options) => {
        await Promise.all(kills)
        signal?.throwIfAborted()
        await lanes.writer.command({ query: sql, query_params: { ...parameters }, ...options })
      }),
    insert: (table, columns, lines, signal) =>
      guarded(signal, async (options) => {
        await Promise.all(kills)
        signal?.throwIfAborted()
        const target = `${quoteName(table)} (${columns.map(quoteName).join(', ')})`
        const result = await lanes.writer.exec({
          query: `INSERT INTO ${target} ${insertSettings} FORMAT JSONEachRow`,
          values: Readable.from([lines]),
          ...options,
        })
        for await (const _ of result.stream);
      }),
    close: async () => {
      await untilStopped(Promise.all(kills), AbortSignal.timeout(lastKillsMs)).catch(() => undefined)
      // What nobody waits for any more may still run in this process; its session must not go from under it.
      if (lanes.kind === 'embedded') await Promise.allSettled(underWay)
      await lanes.reader.close()
      for (const client of new Set([lanes.writer, lanes.asker])) if (client !== lanes.reader) await client.close()
    },
  }
}

/** The same connection, whose every statement also ends with `signal`. */
export function connectionUnder(connection: Connection, signal: AbortSignal): Connection {
  return {
    ...connection,
    query: (sql, parameters, own) => connection.query(sql, parameters, anyOf(signal, own)),
    columns: (sql, parameters, own) => connection.columns(sql, parameters, anyOf(signal, own)),
    ask: (sql, parameters, own) => connection.ask(sql, parameters, anyOf(signal, own)),
    lines: (sql, own) => connection.lines(sql, anyOf(signal, own)),
    command: (sql, parameters, own) => connection.command(sql, parameters, anyOf(signal, own)),
    insert: (table, columns, lines, own) => connection.insert(table, columns, lines, anyOf(signal, own)),
  }
}

type Use<Result> = (client: ClickHouseClient) => Promise<Result>

const turns = new WeakMap<ClickHouseClient, Promise<unknown>>()

/**
 * One query after another on one chDB session, and a throw-away query after a failed one: the rows that a query gave before it
 * failed would otherwise stand before the answer of the next.
 */
function inTurn<Result>(client: ClickHouseClient, use: Use<Result>): Promise<Result> {
  const run = async (): Promise<Result> => {
    try {
      return await use(client)
    } catch (error) {
      const leftover = await client.query({ query: 'SELECT 1', format: 'JSONEachRow' })
      await leftover.text()
      throw error
    }
  }
  const turn = (turns.get(client) ?? Promise.resolve()).then(run, run)
  turns.set(client, turn)
  return turn
}

interface SendOptions {
  abort_signal?: AbortSignal
  query_id?: string
}
