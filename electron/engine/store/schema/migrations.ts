import { CompanionError } from '../../../../shared/contract/errors.ts'
import type { Connection } from '../connection/connection.ts'

/** One step of our own tables; its statements must bear being run twice (a crash or a second process between them). */
export interface Migration {
  readonly version: number
  statements(kind: Connection['kind']): readonly string[]
}

const durable = (kind: Connection['kind']): string =>
  kind === 'embedded' ? ' SETTINGS fsync_after_insert = 1, fsync_part_directory = 1' : ''

export const migrations: readonly Migration[] = [
  {
    version: 1,
    statements: (kind) => [
      // One entry a row, never changed: what an import is follows from all of its entries (imports/standing.ts).
      `CREATE TABLE IF NOT EXISTS coval_imports (
         At DateTime64(9) DEFAULT now64(9),
         State LowCardinality(String),
         ImportId String,
         Identity String,
         TraceTable String,
         Simulation Nullable(String),
         Host String,
         Project String,
         WindowStart String,
         WindowEnd String,
         WindowSource LowCardinality(String),
         Supersedes String,
         Spans UInt64,
         TraceIds Array(String),
         FirstNs Int64,
         LastNs Int64,
         PartialJson String,
         ReportJson String
       ) ENGINE = MergeTree ORDER BY (TraceTable, Identity, ImportId, At)${durable(kind)}`,
    ],
  },
]

/**
 * Brings our own tables to the newest version that `known` holds. A store that a newer program has written to is refused
 * with `store-schema` before anything is touched.
 */
export async function migrate(connection: Connection, known: readonly Migration[] = migrations): Promise<void> {
  const current = await readVersion(connection)
  const newest = known.at(-1)?.version ?? 0
  if (current > newest)
    throw new CompanionError('store-schema', `the store has schema version ${current}; this program knows up to ${newest}`, {
      found: current,
      known: newest,
    })
  if (current === newest) return
  await connection.command(
    `CREATE TABLE IF NOT EXISTS coval_schema (Version UInt32, At DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY Version${durable(connection.kind)}`,
  )
  for (const step of known) {
    if (step.version <= current) continue
    for (const statement of step.statements(connection.kind)) await connection.command(statement)
    await connection.insert('coval_schema', ['Version'], JSON.stringify({ Version: step.version }))
  }
}

/** 0 where there are no tables of ours yet. */
async function readVersion(connection: Connection): Promise<number> {
  if (!(await tableExists(connection, 'coval_schema'))) return 0
  const [row] = await connection.query<{ version: number }>('SELECT max(Version) AS version FROM coval_schema')
  return row?.version ?? 0
}

export async function tableExists(connection: Connection, name: string): Promise<boolean> {
  const rows = await connection.query(
    'SELECT 1 AS found FROM system.tables WHERE database = currentDatabase() AND name = {name:String}',
    { name },
  )
  return rows.length > 0
}
