import type { RedactionLevel } from '../../../shared/contract/recordings.ts'

/** The three levels in the words of this program, from what shows least. */
export const levels: readonly { readonly level: RedactionLevel; readonly name: string; readonly sentence: string }[] = [
  {
    level: 'structure',
    name: 'Structure',
    sentence: 'Keys, types and lengths stay; values, names and ids become tags, except harmless words such as kinds of span.',
  },
  {
    level: 'text',
    name: 'Text masked',
    sentence: 'As Structure, and prompts and replies keep their shape; each of their words is replaced.',
  },
  {
    level: 'everything',
    name: 'Everything',
    sentence: 'The answers as Phoenix gave them, with every prompt, reply, name and id.',
  },
]

export const levelName = (level: RedactionLevel): string => levels.find((one) => one.level === level)?.name ?? level
