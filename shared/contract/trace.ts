import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { filePieceCharacters } from './file-pieces.ts'
import { Iso, MalformedSpan, Partial } from './import.ts'
import { AttributeView, SpanView } from './preview.ts'
import { procedure } from './procedure.ts'
import { SpanSource } from './source.ts'

/** Native spans in the store that belong together: by the simulation's id that they carry, else one trace. */
export const NativeGroup = z.object({
  source: SpanSource,
  simulation: z.string().nullable(),
  services: z.array(z.string()),
  spans: z.number(),
  traces: z.number(),
  errors: z.number(),
  start: Iso,
  end: Iso,
})
export type NativeGroup = z.infer<typeof NativeGroup>

/** What every view of a source says above it. */
export const SourceHeader = z.object({
  source: SpanSource,
  /** For people: the simulation output id, else the file's name or the trace's id. */
  title: z.string(),
  simulation: z.string().nullable(),
  origin: z.enum(['import', 'native', 'preview', 'file']),
  importId: z.string().nullable(),
  project: z.string().nullable(),
  host: z.string().nullable(),
  /** Why not every span of the simulation is here. */
  partial: Partial.nullable(),
  spans: z.number(),
  traces: z.number(),
  errors: z.number(),
  /** Earliest start and latest end; null without spans. */
  start: Iso.nullable(),
  end: Iso.nullable(),
  /** Spans of a file that could not be read. */
  malformed: z.array(MalformedSpan),
})
export type SourceHeader = z.infer<typeof SourceHeader>

/**
 * All spans of a source without their attributes. `outline` is opaque: `decodeOutline` of shared/trace/outline.ts makes the
 * `SimulationTrace` from it that tree, rows, flame graph and summary read. Its spans answer for `outlineKeys` only.
 */
export const OpenedTrace = z.object({ header: SourceHeader, outline: z.string() })
export type OpenedTrace = z.infer<typeof OpenedTrace>

/** One trace of a source. Times are microseconds from the start of the source. */
export const ListedTrace = z.object({
  traceId: z.string(),
  /** The first root's own name; empty where it has none. */
  name: z.string(),
  spans: z.number(),
  errors: z.number(),
  startUs: z.number(),
  endUs: z.number(),
})
export type ListedTrace = z.infer<typeof ListedTrace>

/**
 * One span of a source. Ids may repeat within a trace: `occurrence` counts the spans with these ids in the order of the outline,
 * from 0.
 */
export const SpanAddress = z.object({
  source: SpanSource,
  traceId: z.string(),
  spanId: z.string(),
  occurrence: z.number().int().min(0).default(0),
})
export type SpanAddress = z.infer<typeof SpanAddress>

/** A span whole. Values over 2,000 characters are cut (`cutFrom`); `trace.attribute` gives them whole. */
export const SpanDetail = SpanView.extend({
  occurrence: z.number(),
  /** How many spans of the trace have this id. */
  occurrences: z.number(),
  /** The name that the instrumentation gave; `name` is `llm` for every LLM span of an import. */
  phoenixName: z.string(),
  /** OTLP's kind: Internal, Client … */
  spanKind: z.string(),
  service: z.string(),
  traceState: z.string(),
  /** Exact, decimal nanoseconds since the epoch. `end` may lie before `start`. */
  startNs: z.string(),
  endNs: z.string(),
  scope: z.object({ name: z.string(), version: z.string() }),
  resource: z.array(AttributeView),
  links: z.array(
    z.object({ traceId: z.string(), spanId: z.string(), traceState: z.string(), attributes: z.array(AttributeView) }),
  ),
})
export type SpanDetail = z.infer<typeof SpanDetail>

/** Where an attribute stands; `at` counts events or links from 0. */
export const AttributePlace = z.discriminatedUnion('in', [
  z.object({ in: z.literal('span') }),
  z.object({ in: z.literal('resource') }),
  z.object({ in: z.literal('event'), at: z.number().int().min(0) }),
  z.object({ in: z.literal('link'), at: z.number().int().min(0) }),
])
export type AttributePlace = z.infer<typeof AttributePlace>

/** Text for display; `cutFrom` are the characters of the whole where it was cut. */
export const BoundedText = z.object({ text: z.string(), cutFrom: z.number().nullable() })
export type BoundedText = z.infer<typeof BoundedText>

export const ChatToolCallView = z.object({
  id: z.string().nullable(),
  name: z.string(),
  arguments: BoundedText,
  /** Null where no history and no span tells it. */
  result: BoundedText.nullable(),
  /** What the tool's own span says, where that is something else than what the model was told. */
  spanResult: BoundedText.nullable(),
  /** Index of the tool's own span in the outline, -1 where there is none. */
  span: z.number(),
  error: z.boolean(),
})
export type ChatToolCallView = z.infer<typeof ChatToolCallView>

