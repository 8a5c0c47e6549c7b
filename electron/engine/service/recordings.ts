import type { CheckReport } from '../../../shared/contract/checks.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportRequest, Progress } from '../../../shared/contract/import.ts'
import type {
  Comparison,
  ComparisonSide,
  DraftCase,
  HeldCase,
  RedactionLevel,
  ReplayedReports,
} from '../../../shared/contract/recordings.ts'
import { type ComparedCase, compareCases, summariseSpans } from '../../../shared/recording/compare.ts'
import {
  changedDecisions,
  checkDecisions,
  type Decisions,
  importDecisions,
  previewDecisions,
} from '../../../shared/recording/decisions.ts'
import { caseExtension } from '../../../shared/recording/format.ts'
import { type BuiltCase, buildCase } from '../recording/build-draft.ts'
import { Drafts } from '../recording/drafts.ts'
import type { Opened } from '../recording/opened.ts'
import { checksAsRecorded } from '../recording/replay-checks.ts'
import { collectSecrets } from '../recording/secrets.ts'
import { createSweeper } from '../recording/sweep.ts'
import type { Engine } from './engine.ts'
import { tallyAliases } from './spans.ts'
import { storeAccount } from './stores.ts'
import { productVersion } from './version.ts'

export interface JobOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

/** Recording, opening and comparing cases, as the surfaces ask for it. */
export interface Recordings {
  /** Preview, import into memory and checks, captured. Failures are part of the case; throws `cancelled` only. */
  record(request: ImportRequest, options: JobOptions): Promise<HeldCase>
  held(): HeldCase[]
  /** Redacts and sweeps; writes nothing. Throws `recording-gone` or `recording-secret`. */
  draft(heldId: string, level: RedactionLevel): Promise<DraftCase>
  readonly drafts: Drafts
  file(draftId: string): { fileName: string; bytes: Buffer }
  /** Throws `recording-unreadable` or `recording-newer`. */
  open(name: string, bytes: Buffer): Promise<Opened>
  close(id: string): Promise<void>
  /** `request` asks the recording something else than was recorded. */
  replay(id: string, options: JobOptions, request?: ImportRequest): Promise<ReplayedReports>
  /** What a recording or a live connection decides, as one side of a comparison. */
  compare(left: ComparisonSide, right: ComparisonSide, options: JobOptions): Promise<Comparison>
}

