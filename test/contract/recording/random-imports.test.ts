import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { runImport } from '../../../electron/engine/import/run-import.ts'
import { runPreview } from '../../../electron/engine/import/run-preview.ts'
import { createPhoenixClient } from '../../../electron/engine/phoenix/client.ts'
import type { PhoenixClientOptions } from '../../../electron/engine/phoenix/types.ts'
import { buildCase, fileOf } from '../../../electron/engine/recording/build-draft.ts'
import { HeldCases, type HeldJobs } from '../../../electron/engine/recording/held-cases.ts'
import { createMemoryStore, type MemoryStore } from '../../../electron/engine/recording/memory-store.ts'
import { OpenedRecordings } from '../../../electron/engine/recording/opened.ts'
import { createSweeper } from '../../../electron/engine/recording/sweep.ts'
import { startReplayServer } from '../../../electron/engine/replay/server.ts'
import { aliasRules, pageRules } from '../../../shared/aliases/rules.ts'
import type { ImportReport, ImportRequest } from '../../../shared/contract/import.ts'
import { writePhoenixPage } from '../../../shared/otlp/phoenix-page.ts'
import type { TraceRow } from '../../../shared/otlp/span.ts'
import { importDecisions, previewDecisions } from '../../../shared/recording/decisions.ts'
import { anyCase } from '../../support/arbitrary-cases.ts'
import { defaultRequest } from '../../support/replayed-engine.ts'

const levels = ['structure', 'text', 'everything'] as const
/** Behind every time that a random span has, so that no run waits for more spans. */
const startedAt = new Date('2200-01-01T00:00:00Z')
const whole = { kind: 'exact', start: '1970-01-01T00:00:00.000Z', end: '2150-01-01T00:00:00.000Z' } as const
const running = () => ({ signal: new AbortController().signal, onProgress: () => undefined, onEvent: () => undefined })

interface Runner {
  readonly request: ImportRequest
  readonly host: string
  readonly project: string
  readonly store: MemoryStore
  readonly clock: Date
  begin(job: 'preview' | 'import'): (options: PhoenixClientOptions) => ReturnType<typeof createPhoenixClient>
}

async function run({ request, host, project, store, clock, begin }: Runner) {
  const target = { host, project, apiKey: null }
  const now = () => clock
  const { report } = await runPreview(request, target, { openPhoenix: begin('preview'), now, startedAt: clock }, running())
  const openStore = async () => store
  const imported = await runImport(request, target, { openPhoenix: begin('import'), openStore, now, startedAt: clock }, running())
  const rows = imported.importId === null ? [] : (store.find(imported.importId)?.rows ?? [])
  return { preview: report, import: imported, rows }
}
type Ran = Awaited<ReturnType<typeof run>>

/** Runs as against a Phoenix, and keeps what it answered. */
async function record(host: string, request: ImportRequest): Promise<{ live: Ran; held: HeldJobs }> {
  const cases = new HeldCases()
  const start = { request, connectionName: 'One', host, project: 'p', apiKey: null, startedAt }
  const jobs = {
    preview: cases.begin({ ...start, kind: 'preview' }, createPhoenixClient),
    import: cases.begin({ ...start, kind: 'import' }, createPhoenixClient),
  }
  const begin = (job: keyof typeof jobs) => jobs[job].openPhoenix
  const live = await run({ request, host, project: 'p', store: createMemoryStore(), clock: startedAt, begin })
  jobs.preview.finish({ preview: live.preview })
  return { live, held: cases.get(jobs.import.finish({ import: live.import })) }
}

/** What a file decides where it is opened, as on another machine. */
async function replay(file: Buffer) {
  const recordings = new OpenedRecordings()
  const opened = await recordings.open('case.cvcase', file)
  const { request, connection, store } = opened
  const begin = (job: 'preview' | 'import') => {
    opened.begin(job)
    return opened.openPhoenix
  }
  try {
    const clock = opened.startOf('import')
    return { ...(await run({ request, host: connection.host, project: connection.project, store, clock, begin })), opened }
  } finally {
    await recordings.closeAll()
  }
}

