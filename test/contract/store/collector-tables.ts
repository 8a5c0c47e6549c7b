/** The statements by which the collector's ClickHouse exporter makes its tables, in its forms of 2024/25 and of 2026. */
export type CollectorForm = 'classic' | '2026'

const columns = `
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)),
  TraceState String CODEC(ZSTD(1)),
  SpanName LowCardinality(String) CODEC(ZSTD(1)),
  SpanKind LowCardinality(String) CODEC(ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion String CODEC(ZSTD(1)),
  SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Duration UInt64 CODEC(ZSTD(1)),
  StatusCode LowCardinality(String) CODEC(ZSTD(1)),
  StatusMessage String CODEC(ZSTD(1)),
  Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
  Links Nested (TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1))`

const items = (map: string) => `arrayMap(kv -> concat(kv.1, '=', kv.2), CAST(${map}, 'Array(Tuple(String, String))'))`

const forms: Readonly<Record<CollectorForm, { extra: string; order: string; lookup: string }>> = {
  classic: {
    extra: `
      INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
      INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX idx_span_attr_value mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX idx_duration Duration TYPE minmax GRANULARITY 1`,
    order: 'ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))',
    lookup: `(TraceId String CODEC(ZSTD(1)), Start DateTime CODEC(Delta, ZSTD(1)), End DateTime CODEC(Delta, ZSTD(1)),
      INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1)
      ENGINE = MergeTree PARTITION BY toDate(Start) ORDER BY (TraceId, Start)`,
  },
  '2026': {
    extra: `
      ResourceAttributeItems Array(String) ALIAS ${items('ResourceAttributes')},
      SpanAttributeItems Array(String) ALIAS ${items('SpanAttributes')},
      INDEX idx_trace_id TraceId TYPE text(tokenizer = 'array'),
      INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE text(tokenizer = 'array'),
      INDEX idx_res_attr_items ResourceAttributeItems TYPE text(tokenizer = 'array'),
      INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE text(tokenizer = 'array'),
      INDEX idx_span_attr_items SpanAttributeItems TYPE text(tokenizer = 'array'),
      INDEX idx_duration Duration TYPE minmax GRANULARITY 1,
      INDEX idx_lower_span_name lower(SpanName) TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8`,
    order:
      'PRIMARY KEY (ServiceName, SpanName, toDateTime(Timestamp)) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp)',
    lookup: `(TraceId String CODEC(ZSTD(1)), Start SimpleAggregateFunction(min, DateTime) CODEC(ZSTD(1)),
      End SimpleAggregateFunction(max, DateTime) CODEC(ZSTD(1)))
      ENGINE = AggregatingMergeTree PARTITION BY toStartOfWeek(Start) ORDER BY (TraceId)`,
  },
}

export function collectorStatements(form: CollectorForm): readonly string[] {
  const { extra, order, lookup } = forms[form]
  return [
    `CREATE TABLE otel_traces (${columns}, ${extra}) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ${order}
      SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1`,
    `CREATE TABLE otel_traces_trace_id_ts ${lookup} SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1`,
    `CREATE MATERIALIZED VIEW otel_traces_trace_id_ts_mv TO otel_traces_trace_id_ts AS
      SELECT TraceId, min(Timestamp) AS Start, max(Timestamp) AS End FROM otel_traces WHERE TraceId != '' GROUP BY TraceId`,
  ]
}
