import { CompanionError } from '../../../../shared/contract/errors.ts'
import type { StoreLocation } from '../types.ts'
import { type Connection, connectionOver } from './connection.ts'

/** Milliseconds for one statement; a delete on a large table may take minutes. Callers bring their own, shorter deadlines. */
const statementTimeout = 300_000
/** Milliseconds that we wait for a query to end that nobody wants any more. */
const killTimeout = 10_000

/** A client for ClickHouse's HTTP interface. Nothing is sent yet. */
export async function connectServer(location: Extract<StoreLocation, { kind: 'server' }>): Promise<Connection> {
  const url = readUrl(location.url)
  const { ClickHouseLogLevel, createClient } = await import('@clickhouse/client')
  const client = createClient({
    url: url.origin,
    pathname: url.pathname,
    username: location.user,
    password: location.password ?? '',
    database: location.database,
    application: 'coval-companion',
    request_timeout: statementTimeout,
    log: { level: ClickHouseLogLevel.OFF },
  })
  const killQuery = async (queryId: string): Promise<void> => {
    const query = { query: 'KILL QUERY WHERE query_id = {id:String} SYNC', query_params: { id: queryId } }
    // The caller has gone already: a query that had ended, or that this user may not kill, changes nothing for it.
    await client.command({ ...query, abort_signal: AbortSignal.timeout(killTimeout) }).catch(() => null)
  }
  const place = url.origin + url.pathname.replace(/\/+$/, '')
  return connectionOver({
    reader: client,
    writer: client,
    asker: client,
    kind: 'server',
    location: place,
    secret: location.password,
    killQuery,
  })
}

function readUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new CompanionError('usage', 'the store’s address is not an http or https URL')
  if (url.username !== '' || url.password !== '')
    throw new CompanionError('usage', 'a password does not belong in the store’s address')
  if (url.search !== '' || url.hash !== '') throw new CompanionError('usage', 'the store’s address ends before ? and #')
  return url
}