/** What of an import no tag changes, read without the redactor's help. */
const shapeOf = (report: ImportReport): unknown => ({
  outcome: report.outcome,
  spans: report.spans,
  traces: report.traces,
  strategy: report.strategy?.kind ?? null,
  conflicts: report.conflicts.map(({ ids }) => ids.length).sort(),
  malformed: report.malformed.length,
  matchedBy: report.matchedBy ?? null,
  evidence: (report.evidence ?? []).map(({ root, key, place }) => JSON.stringify([root, key, place])).sort(),
  nearMisses: (report.nearMisses ?? [])
    .map(({ kind, severity, place, traces }) => JSON.stringify([kind, severity, place, traces]))
    .sort(),
  partial: report.partial?.reason ?? null,
  error: report.error?.code ?? null,
})

const aliasNames = aliasRules.flatMap(({ source, alias }) => [source, alias])

/** The rows as they are written, without what is tagged: how many of what kind in which trace, which names and aliases each has. */
function shapeOfRows(rows: readonly TraceRow[]): unknown {
  const label = (ids: readonly string[]) => new Map([...new Set(ids)].sort().map((id, at) => [id, at]))
  const traces = label(rows.map(({ TraceId }) => TraceId))
  const spans = new Set(rows.map(({ TraceId, SpanId }) => `${TraceId} ${SpanId}`))
  return rows
    .map(({ SpanAttributes: attributes, ...row }) =>
      JSON.stringify({
        trace: traces.get(row.TraceId),
        root: row.ParentSpanId === '',
        parentIsThere: spans.has(`${row.TraceId} ${row.ParentSpanId}`),
        kind: [row.SpanKind, row.StatusCode, row.ServiceName, row.SpanName === 'llm'],
        attributes: Object.keys(attributes).length,
        known: aliasNames.filter((name) => Object.hasOwn(attributes, name)),
        aliased: pageRules.map(({ source, alias }) => attributes[source] === attributes[alias]),
        resource: Object.keys(row.ResourceAttributes).sort(),
        events: row['Events.Attributes'].map((each) => Object.keys(each).length),
        links: row['Links.Attributes'].map((each) => Object.keys(each).length),
      }),
    )
    .sort()
}

/** April 1971 to May 1976, where no span is: what lies a microsecond apart there falls together, and so do the ends of a window. */
const isSqueezed = (time: bigint): boolean => time > 40_000_000_000_000_000n && time < 200_000_000_000_000_000n

const anyRequest = fc.record({
  find: fc.boolean(),
  limits: fc.constantFrom('simulation' as const, 'documented' as const),
  strategy: fc.constantFrom('auto' as const, 'select' as const, 'scan' as const),
  /** One of them ignores the filters. */
  version: fc.constantFrom('20.26.1', '12.0.0'),
})

test('random cases that are written, opened and imported decide and write the same at every level', async () => {
  const outcomes = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(anyCase, anyRequest, async ({ hint, spans }, { find, version, ...settings }) => {
      fc.pre(spans.every(({ startTime, endTime }) => !isSqueezed(startTime) && !isSqueezed(endTime)))
      const server = await startReplayServer({ recordings: [{ name: 'p', pages: [writePhoenixPage(spans)] }], version })
      try {
        const window = find && hint !== null ? ({ kind: 'find' } as const) : whole
        const request = { ...defaultRequest, ...settings, connectionId: 'one', simulation: hint, window }
        const { live, held } = await record(server.url, request)
        outcomes.set(live.import.outcome, (outcomes.get(live.import.outcome) ?? 0) + 1)
        for (const level of levels) {
          const built = await buildCase(held, { level, sweeper: createSweeper([]), programVersion: '0.0.0' })
          const { opened, ...there } = await replay(fileOf(built))
          expect(built.manifest.unfaithful).toBe(0)
          expect(opened.held?.import && importDecisions(there.import)).toEqual(
            importDecisions(opened.held?.import ?? live.import),
          )
          expect(previewDecisions(there.preview)).toEqual(previewDecisions(opened.held?.preview ?? live.preview))
          expect(shapeOf(there.import)).toEqual(shapeOf(live.import))
          expect(shapeOfRows(there.rows)).toEqual(shapeOfRows(live.rows))
          if (level === 'everything') expect(importDecisions(there.import)).toEqual(importDecisions(live.import))
        }
      } finally {
        await server.close()
      }
    }),
    { numRuns: 40 },
  )
  // Some of each kind were among them: a comparison of nothing would be none.
  expect([...outcomes.keys()].sort()).toEqual(expect.arrayContaining(['empty', 'imported']))
}, 120_000)
