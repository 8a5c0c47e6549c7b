/** The 22 columns that the collector's ClickHouse exporter inserts: the contract of any table that we write to. */
export const traceColumns = {
  Timestamp: 'DateTime64(9)',
  TraceId: 'String',
  SpanId: 'String',
  ParentSpanId: 'String',
  TraceState: 'String',
  SpanName: 'LowCardinality(String)',
  SpanKind: 'LowCardinality(String)',
  ServiceName: 'LowCardinality(String)',
  ResourceAttributes: 'Map(LowCardinality(String), String)',
  ScopeName: 'String',
  ScopeVersion: 'String',
  SpanAttributes: 'Map(LowCardinality(String), String)',
  Duration: 'UInt64',
  StatusCode: 'LowCardinality(String)',
  StatusMessage: 'String',
  'Events.Timestamp': 'Array(DateTime64(9))',
  'Events.Name': 'Array(LowCardinality(String))',
  'Events.Attributes': 'Array(Map(LowCardinality(String), String))',
  'Links.TraceId': 'Array(String)',
  'Links.SpanId': 'Array(String)',
  'Links.TraceState': 'Array(String)',
  'Links.Attributes': 'Array(Map(LowCardinality(String), String))',
} as const

export type TraceColumn = keyof typeof traceColumns
export const traceColumnNames = Object.keys(traceColumns) as readonly TraceColumn[]

/** The resource attribute that marks a row as part of one import. */
export const importIdAttribute = 'coval.import.id'

/** `LowCardinality` and a time zone change how a column is kept, not what it can hold. */
export const plainType = (type: string): string =>
  type.replaceAll(/LowCardinality\(([^()]*)\)/g, '$1').replaceAll(/DateTime64\((\d+), '[^']*'\)/g, 'DateTime64($1)')
