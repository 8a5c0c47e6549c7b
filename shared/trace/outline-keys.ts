import { kindKeys } from './kind.ts'
import { otherLatencyKeys } from './metrics-coval.ts'
import { cachedTokenKeys, inputTokenKeys, modelKeys, outputTokenKeys, reasoningTokenKeys, toolNameKeys } from './tokens.ts'
import { agentKeys } from './transitions.ts'

/**
 * The attributes that an outline holds: what tree, rows, flame graph, summary, built-in metrics and transitions read. Their
 * values are short by nature; whatever is longer than `longestOutlineValue` is held as its beginning.
 */
export const outlineKeys: readonly string[] = [
  ...new Set([
    ...kindKeys,
    ...inputTokenKeys,
    ...outputTokenKeys,
    ...cachedTokenKeys,
    ...reasoningTokenKeys,
    ...modelKeys,
    ...toolNameKeys,
    ...agentKeys,
    'metrics.ttfb',
    ...otherLatencyKeys,
  ]),
]

export const longestOutlineValue = 256
