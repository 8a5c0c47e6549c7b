import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { AliasReport } from './aliases.ts'
import { CheckReport } from './checks.ts'
import { ConnectionView } from './connection.ts'
import { filePieceBytes } from './file-pieces.ts'
import { ImportReport, ImportRequest, Iso, Progress } from './import.ts'
import { PreviewReport } from './preview.ts'
import { procedure } from './procedure.ts'

/** What a recording shows: `structure` keys, types, lengths and tags; `text` the shape of texts; `everything` the answers as they came. */
export const RedactionLevel = z.enum(['structure', 'text', 'everything'])
export type RedactionLevel = z.infer<typeof RedactionLevel>

/** One line of the redaction report: what became of how many things in which place. */
export const RedactionEntry = z.object({
  place: z.string().max(100),
  fate: z.enum(['kept', 'tagged', 'masked', 'dropped']),
  count: z.number().int().min(0),
})
export type RedactionEntry = z.infer<typeof RedactionEntry>

/** Jobs of one request that the engine still holds, and that "record the last one" can write. */
export const HeldCase = z.object({
  id: z.string(),
  /** Of the request; two connections may have one name. */
  connectionId: z.string(),
  connectionName: z.string(),
  project: z.string(),
  simulation: z.string().nullable(),
  recordedAt: Iso,
  jobs: z.array(z.enum(['preview', 'import', 'check'])),
  requests: z.number(),
  /** Packed bytes of the answers in memory. */
  bytes: z.number(),
  /** False where answers did not fit into memory: such a case may replay with fewer spans. */
  complete: z.boolean(),
})
export type HeldCase = z.infer<typeof HeldCase>

/** Exactly what a file would hold, before it is written. */
export const DraftCase = z.object({
  draftId: z.string(),
  level: RedactionLevel,
  /** A proposal: `<simulation>.cvcase`; at the levels that redact `case-20261122-2114.cvcase`, by when it ran (UTC). */
  fileName: z.string(),
  /** Bytes of the packed file, and of its lines. */
  packedBytes: z.number(),
  unpackedBytes: z.number(),
  lines: z.number(),
  /** The second line of the file without its list of parts. */
  manifest: z.record(z.string(), z.unknown()),
  redaction: z.array(RedactionEntry),
  complete: z.boolean(),
  /** Spans whose decisions redaction could not keep; 0 as a rule. */
  unfaithful: z.number(),
  /** How many secrets were looked for in every spelling and not found. */
  secretsSwept: z.number(),
  /** How many are too short to be told from chance: they were not looked for. */
  secretsTooShort: z.number(),
})
export type DraftCase = z.infer<typeof DraftCase>

/** A line of a draft by its beginning; `cut` where it is longer. */
export const DraftLine = z.object({ number: z.number(), kind: z.string(), bytes: z.number(), text: z.string(), cut: z.boolean() })
export type DraftLine = z.infer<typeof DraftLine>

/** Part of one line: `text` from the character `offset` on, of `characters` that the line has. */
export const DraftText = z.object({ text: z.string(), offset: z.number(), characters: z.number() })
export type DraftText = z.infer<typeof DraftText>

/**
 * Lines that hold a text, with the first place and an excerpt that begins `from` characters into the line; none hits where only the
 * kind of a line has that name. The search goes on at `next`: where it is null, every line was searched to its end.
 */
export const DraftSearch = z.object({
  lines: z.array(
    z.object({
      ...{ number: z.number(), kind: z.string(), bytes: z.number() },
      ...{ hits: z.number(), offset: z.number(), excerpt: z.string(), from: z.number() },
    }),
  ),
  next: z.number().nullable(),
  total: z.number(),
})
export type DraftSearch = z.infer<typeof DraftSearch>

/** An opened file: a connection to a Phoenix on loopback that answers as the recorded one did. */
export const OpenedRecording = z.object({
  /** `recording-` and the first 12 hex digits of the file's SHA-256; its connection has the same. */
  id: z.string(),
  name: z.string(),
  kind: z.enum(['case', 'trace-file']),
  connection: ConnectionView,
  /** What to ask it: the recorded request, or for a file of spans the whole of it. */
  request: ImportRequest,
  /** Null for a file of spans. */
  level: RedactionLevel.nullable(),
  recordedAt: Iso.nullable(),
  programVersion: z.string().nullable(),
  phoenixVersion: z.string().nullable(),
  redaction: z.array(RedactionEntry),
  requests: z.number(),
  spans: z.number(),
  /** What this file cannot tell, in whole sentences. */
  limits: z.array(z.string()),
  /** The reports as they were when it was recorded. */
  recorded: z.object({
    preview: PreviewReport.nullable(),
    import: ImportReport.nullable(),
    checks: CheckReport.nullable(),
  }),
})
export type OpenedRecording = z.infer<typeof OpenedRecording>

