import { setTimeout as wait } from 'node:timers/promises'
import { connectEmbedded } from '../../../electron/engine/store/connection/embedded.ts'
import { importIdAttribute, traceColumnNames } from '../../../electron/engine/store/schema/columns.ts'

const importsAtOnce = 10

/**
 * Copies a whole import of the embedded store at `place` under other import ids, trace ids and identities, log and all, until
 * the trace table holds at least `rows` rows. The copies keep their times, so that time does not help to find them. Answers
 * the number of rows. Needs the process that has the store open.
 */
export async function multiplyImport(place: string, importId: string, rows: number): Promise<number> {
  const connection = await connectEmbedded(place)
  const count = async () => {
    const [row] = await connection.query<{ rows: string }>('SELECT toString(count()) AS rows FROM otel_traces')
    return Number(row?.rows)
  }
  try {
    const each = await count()
    const wanted = Math.ceil(rows / each)
    for (let from = 1; from < wanted; from += importsAtOnce) {
      const parameters = { importId, from, count: Math.min(importsAtOnce, wanted - from) }
      await connection.command(copyRows, parameters)
      await connection.command(copyLog, parameters)
    }
    await untilMerged()
    return await count()
  } finally {
    await connection.close()
  }

  /** Parts that are being put together would be measured with what comes next. */
  async function untilMerged(): Promise<void> {
    for (;;) {
      const [row] = await connection.query<{ merges: string }>('SELECT toString(count()) AS merges FROM system.merges')
      if (row?.merges === '0') return
      await wait(200)
    }
  }
}

const otherId = 'substring(lower(hex(MD5(concat({importId:String}, toString(number))))), 1, 24)'
const otherTrace = (id: string) => `lower(hex(MD5(concat(${id}, toString(number)))))`
const copies = 'numbers({from:UInt32}, {count:UInt32})'

const copyRows = `INSERT INTO otel_traces (${traceColumnNames.map((name) => `\`${name}\``).join(', ')})
  SELECT ${traceColumnNames.map(selectColumn).join(', ')} FROM otel_traces CROSS JOIN ${copies} AS copies
  WHERE ResourceAttributes['${importIdAttribute}'] = {importId:String}
  SETTINGS max_threads = 1, max_insert_threads = 1`

function selectColumn(name: string): string {
  if (name === 'TraceId') return otherTrace('TraceId')
  if (name !== 'ResourceAttributes') return `\`${name}\``
  const marked = `map('${importIdAttribute}', ${otherId})`
  return `mapUpdate(CAST(ResourceAttributes, 'Map(String, String)'), ${marked})`
}

const copyLog = `INSERT INTO coval_imports
  SELECT * EXCEPT (number) REPLACE (${otherId} AS ImportId, concat(Identity, ' ', toString(number)) AS Identity,
    arrayMap(id -> ${otherTrace('id')}, TraceIds) AS TraceIds)
  FROM (SELECT coval_imports.*, number FROM coval_imports CROSS JOIN ${copies} AS copies WHERE ImportId = {importId:String})`
