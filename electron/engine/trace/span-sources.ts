import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportRecord, Partial } from '../../../shared/contract/import.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import type { SourceHeader } from '../../../shared/contract/trace.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { toIsoMicros, unixNano } from '../../../shared/otlp/time.ts'
import { fromTraceRow } from '../../../shared/otlp/trace-row.ts'
import { type SimulationTrace, traceOfSpans, traceOfStored } from '../../../shared/trace/model.ts'
import { buildOutline, countSpans, type OutlineCounts } from '../../../shared/trace/outline.ts'
import { outlineKeys } from '../../../shared/trace/outline-keys.ts'
import { outlineOfStored, traceOfColumns } from '../../../shared/trace/outline-stored.ts'
import { type SearchField, type SearchHit, searchSpans as searchHeld } from '../../../shared/trace/search.ts'
import type { PreviewSessions } from '../import/preview-session.ts'
import type { ImportFacts, ReadOutline, Store, StoredSpan } from '../store/types.ts'
import type { OpenFile, OpenFiles } from './open-files.ts'

/** An import that is held in memory: of an opened recording. */
export interface HeldImport {
  readonly record: ImportRecord
  readonly spans: readonly StoredSpan[]
}

export interface SourceParts {
  /** Null for an import of the store. Throws where the recording that its id names is not open. */
  readonly heldImport: (importId: string) => HeldImport | null
  readonly store: () => Promise<Store>
  readonly sessions: PreviewSessions
  readonly files: OpenFiles
}

/** A source with all its spans, but of their attributes only a few. */
export interface OutlinedSource {
  readonly header: SourceHeader
  readonly outline: string
}

/** Reads spans wherever they come from. Every method throws `usage` when the source is not there. */
export interface SpanSources {
  /** @param keys further attributes to hold, beside `outlineKeys` */
  outline(source: SpanSource, keys?: readonly string[]): Promise<OutlinedSource>
  /** The same spans, to compute with. */
  outlinedTrace(source: SpanSource, keys?: readonly string[]): Promise<{ header: SourceHeader; trace: SimulationTrace }>
  header(source: SpanSource): Promise<SourceHeader>
  /** Why not every span of the source is there; asks for no spans. */
  partial(source: SpanSource): Promise<Partial | null>
  /** All spans with every attribute, in the order of the outline; or those of one trace, or with one id. */
  spans(source: SpanSource, only?: { traceId: string; spanId?: string }): Promise<readonly Span[]>
  /** All spans with every attribute, as the views read them. */
  trace(source: SpanSource): Promise<SimulationTrace>
  search(source: SpanSource, text: string, fields: readonly SearchField[]): Promise<readonly SearchHit[]>
}

