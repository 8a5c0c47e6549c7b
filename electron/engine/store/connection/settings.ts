import type { Connection } from './connection.ts'
import { clickHouseNumber } from './errors.ts'

export const withSettings = (statement: string, settings: readonly string[]): string =>
  settings.length === 0 ? statement : `${statement} SETTINGS ${settings.join(', ')}`

/** Whether this user may change these settings. */
export async function accepts(connection: Connection, settings: readonly string[], signal?: AbortSignal): Promise<boolean> {
  try {
    await connection.query(withSettings('SELECT 1', settings), {}, signal)
    return true
  } catch (error) {
    // READONLY, SETTING_CONSTRAINT_VIOLATION
    if (['164', '452'].includes(clickHouseNumber(error) ?? '')) return false
    throw error
  }
}

/**
 * The settings of a statement that has to see what statements before it have written. Behind one address there may be several
 * replicas, as on ClickHouse Cloud, and one that has not heard of a write answers without it, and without an error. None where
 * this user may not change them, and embedded.
 */
export async function settingsToSeeAll(connection: Connection, signal?: AbortSignal): Promise<readonly string[]> {
  const settings = connection.kind === 'server' ? ['select_sequential_consistency = 1'] : []
  return (await accepts(connection, settings, signal)) ? settings : []
}

/** The same connection, whose queries run with these settings. */
export const connectionWith = (connection: Connection, settings: readonly string[]): Connection => ({
  ...connection,
  query: (sql, parameters, signal) => connection.query(withSettings(sql, settings), parameters, signal),
})
