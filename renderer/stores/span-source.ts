import type { SpanSource } from '../../shared/contract/index.ts'

/** A source as one word of a link: `import:…`, `preview:…`, `file:…`, `simulation:…` and `trace:…` (both native). */
export function formatSource(source: SpanSource): string {
  switch (source.kind) {
    case 'import':
      return `import:${source.importId}`
    case 'preview':
      return `preview:${source.previewId}`
    case 'file':
      return `file:${source.fileId}`
    case 'native':
      return `${source.by}:${source.id}`
  }
}

/** The inverse of `formatSource`; null for anything else, because a link is hostile input. */
export function parseSource(text: string | null): SpanSource | null {
  const [, kind, id] = /^([a-z]+):([\s\S]+)$/.exec(text ?? '') ?? []
  if (id === undefined) return null
  switch (kind) {
    case 'import':
      return { kind, importId: id }
    case 'preview':
      return { kind, previewId: id }
    case 'file':
      return { kind, fileId: id }
    case 'simulation':
    case 'trace':
      return { kind: 'native', by: kind, id }
    default:
      return null
  }
}

export const sameSource = (a: SpanSource, b: SpanSource): boolean => formatSource(a) === formatSource(b)
