import type { StateKeyChoice, TransitionMode } from '../../../shared/contract/transitions.ts'

const states: Readonly<Record<Exclude<StateKeyChoice['by'], 'attribute'>, string>> = {
  kind: 'A state is a type of span.',
  name: 'A state is a span name, as the instrumentation gave it.',
  unnumbered: 'A state is a span name, with # for a number at its end: turn 7 is turn #.',
  tool: 'A state is a tool; spans that are no tool calls take no part.',
  agent: 'A state is an agent; spans that name none take no part.',
}

/** What the numbers of a heatmap mean, in sentences; docs/transitions.md says it at length. */
export function defineTransitions(mode: TransitionMode, key: StateKeyChoice): string {
  const state = key.by === 'attribute' ? `A state is a value of ${key.attribute}; spans without it take no part.` : states[key.by]
  const order = 'Spans of one simulation, over all its traces, stand by start, then end, then span id.'
  const counted =
    mode === 'directly-follows'
      ? 'A cell counts how often the column directly follows the row, with START before the first span and END after the last.'
      : 'Each simulation counts at most once: from its last successful state (START where none came before) to the first failing one: the first span with a state that is an error and has no such span below it.'
  return `${state} ${order} ${counted}`
}
