import { globalId, invalidParameter, json, type ReplayAnswer, readGlobalId, readLimit, text } from './answers.ts'
import { type AttributeFilter, matchesAttribute, parseAttributeFilter } from './attribute-filter.ts'
import { readTime } from './datetime.ts'
import type { Row } from './rows.ts'

/** Whether the server of this version knows a parameter; what it does not know it ignores. */
export type Knows = (parameter: 'trace_id' | 'parent_id' | 'name' | 'status_code' | 'attribute' | 'span_id') => boolean

/** What `GET …/spans/otlpv1` checks before it looks for the project: types of `limit`, `start_time` and `end_time`. */
export function checkSpansQuery(query: URLSearchParams): ReplayAnswer | null {
  const limit = readLimit(query.get('limit'), 1000)
  if (typeof limit !== 'number') return limit
  for (const name of ['start_time', 'end_time']) {
    const given = query.get(name)
    const time = given === null ? null : readTime(given)
    if (given !== null && time !== null && 'problem' in time)
      return invalidParameter(name, {
        type: 'datetime_from_date_parsing',
        msg: `Input should be a valid datetime or date, ${time.problem}`,
        input: given,
        ctx: { error: time.problem },
      })
  }
  return null
}

/** One page of a project's rows, which are newest first. The query passed `checkSpansQuery`. */
export function answerSpans(rows: readonly Row[], query: URLSearchParams, knows: Knows): ReplayAnswer {
  const filters: ((row: Row) => boolean)[] = []
  const within = (name: string, keep: (row: Row, micros: bigint) => boolean) => {
    const time = readTime(query.get(name) ?? '')
    if ('micros' in time) filters.push((row) => keep(row, time.micros))
  }
  within('start_time', (row, micros) => row.startMicros >= micros)
  within('end_time', (row, micros) => row.startMicros < micros)
  const oneOf = (name: 'trace_id' | 'span_id' | 'name', read: (row: Row) => string) => {
    const wanted = new Set(query.getAll(name))
    if (wanted.size > 0 && knows(name)) filters.push((row) => wanted.has(read(row)))
  }
  oneOf('trace_id', (row) => row.traceId)
  oneOf('span_id', (row) => row.spanId)
  const parent = query.get('parent_id')
  if (parent !== null && knows('parent_id')) filters.push((row) => (row.parentId ?? 'null') === parent)
  oneOf('name', (row) => row.name)

  const refused = addStatusFilter(query, knows, filters) ?? addAttributeFilters(query, knows, filters)
  if (refused) return refused
  const cursor = query.get('cursor') ?? ''
  if (cursor !== '') {
    const from = readGlobalId(cursor)
    if (from === null) return text('Invalid cursor', 422)
    filters.push((row) => row.id <= from.id)
  }

  const limit = Number(query.get('limit') ?? 100)
  const taken: Row[] = []
  for (const row of rows) {
    if (!filters.every((keep) => keep(row))) continue
    taken.push(row)
    if (taken.length > limit) break
  }
  const next = taken[limit]
  const data = taken.slice(0, limit).map(({ raw }) => raw)
  return json(`{"data":[${data.join(',')}],"next_cursor":${next ? JSON.stringify(globalId('Span', next.id)) : 'null'}}`)
}

function addStatusFilter(query: URLSearchParams, knows: Knows, filters: ((row: Row) => boolean)[]): ReplayAnswer | null {
  const wanted = query.getAll('status_code').map((code) => code.toUpperCase())
  if (wanted.length === 0 || !knows('status_code')) return null
  const invalid = wanted.filter((code) => !['OK', 'ERROR', 'UNSET'].includes(code))
  if (invalid.length > 0) return text(`Invalid status_code values: [${invalid.map((code) => `'${code}'`).join(', ')}]`, 422)
  filters.push((row) => wanted.includes(row.statusCode))
  return null
}

function addAttributeFilters(query: URLSearchParams, knows: Knows, filters: ((row: Row) => boolean)[]): ReplayAnswer | null {
  if (!knows('attribute')) return null
  for (const given of query.getAll('attribute')) {
    const filter: AttributeFilter | string = parseAttributeFilter(given)
    if (typeof filter === 'string') return text(filter, 422)
    filters.push((row) => matchesAttribute(row, filter))
  }
  return null
}