export function createSpanSources({ heldImport, store, sessions, files }: SourceParts): SpanSources {
  /** The spans that the engine's memory holds; null for a source in the store. */
  const held = (source: SpanSource): readonly Span[] | null => {
    if (source.kind === 'file') return files.get(source.fileId).spans
    if (source.kind === 'import') return heldImport(source.importId)?.spans.map(fromTraceRow) ?? null
    return source.kind === 'preview' ? inOrder(sessions.get(source.previewId).session.matched()) : null
  }

  /** The same, as the views read them. */
  const heldTrace = (source: SpanSource): SimulationTrace | null => {
    if (source.kind === 'import') {
      const imported = heldImport(source.importId)
      return imported && traceOfStored(imported.spans)
    }
    const spans = held(source)
    return spans && traceOfSpans(spans)
  }

  const keysWith = (further: readonly string[]): readonly string[] =>
    further.length === 0 ? outlineKeys : [...new Set([...outlineKeys, ...further])]

  async function readStored(source: SpanSource, further: readonly string[]): Promise<ReadOutline> {
    const read = await (await store()).readOutline(storedSet(source), keysWith(further))
    if (read === null) throw notThere(source)
    return read
  }

  const outline: SpanSources['outline'] = async (source, further = []) => {
    const trace = heldTrace(source)
    if (trace === null) {
      const { columns, facts } = await readStored(source, further)
      const builder = outlineOfStored(columns)
      return { header: await headerOf(source, builder.counts(), facts), outline: builder.finish() }
    }
    const builder = buildOutline(trace, keysWith(further))
    return { header: await headerOf(source, builder.counts()), outline: builder.finish() }
  }

  async function recordOf(importId: string): Promise<ImportRecord> {
    const record = heldImport(importId)?.record ?? (await (await store()).getImport(importId))
    if (record === null) throw notThere({ kind: 'import', importId })
    return record
  }

  /** @param known what the store told of an import with its spans; else it is asked */
  async function headerOf(source: SpanSource, counts: OutlineCounts, known: ImportFacts | null = null): Promise<SourceHeader> {
    const counted = viewCounts(counts)
    const facts = { source, malformed: [], partial: null, project: null, host: null, simulation: null, importId: null }
    switch (source.kind) {
      case 'import': {
        const record = known ?? (await recordOf(source.importId))
        const { simulation, project, host, partial, importId } = record
        const title = simulation ?? `${project}, ${record.window.start} to ${record.window.end}`
        return { ...facts, title, simulation, origin: 'import', importId, project, host, partial, ...counted }
      }
      case 'native':
        return {
          ...facts,
          title: source.id,
          simulation: source.by === 'simulation' ? source.id : null,
          origin: 'native',
          ...counted,
        }
      case 'preview': {
        const { simulation, project, host, partial } = sessions.get(source.previewId).report
        const title = simulation ?? `Window of ${project}`
        return { ...facts, simulation, project, host, partial, title, origin: 'preview', ...counted }
      }
      case 'file': {
        const file = files.get(source.fileId)
        const { name, malformed } = file
        return { ...facts, title: name, origin: 'file', partial: partialOfFile(file), malformed: [...malformed], ...counted }
      }
    }
  }

  return {
    outline,
    async outlinedTrace(source, further = []) {
      const inMemory = heldTrace(source)
      if (inMemory !== null) return { header: await headerOf(source, countSpans(inMemory.spans)), trace: inMemory }
      const { columns, facts } = await readStored(source, further)
      const trace = traceOfColumns(columns)
      return { header: await headerOf(source, countSpans(trace.spans), facts), trace }
    },
    header: async (source) => (await outline(source)).header,
    async partial(source) {
      if (source.kind === 'file') return partialOfFile(files.get(source.fileId))
      if (source.kind === 'preview') return sessions.get(source.previewId).report.partial
      return source.kind === 'import' ? (await recordOf(source.importId)).partial : null
    },
    async spans(source, only) {
      const spans = held(source)
      if (spans !== null) {
        if (only === undefined) return spans
        return spans.filter((span) => span.traceId === only.traceId && (only.spanId === undefined || span.spanId === only.spanId))
      }
      return (await (await store()).readSet(storedSet(source), only)).map(fromTraceRow)
    },
    async trace(source) {
      const inMemory = heldTrace(source)
      if (inMemory !== null) return inMemory
      const spans = await (await store()).readSet(storedSet(source))
      if (spans.length === 0 && source.kind === 'native') throw notThere(source)
      return traceOfStored(spans)
    },
    async search(source, text, fields) {
      const trace = heldTrace(source)
      if (trace === null) return (await store()).search(storedSet(source), text, fields)
      const hits: SearchHit[] = []
      for (let from: number | null = 0; from !== null; ) {
        const found = searchHeld(trace, { text, fields }, from)
        hits.push(...found.hits)
        from = found.next
      }
      return hits
    },
  }
}

/** The set of a source in the store. Throws `usage` for the others. */
export function storedSet(source: SpanSource): Extract<SpanSource, { kind: 'import' | 'native' }> {
  if (source.kind === 'import' || source.kind === 'native') return source
  throw new CompanionError('usage', 'This works on spans in the store; import them first')
}

function partialOfFile({ spans, malformed: { length: unread }, more }: OpenFile): Partial | null {
  if (unread > 0) return { reason: 'malformed-spans', detail: `${unread} of ${unread + spans.length} spans cannot be read` }
  return more ? { reason: 'page-cap', detail: 'The file is one page of several' } : null
}

const notThere = (source: SpanSource): CompanionError =>
  new CompanionError(
    'usage',
    source.kind === 'import' ? 'The store holds no such import' : 'The store holds no native spans of that simulation or trace',
  )

const inOrder = (spans: readonly Span[]): readonly Span[] =>
  [...spans].sort((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : a.spanId < b.spanId ? -1 : 1))

const viewCounts = ({ spans, traces, errors, start, end }: OutlineCounts) => ({
  spans,
  traces,
  errors,
  start: start === null ? null : toIsoMicros(unixNano(start)),
  end: end === null ? null : toIsoMicros(unixNano(end)),
})
