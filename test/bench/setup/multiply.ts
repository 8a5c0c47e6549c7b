import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'

export interface Multiplication {
  /** Phoenix's SQLite file; no Phoenix may have it open. */
  readonly file: string
  readonly project: string
  readonly copies: number
  /** `inside`: the copies keep their times. `outside`: each copy is moved by whole hours, half of them back, half forward. */
  readonly where: 'inside' | 'outside'
  /** Ids that a copy must not share with the original; their last two characters change. */
  readonly simulations: readonly string[]
}

/**
 * Adds whole copies of a project's traces and spans under new trace and span ids: a live Phoenix stores some 70 spans a second,
 * its database many thousands.
 */
export function multiplyProject({ file, project, copies, where, simulations }: Multiplication): void {
  if (copies > 99) throw new Error('two characters tell at most 99 copies apart')
  const database = new DatabaseSync(file)
  try {
    const anySimulation = new RegExp(simulations.join('|'), 'g')
    const options = { deterministic: true }
    database.function('other_id', options, (id, copy) =>
      typeof id === 'string' ? createHash('sha256').update(`${copy} ${id}`).digest('hex').slice(0, id.length) : null,
    )
    database.function('other_simulation', options, (json, copy) =>
      String(json).replaceAll(anySimulation, (id) => id.slice(0, -2) + String(copy).padStart(2, '0')),
    )
    database.function('moved', options, (time, copy) =>
      where === 'inside' ? time : moveHours(String(time), hoursOf(Number(copy))),
    )

    const { id: projectId } = database.prepare('SELECT id FROM projects WHERE name = ?').get(project) as { id: number }
    const { last: lastTrace } = database.prepare('SELECT max(id) AS last FROM traces').get() as { last: number }
    const { last: lastSpan } = database.prepare('SELECT max(id) AS last FROM spans').get() as { last: number }
    const traces = copyStatement(database, 'traces', `project_rowid = :project AND id <= ${lastTrace}`, {
      id: `id + :copy * ${lastTrace}`,
      trace_id: 'other_id(trace_id, :copy)',
      start_time: 'moved(start_time, :copy)',
      end_time: 'moved(end_time, :copy)',
      project_session_rowid: 'NULL',
    })
    const spans = copyStatement(
      database,
      'spans',
      `id <= ${lastSpan} AND trace_rowid IN (SELECT id FROM traces WHERE project_rowid = :project AND id <= ${lastTrace})`,
      {
        id: `id + :copy * ${lastSpan}`,
        trace_rowid: `trace_rowid + :copy * ${lastTrace}`,
        span_id: 'other_id(span_id, :copy)',
        parent_id: 'other_id(parent_id, :copy)',
        start_time: 'moved(start_time, :copy)',
        end_time: 'moved(end_time, :copy)',
        attributes: 'other_simulation(attributes, :copy)',
      },
    )
    database.exec('BEGIN')
    for (let copy = 1; copy <= copies; copy++) {
      traces.run({ project: projectId, copy })
      spans.run({ project: projectId, copy })
    }
    database.exec('COMMIT')
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
}

/** Copies rows with some columns replaced; the others as they are, whichever this version of Phoenix has. */
function copyStatement(database: DatabaseSync, table: string, condition: string, replaced: Readonly<Record<string, string>>) {
  const columns = (database.prepare(`PRAGMA table_info(${table})`).all() as { name: string }[]).map(({ name }) => name)
  const unknown = Object.keys(replaced).filter((name) => !columns.includes(name))
  if (unknown.length > 0) throw new Error(`this Phoenix's table ${table} has no column ${unknown.join(', ')}`)
  const values = columns.map((name) => replaced[name] ?? name)
  return database.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${table} WHERE ${condition}`,
  )
}

/** 1, -1, 2, -2, … */
const hoursOf = (copy: number): number => (copy % 2 === 1 ? 1 : -1) * Math.ceil(copy / 2)

/** Moves `2026-11-22 14:43:15.284941`; what stands behind the seconds stays. */
function moveHours(time: string, hours: number): string {
  const moved = new Date(Date.parse(`${time.slice(0, 19).replace(' ', 'T')}Z`) + hours * 3_600_000)
  return moved.toISOString().slice(0, 19).replace('T', ' ') + time.slice(19)
}
