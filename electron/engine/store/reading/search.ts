import { spanNameKey } from '../../../../shared/aliases/normalise.ts'
import type { SearchField, SearchHit } from '../../../../shared/trace/search.ts'
import { type Connection, quoteName } from '../connection/connection.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import { type Selection, spanOrder } from './selection.ts'

interface HitRow {
  readonly index: number
  readonly field: SearchField
  readonly key: string | null
}

/**
 * The spans in which a text is found, whatever its letter case; `index` counts the selection's spans in their order. What
 * `searchSpans` of shared/trace finds, without an attribute value leaving the store.
 */
export async function searchRows(
  connection: Connection,
  table: TraceTable,
  selection: Selection,
  text: string,
  fields: readonly SearchField[],
): Promise<SearchHit[]> {
  const wanted = text.trim()
  if (wanted === '') return []
  const found = (value: string): string => `positionCaseInsensitiveUTF8(${value}, {text:String}) > 0`
  const kept = `arrayExists((key, value) -> startsWith(key, '${spanNameKey}') AND ${found('value')}, mapKeys(SpanAttributes), mapValues(SpanAttributes))`
  // The span's own attributes, then those of its events in their order, then its resource's.
  const all = (list: 'mapKeys' | 'mapValues'): string =>
    `arrayConcat(${list}(SpanAttributes), arrayFlatten(arrayMap(event -> ${list}(event), \`Events.Attributes\`)), ${list}(ResourceAttributes))`
  const first = (list: 'mapKeys' | 'mapValues'): string => `arrayFirstIndex(item -> ${found('item')}, ${all(list)})`
  const places = {
    name: `(${found('toString(SpanName)')} OR ${kept})`,
    key: first('mapKeys'),
    value: first('mapValues'),
    message: `toBool(${found('StatusMessage')} OR arrayExists(name -> ${found('toString(name)')}, \`Events.Name\`))`,
  }
  const column = (field: SearchField, place: keyof typeof places = field): string =>
    fields.includes(field) ? places[place] : '0'
  const rows = await connection.query<HitRow>(
    `SELECT toUInt32(place) AS index, multiIf(inName, 'name', inKey > 0, 'key', 'value') AS field,
       if(inName OR (inKey = 0 AND inValue = 0), NULL, toString(keys[if(inKey > 0, inKey, inValue)])) AS key
     FROM (
       SELECT row_number() OVER (ORDER BY ${spanOrder}) - 1 AS place, inName, inKey, inValue, inMessage, keys
       FROM (
         SELECT ${spanOrder}, toBool(${column('name')}) AS inName, ${column('key')} AS inKey, ${column('value')} AS inValue,
           toBool(${column('value', 'message')}) AS inMessage,
           if(inKey > 0 OR inValue > 0, ${all('mapKeys')}, []) AS keys
         FROM ${quoteName(table.name)} WHERE ${selection.conditions.join(' AND ')}
       )
     ) WHERE inName OR inKey > 0 OR inValue > 0 OR inMessage ORDER BY place`,
    { ...selection.parameters, text: wanted },
  )
  return rows.map(({ index, field, key }) => ({ index, field, key }))
}
