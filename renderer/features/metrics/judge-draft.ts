import type { Judge, JudgeDraft, JudgeScale } from '../../../shared/contract/judges.ts'

/** The form of a judge: every kind's fields at once, so that switching the kind loses nothing. */
export interface JudgeForm {
  readonly name: string
  readonly endpointId: string
  readonly question: string
  readonly kind: JudgeScale['kind']
  /** One a line. */
  readonly categories: string
  readonly min: number
  readonly max: number
  readonly maxBytes: number
}

export function formOf(judge: Judge | null, endpointId: string): JudgeForm {
  const scale = judge?.scale
  return {
    name: judge?.name ?? '',
    endpointId: judge?.endpointId ?? endpointId,
    question: judge?.question ?? '',
    kind: scale?.kind ?? 'binary',
    categories: scale?.kind === 'categorical' ? scale.categories.join('\n') : '',
    min: scale?.kind === 'numerical' ? scale.min : 1,
    max: scale?.kind === 'numerical' ? scale.max : 5,
    maxBytes: judge?.maxBytes ?? 60_000,
  }
}

/** What would be saved, or what is missing, in a sentence. */
export function draftOf(form: JudgeForm): { draft: JudgeDraft } | { missing: string } {
  if (form.question.trim() === '') return { missing: 'Ask a question.' }
  const scale = scaleOf(form)
  if ('missing' in scale) return scale
  return {
    draft: {
      name: form.name.trim() || form.question.trim().slice(0, 60),
      endpointId: form.endpointId,
      question: form.question,
      scale: scale.scale,
      maxBytes: form.maxBytes,
    },
  }
}

function scaleOf(form: JudgeForm): { scale: JudgeScale } | { missing: string } {
  switch (form.kind) {
    case 'binary':
      return { scale: { kind: 'binary' } }
    case 'categorical': {
      const lines = form.categories.split('\n').map((line) => line.trim())
      const categories = [...new Set(lines.filter(Boolean))]
      return categories.length < 2
        ? { missing: 'Name two categories at least, one a line.' }
        : { scale: { kind: 'categorical', categories } }
    }
    case 'numerical':
      return form.min < form.max
        ? { scale: { kind: 'numerical', min: form.min, max: form.max } }
        : { missing: 'The least score must lie below the most.' }
  }
}