/** One line of a comparison. `same` is false where the two differ. */
export const Difference = z.object({
  section: z.enum(['settings', 'spans', 'matches', 'aliases', 'checks']),
  what: z.string(),
  left: z.string(),
  right: z.string(),
  same: z.boolean(),
})
export type Difference = z.infer<typeof Difference>

export const Comparison = z.object({
  left: z.string(),
  right: z.string(),
  rows: z.array(Difference),
  different: z.number(),
  /** What was compared, in a sentence: no difference is none in this. */
  compared: z.string(),
  /** How it was compared and what could not be be compared, in whole sentences. */
  notes: z.array(z.string()),
})
export type Comparison = z.infer<typeof Comparison>

/** One side of a comparison: an opened recording, or a live connection with a request. */
export const ComparisonSide = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('recording'), id: z.string() }),
  z.object({ kind: z.literal('live'), request: ImportRequest }),
])
export type ComparisonSide = z.infer<typeof ComparisonSide>

/** Everything that opening a recording decides anew. */
export const ReplayedReports = z.object({
  preview: PreviewReport,
  import: ImportReport,
  checks: CheckReport,
  aliases: AliasReport,
  /** Decisions that differ from the recorded ones; empty where the file decides here as it did there. */
  changed: z.array(z.string()),
  /** Checks that are about the machine of the recording: their verdicts are the recorded ones and were not decided anew. */
  checksAsRecorded: z.array(z.string()),
})
export type ReplayedReports = z.infer<typeof ReplayedReports>

const RecordEvent = z.discriminatedUnion('kind', [Progress, z.object({ kind: z.literal('held'), held: HeldCase })])
const ReplayEvent = z.discriminatedUnion('kind', [Progress, z.object({ kind: z.literal('reports'), reports: ReplayedReports })])
const CompareEvent = z.discriminatedUnion('kind', [Progress, z.object({ kind: z.literal('comparison'), comparison: Comparison })])

const FilePiece = z.string().max(Math.ceil(filePieceBytes / 3) * 4)

export const recordingsContract = {
  /** Cases that can still be recorded, newest first. */
  held: procedure.output(z.array(HeldCase)),
  /** Runs preview, import (into memory) and checks while recording; the case is held afterwards. */
  record: procedure.input(ImportRequest).output(eventIterator(RecordEvent)),
  /** Redacts and sweeps, writes nothing: what would go in. */
  draft: procedure.input(z.object({ heldId: z.string(), level: RedactionLevel })).output(DraftCase),
  /** The draft line by line, as it would be written. */
  draftLines: procedure
    .input(z.object({ draftId: z.string(), offset: z.number().int().min(0), limit: z.number().int().min(1).max(500) }))
    .output(z.object({ total: z.number(), lines: z.array(DraftLine) })),
  /** Part of a line of a draft; lines count from 1. */
  draftText: procedure
    .input(
      z.object({
        ...{ draftId: z.string(), number: z.number().int().min(1) },
        ...{ offset: z.number().int().min(0), length: z.number().int().min(1).max(100_000) },
      }),
    )
    .output(DraftText),
  /** Searches whole lines in the engine, from the line at `from` on (0 is the first), as far as one answer goes. */
  searchLines: procedure
    .input(z.object({ draftId: z.string(), text: z.string().min(1).max(1_000), from: z.number().int().min(0) }))
    .output(DraftSearch),
  /** Forgets a draft; one that is not held is forgotten already. */
  dropDraft: procedure.input(z.object({ draftId: z.string() })).output(z.void()),
  /** The file of a draft, `filePieceBytes` from `offset` on; `bytes` is the size of the whole. */
  file: procedure
    .input(z.object({ draftId: z.string(), offset: z.number().int().min(0) }))
    .output(z.object({ fileName: z.string(), bytes: z.number(), base64: FilePiece })),
  /** Adds a piece to a file that is to be opened; null begins one. Answers with the bytes so far. */
  upload: procedure
    .input(z.object({ uploadId: z.string().nullable(), base64: FilePiece }))
    .output(z.object({ uploadId: z.string(), bytes: z.number() })),
  /** Opens an uploaded file: a case, or a file of spans (OTLP JSON, Phoenix's downloads). The upload is gone then. */
  open: procedure.input(z.object({ name: z.string().max(500), uploadId: z.string() })).output(OpenedRecording),
  opened: procedure.output(z.array(OpenedRecording)),
  close: procedure.input(z.object({ id: z.string() })).output(z.void()),
  /** Decides everything anew from the file. */
  replay: procedure.input(z.object({ id: z.string() })).output(eventIterator(ReplayEvent)),
  compare: procedure.input(z.object({ left: ComparisonSide, right: ComparisonSide })).output(eventIterator(CompareEvent)),
}
