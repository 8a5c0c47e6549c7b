import type { NearMiss } from '../../../shared/contract/preview.ts'
import { snippet } from '../../../shared/correlation/snippets.ts'
import { formatNumberOf } from '../../../shared/report/counts.ts'
import { clip, harmless, type Terminal } from '../terminal.ts'

const maxShown = 8

/** Near misses with what was found, what would match, and the fix. */
export function nearMissText(terminal: Terminal, misses: readonly NearMiss[]): string {
  const width = terminal.width - 12
  const lines = misses.slice(0, maxShown).flatMap((miss) => {
    const where = [miss.place, miss.key].filter((word) => word !== null).join(' ')
    const head = `  ${miss.severity === 'note' ? terminal.dim('·') : terminal.warn('!')} ${terminal.bold(miss.kind)}  ${harmless(where)}  ${terminal.dim(`in ${formatNumberOf(miss.traces, 'trace')}`)}`
    const found = miss.value === null ? [] : [`      found     ${visible(clip(miss.value, width))}`]
    const expected = miss.expected === null ? [] : [`      expected  ${visible(clip(miss.expected, width))}`]
    return [head, ...found, ...expected, `      → ${harmless(miss.fix)}`]
  })
  if (misses.length > maxShown) lines.push(terminal.dim(`  … and ${misses.length - maxShown} more; --json has them all`))
  return lines.join('\n')
}

const flavors = [
  ['opentelemetry', 'Set the id on the root span of every trace (OpenTelemetry, Python):'],
  ['openinference', 'Or for all spans of an OpenInference instrumentor (Python):'],
] as const

/** What to paste, once, where no trace matched. */
export function snippetText(terminal: Terminal, simulation: string): string {
  const blocks = flavors.map(([flavor, title]) => {
    const code = snippet({ flavor, language: 'python', simulation })
    const indented = code
      .trimEnd()
      .split('\n')
      .map((line) => `    ${harmless(line)}`.trimEnd())
    return [terminal.bold(title), ...indented].join('\n')
  })
  return blocks.join('\n\n')
}

/** Quoted, with spaces shown where they end the text: `"sim-1·"`. */
const visible = (text: string): string => `"${harmless(text.replace(/^ +| +$/g, (spaces) => '·'.repeat(spaces.length)))}"`
