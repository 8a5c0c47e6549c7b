import { attributeNumber } from './attributes.ts'
import { distributionOf } from './distribution.ts'
import {
  count,
  joinNotes,
  type Metric,
  type MetricGap,
  type MetricValue,
  metricGroup,
  metricValue,
  noneCarries,
  notComputable,
} from './metric.ts'
import type { SimulationTrace, TraceSpan } from './model.ts'
import { countedOnce, findRepeats, noteOf } from './repeats.ts'
import { sumTokens, toolNameOf } from './tokens.ts'
import type { SpanTree } from './tree.ts'

/** Attributes in which other instrumentations keep a time to first byte; named in the coverage panel, never read as Coval's. */
export const otherLatencyKeys = [
  'service.ttfb_seconds',
  'gen_ai.response.time_to_first_chunk',
  'gen_ai.server.time_to_first_token',
] as const

/** Coval's three times to first byte: spans *named* `llm`, `tts`, `stt`, attribute `metrics.ttfb`, seconds. */
export function latencyMetrics(trace: SimulationTrace): Metric[] {
  return (['llm', 'tts', 'stt'] as const).map((name) => ({
    id: `${name}_ttfb`,
    title: `${name.toUpperCase()} time to first byte`,
    unit: 's',
    origin: 'coval',
    reads: `Average of metrics.ttfb over spans named ${name}.`,
    result: latency(trace, name),
  }))
}

function latency(trace: SimulationTrace, name: string): MetricValue | MetricGap {
  const spans = trace.spans.filter((span) => span.name === name)
  if (spans.length === 0) return noSpansNamed(trace, name)
  const values = numbersOf(spans, 'metrics.ttfb')
  const distribution = distributionOf(values)
  if (distribution === null) {
    const other = otherLatencyKeys.find((key) => spans.some((span) => attributeNumber(span.attributes.get(key)) !== null))
    const hint = other === undefined ? '' : ` They carry ${other}, which Coval’s metric does not read; a custom metric can.`
    return notComputable(
      noneCarries(spans.length, `span named ${name}`, `spans named ${name}`, 'a number in metrics.ttfb') + hint,
    )
  }
  return metricValue(distribution.average, { samples: values.length, candidates: spans.length, distribution })
}

/** Coval's token usage: input plus output over LLM spans; cached tokens are part of the input. */
export function tokenMetric(tree: SpanTree): Metric {
  return {
    id: 'llm_tokens',
    title: 'LLM token usage',
    unit: 'tokens',
    origin: 'coval',
    reads: 'Sum of gen_ai.usage.input_tokens and gen_ai.usage.output_tokens over LLM spans only; cached tokens are not added.',
    result: tokenUsage(tree),
  }
}

function tokenUsage(tree: SpanTree): MetricValue | MetricGap {
  const repeats = findRepeats(tree)
  const usage = sumTokens(countedOnce(tree.trace.spans, repeats))
  if (usage.llmSpans === 0) return noSpansNamed(tree.trace, 'llm')
  if (usage.counted === 0) {
    return notComputable(
      noneCarries(usage.llmSpans, 'LLM span', 'LLM spans', 'gen_ai.usage.input_tokens or gen_ai.usage.output_tokens'),
    )
  }
  return metricValue(usage.input + usage.output, {
    samples: usage.counted,
    candidates: usage.llmSpans,
    groups: [
      metricGroup('input', usage.input, { cached: usage.cached }),
      metricGroup('output', usage.output, { reasoning: usage.reasoning }),
    ],
    note: joinNotes(
      usage.counted < usage.llmSpans
        ? `${usage.llmSpans - usage.counted} of ${usage.llmSpans} LLM spans carry no token counts.`
        : null,
      noteOf(repeats),
    ),
  })
}

/** Coval's tool calls: spans *named* `llm_tool_call`, by `function.name`. */
export function toolCallMetric(trace: SimulationTrace): Metric {
  const spans = trace.spans.filter((span) => span.name === 'llm_tool_call')
  const calls = new Map<string, number>()
  for (const span of spans) calls.set(toolNameOf(span), (calls.get(toolNameOf(span)) ?? 0) + 1)
  const groups = [...calls].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([tool, times]) => metricGroup(tool, times))
  return {
    id: 'tool_calls',
    title: 'Tool call count',
    unit: 'count',
    origin: 'coval',
    reads: 'Spans named llm_tool_call, by function.name (else tool_call, tool.name).',
    result:
      spans.length === 0 ? noSpansNamed(trace, 'llm_tool_call') : metricValue(spans.length, { samples: spans.length, groups }),
  }
}

export const numbersOf = (spans: readonly TraceSpan[], key: string): number[] =>
  spans.map((span) => attributeNumber(span.attributes.get(key))).filter((value) => value !== null)

/** Says what there is instead, where spans of the type exist under another name. */
function noSpansNamed(trace: SimulationTrace, name: string): MetricGap {
  const kin = trace.spans.filter((span) => span.kind === name)
  if (kin.length === 0) return notComputable(`No spans named ${name}.`)
  const names = [...new Set(kin.map((span) => span.name))].sort()
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '')
  return notComputable(`No spans named ${name}. ${count(kin.length, 'span', 'spans')} of that type: ${shown}.`)
}
