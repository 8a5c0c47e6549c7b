import { implement, ORPCError } from '@orpc/server'
import type { ConnectionView } from '../../../shared/contract/connection.ts'
import type { Failure } from '../../../shared/contract/errors.ts'
import { filePieceBytes } from '../../../shared/contract/file-pieces.ts'
import type { ImportRequest, Phase, Progress } from '../../../shared/contract/import.ts'
import { contract } from '../../../shared/contract/index.ts'
import type { DraftCase, OpenedRecording, RedactionLevel } from '../../../shared/contract/recordings.ts'
import { createLineSearch, pageOfLine } from '../../../shared/recording/line-search.ts'
import { comparison, draftLine, heldCases, openedCase, redactionOf, traceFile } from './recordings-scenario.ts'
import { busySimulation, importReport, previewReport, spacedSimulation } from './scenario.ts'
import { aliasReport, checkResults } from './scenario-reports.ts'

export interface RecordingsOptions {
  /** How many cases are held. */
  readonly held?: number
  /** Files that are open from the start: `acme.cvcase`, `spans.jsonl`. */
  readonly opened?: readonly string[]
  /** Lines of every draft. */
  readonly lines?: number
  /** Secrets that every draft was swept for, and those that were too short to be. */
  readonly secrets?: { readonly swept: number; readonly tooShort: number }
  /** What a replay finds changed. */
  readonly changed?: readonly string[]
}

/** What of the fake engine the recordings need. */
export interface RecordingsHost {
  readonly options: RecordingsOptions
  note(procedure: string, input: unknown): void
  wait(signal: AbortSignal | undefined, steps: number): Promise<void>
  /** Waits for the signal where long calls hang. */
  hang(procedure: string, signal: AbortSignal | undefined): Promise<void>
  connections(): readonly ConnectionView[]
  addConnection(connection: ConnectionView): void
  removeConnection(id: string): void
}

const refuse = (failure: Failure) => new ORPCError('FAILED', { status: 422, data: failure, defined: true })
const gone = () =>
  refuse({
    code: 'recording-gone',
    message: 'This draft is no longer held; make it again.',
    next: 'Run it again, then record it.',
    check: null,
  })

const progress = (phase: Phase, matched: number): Progress => ({
  kind: 'progress',
  phase,
  pages: 4,
  spans: 1240,
  matched,
  written: 0,
  leftMs: 86_000,
  budgetMs: 90_000,
})

