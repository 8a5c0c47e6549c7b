import type { Strategy } from '../contract/import.ts'

/** What Phoenix was asked for. */
export const readWords: Record<Strategy['kind'], string> = {
  page: 'the whole window',
  select: 'the simulation’s own traces alone',
  scan: 'the whole window',
  documented: 'the newest pages of the window',
}
