import type { Span } from '../otlp/span.ts'

export interface SpanPair {
  readonly left: Span
  readonly right: Span
  /** True where trace and span id are the same; else path and name are, and the order among those. */
  readonly sameId: boolean
}

export interface PairedSpans {
  readonly pairs: readonly SpanPair[]
  readonly onlyLeft: readonly Span[]
  readonly onlyRight: readonly Span[]
}

/** Spans of two sides that stand for each other: by trace and span id where they meet, else by path and name. Linear in the spans. */
export function pairSpans(left: readonly Span[], right: readonly Span[]): PairedSpans {
  const byId = join(left, right, (span) => `${span.traceId} ${span.spanId}`)
  const paths = createPaths()
  const [leftPath, rightPath] = [paths(left), paths(right)]
  const byPath = join(byId.onlyLeft.sort(earlier), byId.onlyRight.sort(earlier), (span) =>
    String(leftPath.get(span) ?? rightPath.get(span)),
  )
  return {
    pairs: [
      ...byId.pairs.map(([one, other]) => ({ left: one, right: other, sameId: true })),
      ...byPath.pairs.map(([one, other]) => ({ left: one, right: other, sameId: false })),
    ],
    onlyLeft: byPath.onlyLeft,
    onlyRight: byPath.onlyRight,
  }
}

const earlier = (a: Span, b: Span): number => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : 0)

/** The first with a key on one side meets the first with it on the other, and so on. */
function join(left: readonly Span[], right: readonly Span[], keyOf: (span: Span) => string) {
  const waiting = new Map<string, { readonly spans: Span[]; next: number }>()
  for (const span of right) {
    const key = keyOf(span)
    const same = waiting.get(key)
    if (same) same.spans.push(span)
    else waiting.set(key, { spans: [span], next: 0 })
  }
  const pairs: [Span, Span][] = []
  const onlyLeft: Span[] = []
  for (const span of left) {
    const same = waiting.get(keyOf(span))
    const other = same?.spans[same.next]
    if (same === undefined || other === undefined) {
      onlyLeft.push(span)
      continue
    }
    same.next++
    pairs.push([span, other])
  }
  return { pairs, onlyLeft, onlyRight: [...waiting.values()].flatMap(({ spans, next }) => spans.slice(next)) }
}

/** Numbers for paths of names from the root; the same path has the same number on both sides. */
function createPaths(): (spans: readonly Span[]) => ReadonlyMap<Span, number> {
  const numbers = new Map<string, number>()
  return (spans) => {
    const paths = new Map<Span, number>()
    for (const { span, parent } of fromRoots(spans)) {
      const key = `${parent === null ? '' : paths.get(parent)} ${span.name}`
      const number = numbers.get(key) ?? numbers.size
      numbers.set(key, number)
      paths.set(span, number)
    }
    return paths
  }
}

/** Every span once, behind its parent. What names no parent that is there is a root; so is one of each circle. */
export function* fromRoots(
  spans: readonly Span[],
): Generator<{ span: Span; parent: Span | null; depth: number; children: number }> {
  const keyOf = (traceId: string, spanId: string): string => `${traceId} ${spanId}`
  const known = new Set(spans.map(({ traceId, spanId }) => keyOf(traceId, spanId)))
  const children = new Map<string, Span[]>()
  const roots: Span[] = []
  for (const span of spans) {
    const key = span.parentSpanId === null ? '' : keyOf(span.traceId, span.parentSpanId)
    if (!known.has(key)) roots.push(span)
    else if (children.get(key)?.push(span) === undefined) children.set(key, [span])
  }
  const seen = new Set<Span>()
  for (const root of [...roots, ...spans]) {
    const next: { span: Span; parent: Span | null; depth: number }[] = [{ span: root, parent: null, depth: 0 }]
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      if (seen.has(at.span)) continue
      seen.add(at.span)
      const key = keyOf(at.span.traceId, at.span.spanId)
      const below = children.get(key) ?? []
      // Two spans of one id share their children; the first has them.
      children.delete(key)
      yield { ...at, children: below.length }
      for (const span of below) next.push({ span, parent: at.span, depth: at.depth + 1 })
    }
  }
}
