import type { Phase, Progress } from '../../shared/contract/import.ts'
import { formatCount } from '../../shared/report/counts.ts'
import type { Terminal } from './terminal.ts'

const phaseWords: Readonly<Record<Phase, string>> = {
  connect: 'connecting',
  'find-window': 'finding the window',
  select: 'selecting traces',
  fetch: 'fetching',
  scan: 'scanning the window',
  'wait-project': 'waiting for the first span of the project',
  wait: 'waiting for late spans',
  write: 'writing',
  commit: 'committing',
  done: 'done',
}

const barWidth = 20
/** Terminals cannot show more than this, and every write costs. */
const redrawMs = 80

/**
 * Shows progress: one line that is rewritten on a terminal (the bar is the budget that is used up), a plain line for each new
 * phase elsewhere.
 */
export function createProgressView(terminal: Terminal): (progress: Progress) => void {
  let phase: Phase | null = null
  let drawnAt = 0
  return (progress) => {
    const entered = progress.phase !== phase
    phase = progress.phase
    if (!terminal.interactive) {
      if (entered && phase !== 'done') terminal.note(`${phaseWords[phase]} …`)
      return
    }
    const now = performance.now()
    if (!entered && now - drawnAt < redrawMs) return
    drawnAt = now
    terminal.status(progressLine(progress))
  }
}

export function progressLine({ phase, pages, spans, matched, leftMs, budgetMs }: Progress): string {
  const used = Math.min(1, Math.max(0, 1 - leftMs / budgetMs))
  const filled = Math.round(used * barWidth)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`
  const counts = `page ${formatCount(pages)} · ${formatCount(spans)} spans · ${formatCount(matched)} matched`
  return `${bar} ${phaseWords[phase]} · ${counts} · ${Math.ceil(leftMs / 1000)} s left`
}
