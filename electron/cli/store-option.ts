import { resolve } from 'node:path'
import { CompanionError } from '../../shared/contract/errors.ts'
import type { StoreLocation } from '../engine/store/types.ts'
import type { Options } from './options.ts'
import { readSecret } from './secret.ts'
import type { Session } from './session.ts'

const usage = (message: string): CompanionError => new CompanionError('usage', message)

/**
 * `--store DIR` is an embedded store, `--store URL` a ClickHouse server (user and database in the URL, the password typed or piped).
 * Throws `usage`, and repeats nothing of the address: a password may stand in it.
 */
export async function readStore(session: Session, options: Options): Promise<StoreLocation | null> {
  const table = options.table ?? 'otel_traces'
  const withPassword = options['with-password'] === true
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(table)) throw usage('--table is not a table name')
  if (options.store === undefined) {
    if (options.table !== undefined) throw usage('--table needs --store')
    if (withPassword) throw usage('--with-password needs --store with the address of a ClickHouse server')
    return null
  }
  if (!options.store.includes('://')) {
    if (withPassword) throw usage('A directory has no password; --with-password goes with the address of a ClickHouse server')
    return { kind: 'embedded', path: resolve(options.store), table }
  }
  const address = readAddress(options.store)
  const password = withPassword ? await readSecret(session, 'ClickHouse password') : null
  return { kind: 'server', ...address, password, table }
}

/** Origin, user and database of a ClickHouse server's address. */
export function readAddress(text: string): { url: string; user: string; database: string } {
  const url = URL.parse(text)
  if (url === null) throw usage('--store is not a URL')
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw usage('--store is a directory, or the http or https address of a ClickHouse server (its HTTP port, 8123 or 8443)')
  if (url.password !== '' || url.searchParams.has('password'))
    throw usage('A password does not belong on a command line; use --with-password')
  if (url.hash !== '' || [...url.searchParams.keys()].some((name) => name !== 'database'))
    throw usage('--store: only user, host, port and database belong in the address, as in https://user@host:8443/database')
  const path = url.pathname.replace(/^\/+|\/+$/g, '')
  return {
    url: url.origin,
    user: decode(url.username) || 'default',
    database: url.searchParams.get('database') || decode(path) || 'default',
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw usage('--store holds a % that stands for no character')
  }
}