export const ChatMessageView = z.object({
  role: z.string(),
  text: BoundedText,
  reasoning: BoundedText.nullable(),
  toolCalls: z.array(ChatToolCallView),
  name: z.string().nullable(),
  /** Index of the span in the outline that it was first read from, and whether as its input or output. */
  span: z.number(),
  side: z.enum(['input', 'output']),
  /** -1 where turns cannot be told apart. */
  turn: z.number(),
  failure: z.string().nullable(),
  heard: BoundedText.nullable(),
})
export type ChatMessageView = z.infer<typeof ChatMessageView>

/** One page of the thread; texts over 8,000 characters are cut, `trace.message` gives one message whole. */
export const ConversationView = z.object({
  total: z.number(),
  offset: z.number(),
  messages: z.array(ChatMessageView),
  source: z.enum(['llm', 'spans', 'speech', 'none']),
  turnsBy: z.enum(['spans', 'traces', 'none']),
  partial: Partial.nullable(),
})
export type ConversationView = z.infer<typeof ConversationView>

export const SearchFieldName = z.enum(['name', 'key', 'value'])

export const SearchResult = z.object({
  /** In the order of the outline; `index` is the span's place in it. `field` is the first place where the text was found. */
  hits: z.array(z.object({ index: z.number(), field: SearchFieldName, key: z.string().nullable() })),
  /** All hits, where `limit` left some out. */
  total: z.number(),
})
export type SearchResult = z.infer<typeof SearchResult>

export const ExportEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('part'), text: z.string() }),
  z.object({ kind: z.literal('end'), spans: z.number(), characters: z.number() }),
])
export type ExportEvent = z.infer<typeof ExportEvent>

const OfSource = z.object({ source: SpanSource })

export const traceContract = {
  /** Native spans of the store, latest first. `more`: there are further groups. */
  listNative: procedure
    .input(z.object({ limit: z.number().int().min(1).max(1000).default(200) }))
    .output(z.object({ groups: z.array(NativeGroup), more: z.boolean() })),
  open: procedure.input(OfSource).output(OpenedTrace),
  /** The traces of a source, by their start. */
  traces: procedure.input(OfSource).output(z.array(ListedTrace)),
  span: procedure.input(SpanAddress).output(SpanDetail),
  /** One attribute whole, as text. */
  attribute: procedure
    .input(SpanAddress.extend({ place: AttributePlace.default({ in: 'span' }), key: z.string() }))
    .output(z.string()),
  /** The keys of one place whose name or whole value holds a text, whatever its letter case. */
  attributesWith: procedure
    .input(SpanAddress.extend({ place: AttributePlace.default({ in: 'span' }), text: z.string().max(1000) }))
    .output(z.array(z.string())),
  conversation: procedure
    .input(
      OfSource.extend({
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(2000).default(500),
      }),
    )
    .output(ConversationView),
  /** One message of the thread whole: `at` is its place in it. */
  message: procedure.input(OfSource.extend({ at: z.number().int().min(0) })).output(ChatMessageView),
  /** The first message of the thread that a span says or whose tool call it is: its place; -1 where there is none. */
  messageOf: procedure.input(OfSource.extend({ span: z.number().int().min(0) })).output(z.number()),
  search: procedure
    .input(
      OfSource.extend({
        query: z.string().max(1000),
        fields: z.array(SearchFieldName).min(1),
        limit: z.number().int().min(1).max(100_000).default(10_000),
      }),
    )
    .output(SearchResult),
  /** The spans, or those of one trace, as one OTLP/JSON document in parts; an import's additions are left in, as the store has them. */
  exportOtlp: procedure
    .input(OfSource.extend({ traceId: z.string().nullable().default(null) }))
    .output(eventIterator(ExportEvent)),
  /** Reads OTLP/JSON, or a file as Phoenix offers for download. The engine holds the last few files in memory. */
  openFile: procedure
    .input(z.object({ name: z.string().max(1000), text: z.string(), uploadId: z.string().nullable().default(null) }))
    .output(SourceHeader),
  /** Adds a piece of a file that is too long for one call; null begins one. `openFile` puts its own text behind the pieces. */
  addToFile: procedure
    .input(z.object({ uploadId: z.string().nullable(), text: z.string().max(filePieceCharacters) }))
    .output(z.object({ uploadId: z.string(), characters: z.number() })),
  closeFile: procedure.input(z.object({ fileId: z.string() })).output(z.void()),
}