/** Recordings in memory: cases to record, drafts of realistic lines, files that open, replays and comparisons. */
export function createRecordings(host: RecordingsHost) {
  const { options, note } = host
  let held = heldCases(options.held ?? 5)
  const opened: OpenedRecording[] = []
  const drafts = new Map<string, DraftCase>()
  const uploads = new Map<string, string>()
  const add = (name: string): OpenedRecording => {
    const id = fakeRecordingId(opened.length + 1)
    const one = /\.cvcase$/i.test(name) ? openedCase(id, name) : traceFile(id, name)
    opened.push(one)
    host.addConnection(one.connection)
    return one
  }
  for (const name of options.opened ?? []) add(name)
  const find = (id: string): OpenedRecording => {
    const one = opened.find((each) => each.id === id)
    if (!one) throw gone()
    return one
  }
  const makeDraft = (heldId: string, level: RedactionLevel): DraftCase => {
    const one = held.find((each) => each.id === heldId)
    if (!one) throw gone()
    const draft: DraftCase = {
      draftId: `draft-${drafts.size + 1}`,
      level,
      fileName: level === 'everything' ? `${one.simulation ?? 'case'}.cvcase` : 'case.cvcase',
      packedBytes: level === 'structure' ? 187_402 : level === 'text' ? 241_118 : 402_655,
      unpackedBytes: 2_914_771,
      lines: options.lines ?? 27,
      manifest: {
        program: { name: 'coval-companion', version: '0.1.0', node: 'v24.21.0' },
        phoenix: '20.26.1',
        recordedAt: '2031-04-02T09:12:44.000Z',
        level,
        connection: {
          host: 'http://phoenix.invalid',
          project: level === 'everything' ? one.project : 'p-k7q2m',
          keyConfigured: true,
        },
        request: {
          simulation: level === 'everything' ? one.simulation : 'Qm4ZtYpWx8sLrB2vNfKcHd',
          window: { kind: 'find' },
          limits: 'simulation',
          strategy: 'auto',
          budgetSeconds: 90,
          replace: false,
        },
        complete: one.complete,
        redaction: redactionOf(level),
        unfaithful: one.complete || level === 'everything' ? 0 : 2,
      },
      redaction: redactionOf(level),
      complete: one.complete,
      unfaithful: one.complete || level === 'everything' ? 0 : 2,
      secretsSwept: options.secrets?.swept ?? 2,
      secretsTooShort: options.secrets?.tooShort ?? 0,
    }
    drafts.set(draft.draftId, draft)
    return draft
  }
  const draftOf = (id: string) => {
    const draft = drafts.get(id)
    if (!draft) throw gone()
    return draft
  }
  const steps = async (procedure: string, signal: AbortSignal | undefined) => {
    await host.hang(procedure, signal)
    await host.wait(signal, 3)
  }
  const reportsOf = (request: ImportRequest) => ({
    preview: previewReport(request),
    import: importReport(request),
    checks: { format: 1 as const, checks: [...checkResults] },
    aliases: aliasReport([]),
  })

  const { recordings } = contract
  const os = implement({ recordings }).recordings
  return {
    held: os.held.handler(() => {
      note('recordings.held', null)
      return held
    }),
    record: os.record.handler(async function* ({ input, signal }) {
      note('recordings.record', input)
      yield progress('fetch', 113)
      await steps('recordings.record', signal)
      const connection = host.connections().find(({ id }) => id === input.connectionId)
      const [first] = heldCases(1)
      const made = {
        ...first,
        id: `held-${held.length + 1}`,
        connectionId: input.connectionId,
        simulation: input.simulation,
        connectionName: connection?.name ?? '',
        project: connection?.project ?? '',
        recordedAt: '2026-11-22T15:20:00.000Z',
        jobs: ['preview' as const, 'import' as const, 'check' as const],
        requests: 21,
        bytes: 612_004,
        complete: true,
      }
      held = [made, ...held]
      yield { kind: 'held' as const, held: made }
    }),
    draft: os.draft.handler(async ({ input, signal }) => {
      note('recordings.draft', input)
      await host.hang('recordings.draft', signal)
      await host.wait(signal, 1)
      return makeDraft(input.heldId, input.level)
    }),
    draftLines: os.draftLines.handler(({ input }) => {
      note('recordings.draftLines', input)
      const { lines, level } = draftOf(input.draftId)
      const count = Math.max(0, Math.min(input.limit, lines - input.offset))
      return { total: lines, lines: Array.from({ length: count }, (_, at) => draftLine(input.offset + at + 1, level)) }
    }),
    draftText: os.draftText.handler(({ input }) => {
      note('recordings.draftText', input)
      const text = wholeLine(input.number, draftOf(input.draftId).level)
      return { ...pageOfLine(text, input.offset, input.length), characters: text.length }
    }),
    searchLines: os.searchLines.handler(async ({ input, signal }) => {
      note('recordings.searchLines', input)
      await host.hang('recordings.searchLines', signal)
      const { lines: total, level } = draftOf(input.draftId)
      const find = createLineSearch(input.text, atob)
      // So few at a time that the page has to go on asking.
      const end = Math.min(total, input.from + 50)
      const lines = Array.from({ length: Math.max(0, end - input.from) }, (_, at) => input.from + at + 1).flatMap((number) => {
        const { kind, bytes } = draftLine(number, level)
        const found = find(wholeLine(number, level))
        return found ? [{ number, kind, bytes, ...found }] : []
      })
      return { lines, next: end < total ? end : null, total }
    }),
    dropDraft: os.dropDraft.handler(({ input }) => {
      note('recordings.dropDraft', input)
      drafts.delete(input.draftId)
    }),
    file: os.file.handler(({ input }) => {
      note('recordings.file', input)
      const { fileName } = draftOf(input.draftId)
      // Two pieces and a bit, so that the page has to put them together.
      const bytes = 2 * filePieceBytes + 5
      const length = Math.max(0, Math.min(filePieceBytes, bytes - input.offset))
      return { fileName, bytes, base64: btoa('x'.repeat(length)) }
    }),
    upload: os.upload.handler(({ input }) => {
      note('recordings.upload', { uploadId: input.uploadId, characters: input.base64.length })
      const uploadId = input.uploadId ?? `upload-${uploads.size + 1}`
      const text = (uploads.get(uploadId) ?? '') + atob(input.base64)
      uploads.set(uploadId, text)
      return { uploadId, bytes: text.length }
    }),
    open: os.open.handler(async ({ input, signal }) => {
      note('recordings.open', input)
      await host.wait(signal, 2)
      const text = uploads.get(input.uploadId) ?? ''
      if (text.startsWith('newer'))
        throw refuse({
          code: 'recording-newer',
          message: 'This recording has format 3; this program reads up to format 1.',
          next: 'Update this program, then open it again.',
          check: null,
        })
      if (text.startsWith('damaged'))
        throw refuse({
          code: 'recording-unreadable',
          message: 'The recording cannot be read: it is damaged or cut off.',
          next: 'Ask for the file again; a case is written by `coval-companion record`.',
          check: null,
        })
      return add(input.name)
    }),
    opened: os.opened.handler(() => {
      note('recordings.opened', null)
      return [...opened]
    }),
    close: os.close.handler(({ input }) => {
      note('recordings.close', input)
      const one = find(input.id)
      opened.splice(opened.indexOf(one), 1)
      host.removeConnection(one.connection.id)
    }),
    replay: os.replay.handler(async function* ({ input, signal }) {
      note('recordings.replay', input)
      const request = { ...find(input.id).request, simulation: busySimulation }
      yield progress('select', 36)
      await steps('recordings.replay', signal)
      yield {
        kind: 'reports' as const,
        reports: {
          ...reportsOf(options.changed?.length ? { ...request, simulation: spacedSimulation } : request),
          changed: [...(options.changed ?? [])],
          checksAsRecorded: ['dns', 'tcp'],
        },
      }
    }),
    compare: os.compare.handler(async function* ({ input, signal }) {
      note('recordings.compare', input)
      yield progress('scan', 12)
      await steps('recordings.compare', signal)
      const nameOf = (side: typeof input.left) =>
        side.kind === 'recording'
          ? find(side.id).name
          : (host.connections().find(({ id }) => id === side.request.connectionId)?.name ?? 'live')
      yield { kind: 'comparison' as const, comparison: comparison(nameOf(input.left), nameOf(input.right)) }
    }),
  }
}

/** What hides at the end of the long lines. */
export const farAway = 'far behind the beginning'

function wholeLine(number: number, level: RedactionLevel): string {
  const { text, cut, bytes } = draftLine(number, level)
  return cut ? text.padEnd(bytes - 1 - farAway.length, '.') + farAway : text
}

/** `recording-000000000001` and so on, in the order of opening. */
export const fakeRecordingId = (place: number): string => `recording-${String(place).padStart(12, '0')}`

/** A file for tests: `newer …` and `damaged …` are refused by what they begin with. */
export const fakeFile = (name: string, text = 'case') => new File([text], name)
