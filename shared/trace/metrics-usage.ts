import { distributionOf, inSeconds } from './distribution.ts'
import { count, joinNotes, type Metric, metricGroup, metricValue, noneCarries, notComputable } from './metric.ts'
import { isLlmSpan, type TraceSpan } from './model.ts'
import { countedOnce, findRepeats, isRepeatedCall, noteOf, tokensByModel } from './repeats.ts'
import { toolNameOf } from './tokens.ts'
import type { SpanTree } from './tree.ts'

/** Input plus output tokens by model. */
export function tokensByModelMetric(tree: SpanTree): Metric {
  const { trace } = tree
  const repeats = findRepeats(tree)
  const models = tokensByModel(tree, repeats).filter((model) => model.usage.counted > 0)
  const sum = models.reduce((total, { usage }) => total + usage.input + usage.output, 0)
  const counted = models.reduce((total, { usage }) => total + usage.counted, 0)
  const llmSpans = countedOnce(trace.spans, repeats).filter(isLlmSpan).length
  const unnamed = models.find((model) => model.model === null)
  return {
    id: 'tokens_by_model',
    title: 'Tokens by model',
    unit: 'tokens',
    origin: 'ours',
    reads: 'Input plus output tokens over LLM spans, by the model that answered, else the one asked for.',
    result:
      models.length === 0
        ? notComputable(
            llmSpans === 0 ? 'There are no LLM spans.' : noneCarries(llmSpans, 'LLM span', 'LLM spans', 'token counts'),
          )
        : metricValue(sum, {
            samples: counted,
            candidates: llmSpans,
            groups: models.map(({ model, usage }) =>
              metricGroup(model ?? '(no model named)', usage.input + usage.output, {
                input: usage.input,
                output: usage.output,
                cached: usage.cached,
                reasoning: usage.reasoning,
                calls: usage.counted,
              }),
            ),
            note: joinNotes(
              unnamed ? `${count(unnamed.usage.counted, 'call names', 'calls name')} no model.` : null,
              noteOf(repeats),
            ),
          }),
  }
}

/** The spans of type `llm_tool_call`, each call once. */
export const toolCalls = (tree: SpanTree): readonly TraceSpan[] =>
  tree.trace.spans.filter((span) => span.kind === 'llm_tool_call' && !isRepeatedCall(tree, span))

/** Tool calls by tool, whatever the spans are called: type `llm_tool_call`. */
export function toolsMetric(tree: SpanTree): Metric {
  const tools = new Map<string, TraceSpan[]>()
  for (const span of toolCalls(tree)) {
    const tool = toolNameOf(span)
    const calls = tools.get(tool)
    if (calls) calls.push(span)
    else tools.set(tool, [span])
  }
  const groups = [...tools]
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([tool, calls]) => {
      const errors = calls.filter((call) => call.error).length
      const lengths = distributionOf(calls.map((call) => call.endUs - call.startUs))
      return metricGroup(tool, calls.length, { errors, error_rate: errors / calls.length }, inSeconds(lengths))
    })
  const calls = groups.reduce((sum, group) => sum + group.value, 0)
  const repeated = tree.trace.spans.filter((span) => span.kind === 'llm_tool_call').length - calls
  return {
    id: 'tools',
    title: 'Tool calls by tool',
    unit: 'count',
    origin: 'ours',
    reads: 'Spans that are tool calls by kind, operation or name, by tool, with error rate and duration in seconds.',
    result:
      calls === 0
        ? notComputable('No span is a tool call.')
        : metricValue(calls, {
            samples: calls,
            groups,
            note:
              repeated === 0 ? null : `${count(repeated, 'span repeats', 'spans repeat')} the call around, which counts once.`,
          }),
  }
}
