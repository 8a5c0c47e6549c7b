import type { ReplayProject } from '../../../electron/engine/replay/rows.ts'

export interface MadeWindow {
  readonly recording: ReplayProject
  /** Carried by every tenth trace, on its root. */
  readonly simulation: string
  readonly start: string
  readonly end: string
  readonly traces: number
  readonly spans: number
}

const simulation = 'Bench7xKq2mNp4rTs6vWyZ'
const firstMillis = Date.parse('2026-01-05T10:00:00Z')

/** A project of so many traces of the same size, one beginning every 20 ms, as a Phoenix would answer it. */
export function makeWindow(name: string, traces: number, spansPerTrace: number): MadeWindow {
  const spans = Array.from({ length: traces }, (_, trace) => makeTrace(trace, spansPerTrace))
    .flat()
    .reverse()
  const pages: string[] = []
  for (let at = 0; at < spans.length; at += 1000)
    pages.push(`{"data":[${spans.slice(at, at + 1000).join(',')}],"next_cursor":null}`)
  return {
    recording: { name, pages },
    simulation,
    start: new Date(firstMillis).toISOString(),
    end: new Date(firstMillis + traces * 20 + 60_000).toISOString(),
    traces,
    spans: traces * spansPerTrace,
  }
}

/** Whole text: a number of nanoseconds is longer than JavaScript's numbers. */
function makeTrace(trace: number, count: number): string[] {
  const traceId = hex(trace + 1, 32)
  return Array.from({ length: count }, (_, place) => {
    const root = place === 0
    const start = firstMillis + trace * 20 + place
    const attributes = root
      ? [text('openinference.span.kind', 'AGENT'), ...(trace % 10 === 0 ? [text('simulation_output_id', simulation)] : [])]
      : [
          text('openinference.span.kind', 'LLM'),
          text('input.value', `question ${place}`),
          text('output.value', `answer ${place}`),
        ]
    return JSON.stringify({
      trace_id: traceId,
      trace_state: null,
      span_id: hex(trace * 1000 + place + 1, 16),
      parent_span_id: root ? null : hex(trace * 1000 + 1, 16),
      name: root ? 'conversation turn' : 'ChatCompletion',
      kind: 'SPAN_KIND_INTERNAL',
      start_time_unix_nano: 'START',
      end_time_unix_nano: 'END',
      attributes,
      events: null,
      links: null,
      status: { message: null, code: 1 },
      flags: null,
      dropped_attributes_count: null,
      dropped_events_count: null,
      dropped_links_count: null,
    })
      .replace('"START"', `${start}000000`)
      .replace('"END"', `${start + count - place}000000`)
  })
}

const hex = (number: number, length: number): string => number.toString(16).padStart(length, '0')

const text = (key: string, value: string) => ({
  key,
  value: {
    array_value: null,
    bool_value: null,
    bytes_value: null,
    double_value: null,
    int_value: null,
    kvlist_value: null,
    string_value: value,
  },
})