export function createRecordings(engine: Engine): Recordings {
  const { jobs, targets } = engine
  const drafts = new Drafts()
  engine.onClose(async () => drafts.dropAll())

  async function runChecks(request: ImportRequest, { signal }: JobOptions): Promise<CheckReport> {
    for await (const event of jobs.check(request, { signal, only: null })) if (event.kind === 'report') return event.report
    throw new CompanionError('cancelled', 'The checks were cancelled')
  }

  async function preview(request: ImportRequest, { signal, onProgress }: JobOptions) {
    const onEvent = (event: Parameters<Parameters<Engine['preview']>[1]['onEvent']>[0]) =>
      void (event.kind === 'progress' && onProgress(event))
    const { report, session } = await jobs.preview(request, { signal, onEvent })
    if (report.outcome === 'cancelled') throw new CompanionError('cancelled', 'The run was cancelled')
    return { report, spans: session.matched() }
  }

  async function sideOf(side: ComparisonSide, options: JobOptions): Promise<ComparedCase> {
    const opened = side.kind === 'recording' ? jobs.opened.get(side.id) : null
    const request = side.kind === 'recording' ? jobs.opened.get(side.id).request : side.request
    const { report, spans } = await preview(request, options)
    const { connectionId, ...settings } = request
    return {
      title: opened?.name ?? (await targets.connection(connectionId)).name,
      request: settings,
      preview: report,
      aliases: tallyAliases(spans),
      checks: await runChecks(request, options),
      spans: summariseSpans(spans),
      tagged: opened?.held != null && opened.held.manifest.level !== 'everything',
    }
  }

  return {
    async record(request, options) {
      const { report } = await preview(request, options)
      await jobs.dryImport(request, options)
      await runChecks(request, options)
      const { host, project } = await targets.resolve(request.connectionId)
      const held = jobs.held.find({ request, host, project })
      if (held === null) throw new CompanionError('recording-gone', `Nothing of ${host} was held after ${report.outcome}.`)
      return held
    },
    held: () => jobs.held.list(),
    async draft(heldId, level) {
      const held = jobs.held.get(heldId)
      const store = await engine.settings.store()
      const secrets = await collectSecrets({
        settings: engine.settings,
        credentials: engine.credentials,
        storeAccount: store.kind === 'server' ? storeAccount(store) : null,
        storeOverride: engine.storeOverride,
      })
      for (const secret of held.secrets) secrets.add(secret)
      const built = await buildCase(held, { level, sweeper: createSweeper(secrets), programVersion: await productVersion() })
      const fileName = `${level === 'everything' ? fileWord(held.request.simulation) : timeWord(built.manifest.recordedAt)}.${caseExtension}`
      return viewDraft(drafts.add(built, fileName), fileName, built)
    },
    drafts,
    file: (draftId) => drafts.file(draftId),
    async open(name, bytes) {
      const opened = await jobs.opened.open(name, bytes)
      targets.addTransient({ connection: opened.connection, apiKey: null })
      return opened
    },
    async close(id) {
      targets.removeTransient(id)
      await jobs.opened.close(id)
    },
    async replay(id, options, given) {
      const opened = jobs.opened.get(id)
      const request = given ?? opened.request
      const previewed = await preview(request, options)
      const imported = await jobs.tryImport({ ...request, replace: true }, options)
      const checks = await runChecks(request, options)
      const reports = { preview: previewed.report, import: imported, checks, aliases: tallyAliases(previewed.spans) }
      const sameQuestion = JSON.stringify(request) === JSON.stringify(opened.request)
      return { ...reports, changed: sameQuestion ? changesOf(opened, reports) : [], checksAsRecorded: checksAsRecorded(opened) }
    },
    async compare(left, right, options) {
      return compareCases(await sideOf(left, options), await sideOf(right, options))
    },
  }
}

const fileWord = (simulation: string | null): string => simulation?.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 60) || 'case'

/** `2026-11-22T21:14:05Z` → `case-20261122-2114`; the file says that time too. */
const timeWord = (iso: string): string => `case-${iso.slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')}`

function viewDraft(draftId: string, fileName: string, built: BuiltCase): DraftCase {
  const { parts: _, ...manifest } = built.manifest
  const sum = (read: (line: BuiltCase['lines'][number]) => number): number =>
    built.lines.reduce((total, line) => total + read(line), 0)
  return {
    draftId,
    level: built.level,
    fileName,
    packedBytes: sum(({ packed }) => packed.length),
    unpackedBytes: sum(({ bytes }) => bytes),
    lines: built.lines.length,
    manifest,
    redaction: [...built.manifest.redaction],
    complete: built.manifest.complete,
    unfaithful: built.manifest.unfaithful,
    secretsSwept: built.secretsSwept,
    secretsTooShort: built.secretsTooShort,
  }
}

/** Decisions that come out differently than they were recorded; jobs that were not recorded are not compared. */
function changesOf({ held }: Opened, now: Pick<ReplayedReports, 'preview' | 'import' | 'checks'>): string[] {
  if (held === null) return []
  const changes: string[] = []
  const note = (job: string, before: Decisions, after: Decisions) => {
    for (const { what } of changedDecisions(before, after)) changes.push(`${job}: ${what}`)
  }
  if (held.preview !== null && held.preview.outcome !== 'cancelled')
    note('preview', previewDecisions(held.preview), previewDecisions(now.preview))
  if (held.import !== null && isAboutPhoenix(held.import))
    note('import', importDecisions(held.import), importDecisions(now.import))
  if (held.checks !== null) note('checks', checkDecisions(held.checks), checkDecisions(now.checks))
  return changes
}

/** What the store of the other machine decided is not in the answers. */
const isAboutPhoenix = ({ outcome, error }: ReplayedReports['import']): boolean =>
  !['skipped', 'already-imported', 'cancelled'].includes(outcome) && !error?.code.startsWith('store-')
