import type { SpanView } from '../../shared/contract/preview.ts'

export interface SpanRow {
  readonly span: SpanView
  readonly depth: number
}

/** Parents before children, siblings by start. Orphans and the members of a cycle are roots: no span is left out. */
export function arrangeSpans(spans: readonly SpanView[]): SpanRow[] {
  const known = new Set(spans.map((span) => span.spanId))
  const children = new Map<string, SpanView[]>()
  const roots: SpanView[] = []
  const byStart = [...spans].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))
  for (const span of byStart) {
    const parent = span.parentSpanId
    if (parent === null || parent === span.spanId || !known.has(parent)) roots.push(span)
    else children.set(parent, [...(children.get(parent) ?? []), span])
  }
  const rows: SpanRow[] = []
  const seen = new Set<string>()
  const walk = (first: SpanView) => {
    const open: SpanRow[] = [{ span: first, depth: 0 }]
    for (let row = open.pop(); row; row = open.pop()) {
      if (seen.has(row.span.spanId)) continue
      seen.add(row.span.spanId)
      rows.push(row)
      const { depth, span } = row
      for (const child of [...(children.get(span.spanId) ?? [])].reverse()) open.push({ span: child, depth: depth + 1 })
    }
  }
  for (const root of roots) walk(root)
  for (const span of byStart) if (!seen.has(span.spanId)) walk(span)
  return rows
}
