import type { SqlLimits } from '../../../../shared/contract/metrics.ts'
import type { Connection } from '../connection/connection.ts'
import { accepts } from '../connection/settings.ts'

const mostMemory = 2_000_000_000
const mostBytes = 20_000_000

const readOnly = 'readonly = 1'

const bounds = ({ seconds }: SqlLimits): readonly string[] => [
  `max_execution_time = ${seconds}`,
  `max_memory_usage = ${mostMemory}`,
  `max_result_bytes = ${mostBytes}`,
  "result_overflow_mode = 'throw'",
]

/**
 * The settings that a person's query runs with: all of ours embedded, and on a server as many as its user may change, but never
 * without being read-only. Asked with a statement of our own: nothing that a person wrote decides it.
 */
export async function settingsFor(connection: Connection, limits: SqlLimits, signal?: AbortSignal): Promise<readonly string[]> {
  const limited = bounds(limits)
  const all = [readOnly, ...limited]
  if (connection.kind === 'embedded' || (await accepts(connection, all, signal))) return all
  const isReadOnly = (await settingOf(connection, 'readonly', signal)) !== '0'
  if (isReadOnly && (await accepts(connection, limited, signal))) return limited
  return isReadOnly ? [] : [readOnly]
}

async function settingOf(connection: Connection, setting: string, signal?: AbortSignal): Promise<string> {
  const [row] = await connection.query<{ value: string }>(
    'SELECT toString(getSetting({setting:String})) AS value',
    { setting },
    signal,
  )
  return row?.value ?? '0'
}
