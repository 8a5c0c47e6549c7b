import type { NearMissKind } from '../contract/preview.ts'

/** Kinds that a span itself shows; those found beyond the window or project are built in `window-misses.ts`. */
export type SpanMissKind = Exclude<NearMissKind, 'outside-window' | 'another-project'>

interface Found {
  readonly kind: SpanMissKind
  readonly key: string
  readonly place: 'attribute' | 'metadata'
  readonly value: string
}

/** One sentence: what to change in the agent. The wording of every near miss lives here and in `window-misses.ts`. */
export function describeFix({ kind, key, place, value }: Found, hint: string): string {
  const where = place === 'metadata' ? `\`${key}\` inside \`metadata\`` : `\`${key}\``
  switch (kind) {
    case 'other-key':
      return `Set the id as \`simulation_output_id\` on the root span; ${where} is not a key that is looked at.`
    case 'letter-case':
      return `Set ${where} to the id exactly as Coval gives it: letter case counts, and here it was changed.`
    case 'surrounding-space':
      return `Trim the id before ${where} is set: there is white space or an invisible character around it.`
    case 'quoted':
      return `Set ${where} to the bare id: here it is wrapped in quotes, as if it had been encoded as JSON.`
    case 'affix':
      return `Set ${where} to the id alone: here it has something before or after it.`
    case 'truncated':
      return `Set ${where} to the whole id: here only ${value.length} of its ${hint.length} characters arrived.`
    case 'number':
      return `Set ${where} as a string: here it is a number or boolean, which is not equal to the text of the id.`
    case 'list':
      return `Set ${where} to the id as one string: here it lies inside a list or map.`
    case 'placeholder':
      return `Fill in the template before ${where} is set: the placeholder itself was sent.`
    case 'empty-value':
      return `Set ${where} once the id is known: the key is there, but its value is empty.`
    case 'metadata-shape':
      return `Put the id directly into the \`metadata\` object as \`simulation_output_id\`: ${shapeOf(key, place)}.`
    case 'other-value':
      return `Check which id goes into ${where}: it must be the simulation output id, not the run id or a session id of the agent’s own.`
    case 'child-only':
      return `Nothing has to change, but the id on the root span would be found faster: here only an inner span carries it.`
    case 'two-ids':
      return `Nothing has to change for this import, but give a trace one id: ${where} carries another one.`
    case 'resource-only':
      return 'Set the id as an attribute of the root span: no span carries one, and Phoenix stores neither resource attributes nor baggage.'
  }
}

function shapeOf(key: string, place: 'attribute' | 'metadata'): string {
  if (place === 'attribute') return 'here it is text that is not JSON'
  return /(?:^|\.)\d+(?:\.|$)/.test(key) ? `here it lies inside a list (\`${key}\`)` : `here it lies deeper (\`${key}\`)`
}
