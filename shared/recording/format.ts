import * as z from 'zod'
import { CheckReport } from '../contract/checks.ts'
import { ErrorCode } from '../contract/errors.ts'
import { ImportReport, ImportRequest } from '../contract/import.ts'
import { PreviewReport } from '../contract/preview.ts'
import { RedactionEntry, RedactionLevel } from '../contract/recordings.ts'

export { RedactionEntry, RedactionLevel }

/** The version of the file. Raised when an older program would misread it; `upgrades.ts` brings older files up. */
export const caseFormat = 1
export const caseExtension = 'cvcase'

const Count = z.number().int().min(0).max(1e9)
const Milliseconds = z.number().min(0).max(1e12)
const ShortText = z.string().max(2000)
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** The headers of an answer that are recorded; no other one is ever looked at. */
export const recordedHeaders = [
  'content-type',
  'content-encoding',
  'location',
  'retry-after',
  'x-phoenix-server-version',
] as const
export type RecordedHeader = (typeof recordedHeaders)[number]

export const RecordedJob = z.enum(['preview', 'import', 'check'])
export type RecordedJob = z.infer<typeof RecordedJob>

/** One request and what came of it, in the order in which they were sent. */
export const Exchange = z.strictObject({
  kind: z.literal('exchange'),
  job: RecordedJob,
  method: z.literal('GET'),
  /** Below the connection's host, with the query. */
  target: z.string().max(65_536),
  attempt: Count,
  /** Milliseconds since the first request of the case. */
  startedMs: Milliseconds,
  elapsedMs: Milliseconds,
  /** Null where no answer began. */
  status: z.number().int().min(100).max(599).nullable(),
  headers: z.partialRecord(z.enum(recordedHeaders), ShortText),
  /** Place among the bodies; null where none arrived whole. */
  body: Count.nullable(),
  /** What ended it without a whole answer; `cancelled` for one that was no longer needed. */
  failure: ErrorCode.nullable(),
})
export type Exchange = z.infer<typeof Exchange>

/** The bytes of an answer, unpacked; `base64` where they are no UTF-8. */
export const Body = z.strictObject({ kind: z.literal('body'), encoding: z.enum(['utf8', 'base64']), text: z.string() })
export type Body = z.infer<typeof Body>

export const PreviewPart = z.strictObject({ kind: z.literal('preview'), report: PreviewReport })
export const ImportPart = z.strictObject({ kind: z.literal('import'), report: ImportReport })
export const ChecksPart = z.strictObject({ kind: z.literal('checks'), report: CheckReport })
export const Part = z.discriminatedUnion('kind', [Exchange, Body, PreviewPart, ImportPart, ChecksPart])
export type Part = z.infer<typeof Part>

/** A replayed job's clock starts here. */
const Moment = ShortText.refine((text) => Number.isFinite(Date.parse(text)), 'is no date')

export const Manifest = z.strictObject({
  program: z.strictObject({ name: z.literal('coval-companion'), version: ShortText, node: ShortText }),
  /** As the `x-phoenix-server-version` header said it. */
  phoenix: ShortText.nullable(),
  /** The clock of the machine when the first job began; replay takes it for now. Moved like every other time. */
  recordedAt: Moment,
  /** When each job was asked for, by the same clock; a window that ends "now" ends there. Absent in older files. */
  startedAt: z.partialRecord(RecordedJob, Moment).optional(),
  level: RedactionLevel,
  connection: z.strictObject({ host: ShortText, project: z.string().min(1).max(2000), keyConfigured: z.boolean() }),
  request: ImportRequest.omit({ connectionId: true }),
  /** False where answers were dropped because they did not fit into memory. */
  complete: z.boolean(),
  redaction: z.array(RedactionEntry).max(1000),
  /** How many secrets every line was searched for, and none was found; absent in older files. Zero: there was no secret to search for. */
  swept: Count.optional(),
  /** Spans whose decisions redaction could not keep. */
  unfaithful: Count,
  /** Every part in the order of the lines that follow. */
  parts: z.array(
    z.strictObject({ kind: z.enum(['exchange', 'body', 'preview', 'import', 'checks']), bytes: Count, sha256: Sha256 }),
  ),
})
export type Manifest = z.infer<typeof Manifest>

/** The first line. `manifest` is the SHA-256 of the second line's bytes. */
export const Header = z.object({ 'coval-case': z.number().int().min(0), manifest: Sha256 })

/** What the first line of every format says, also of those to come. */
export const HeaderOfAnyFormat = z.looseObject({ 'coval-case': z.number().int().min(0) })

/** A case in memory. */
export interface Case {
  readonly manifest: Omit<Manifest, 'parts'>
  readonly exchanges: readonly Exchange[]
  readonly bodies: readonly Body[]
  readonly preview: PreviewReport | null
  readonly import: ImportReport | null
  readonly checks: CheckReport | null
}

/** The parts in the order in which they are written: what was decided, then the requests, then the answers. */
export function partsOf(held: Case): Part[] {
  return [
    ...(held.preview === null ? [] : [{ kind: 'preview', report: held.preview } as const]),
    ...(held.import === null ? [] : [{ kind: 'import', report: held.import } as const]),
    ...(held.checks === null ? [] : [{ kind: 'checks', report: held.checks } as const]),
    ...held.exchanges,
    ...held.bodies,
  ]
}
