import { formatCount } from '../../../shared/report/counts.ts'
import type { StoredSpan } from '../../engine/store/types.ts'
import { formatTable } from '../table.ts'
import { clip, harmless } from '../terminal.ts'

const maxNames = 8

/** Spans read back from the store: by name, with the tokens that the aliases made countable. */
export function readBackText(spans: readonly StoredSpan[]): string {
  const byName = new Map<string, { spans: number; errors: number; input: number; output: number }>()
  for (const span of spans) {
    const row = byName.get(span.SpanName) ?? { spans: 0, errors: 0, input: 0, output: 0 }
    row.spans += 1
    if (span.StatusCode === 'Error') row.errors += 1
    row.input += Number(span.SpanAttributes['gen_ai.usage.input_tokens'] ?? 0)
    row.output += Number(span.SpanAttributes['gen_ai.usage.output_tokens'] ?? 0)
    byName.set(span.SpanName, row)
  }
  const rows = [...byName]
    .sort((a, b) => b[1].spans - a[1].spans || (a[0] < b[0] ? -1 : 1))
    .map(([name, row]) => [clip(harmless(name), 40), ...[row.spans, row.errors, row.input, row.output].map(formatCount)])
  const shown = rows.slice(0, maxNames)
  if (rows.length > maxNames) shown.push([`and ${rows.length - maxNames} more names`, '', '', '', ''])
  const services = [...new Set(spans.map((span) => span.ServiceName))].join(', ')
  const table = formatTable(
    [['span name', 'spans', 'errors', 'input tokens', 'output tokens'], ...shown],
    ['left', 'right', 'right', 'right', 'right'],
  )
  return `  service.name = ${services}\n${table}`
}
