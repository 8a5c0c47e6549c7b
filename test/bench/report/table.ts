import type { Row } from './row.ts'

const reachedText = (reached: boolean | null): string => (reached === null ? '–' : reached ? 'yes' : '**no**')

export function formatTable(rows: readonly Row[]): string {
  const lines = rows.map(({ what, ours, other, result, goal, reached }) => [
    what,
    ours,
    other,
    result,
    goal,
    reachedText(reached),
  ])
  const notes = rows.map(({ note }, index) => `${index + 1}. ${note}`)
  const head = ['', 'what', 'ours', 'the other', 'ratio: median (least–most)', 'goal', 'reached']
  const table = [head, head.map(() => '---'), ...lines.map((line, index) => [String(index + 1), ...line])]
  return [...table.map((cells) => `| ${cells.join(' | ')} |`), '', ...notes].join('\n')
}
