import { access, readdir } from 'node:fs/promises'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRecordings } from '../../../electron/engine/service/recordings.ts'
import { createRouter } from '../../../electron/engine/service/router.ts'
import type { ImportReport } from '../../../shared/contract/import.ts'
import type { EngineClient } from '../../../shared/contract/index.ts'
import type { OpenedRecording } from '../../../shared/contract/recordings.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { readCorpusManifest } from '../../support/corpus.ts'
import { defaultRequest, exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

/** A table answers the attributes of a span in an order of its own. */
function inKeyOrder(outline: string): unknown {
  const read = JSON.parse(outline) as { attributes: { key: string }[] }
  return { ...read, attributes: read.attributes.sort((a, b) => (a.key < b.key ? -1 : 1)) }
}

const never = { signal: new AbortController().signal, onProgress: () => undefined }
const [simulation] = readCorpusManifest('support-agent').simulations
if (simulation === undefined) throw new Error('the recording holds no simulation')
const id = simulation.simulation_id
const spans = simulation.expected_spans_as_phoenix_returns_them

describe('what is imported from an opened recording', () => {
  let there: ReplayedEngine
  let client: EngineClient
  let file: Buffer
  let opened: OpenedRecording
  /** The same simulation in the person's own store, and in the recording. */
  let own: ImportReport
  let held: ImportReport

  beforeAll(async () => {
    const here = await startReplayedEngine(['support-agent'])
    const recorder = createRecordings(here.engine)
    const request = { ...defaultRequest, connectionId: here.connect('support-agent'), simulation: id }
    const { id: heldId } = await recorder.record({ ...request, window: exactWindow(simulation) }, never)
    file = recorder.file((await recorder.draft(heldId, 'everything')).draftId).bytes
    // Checks open the store, and one process can hold one embedded store open.
    await here.close()
    there = await startReplayedEngine(['support-agent'])
    client = createRouterClient(createRouter(there.engine, '0.0.0'))
    opened = await openFile('case.cvcase')
    held = await importFrom(opened)
    own = await there.import({ connectionId: there.connect('support-agent'), simulation: id, window: exactWindow(simulation) })
  })
  afterAll(() => there.close())

  async function openFile(name: string): Promise<OpenedRecording> {
    const { uploadId } = await client.recordings.upload({ uploadId: null, base64: file.toString('base64') })
    return client.recordings.open({ name, uploadId })
  }

  async function importFrom({ request }: OpenedRecording): Promise<ImportReport> {
    for await (const event of await client.imports.run(request)) if (event.kind === 'report') return event.report
    throw new Error('the import ended without a report')
  }

  const sourceOf = ({ importId }: ImportReport): SpanSource => ({ kind: 'import', importId: importId ?? '' })

  test('is listed with the recording, and nothing of it with the store', async () => {
    const [recording, store] = [await client.imports.list({ recording: opened.id }), await client.imports.list()]
    const facts = (records: typeof store) => records.map(({ importId, simulation, spans }) => ({ importId, simulation, spans }))
    expect([held.store, facts(recording), facts(store)]).toEqual([
      'memory',
      [{ importId: held.importId, simulation: id, spans }],
      [{ importId: own.importId, simulation: id, spans }],
    ])
    expect(await client.imports.get({ importId: held.importId ?? '' })).toMatchObject({ simulation: id, spans })
    expect((await client.store.view()).spans).toBe(spans)
  })

  test('is in the trace viewer, the mapping, the search and the conversation as it would be in a store', async () => {
    const ask = async (report: ImportReport) => {
      const source = sourceOf(report)
      const { header, outline } = await client.trace.open({ source })
      const { source: _, importId, host, ...facts } = header
      return {
        facts,
        outline: inKeyOrder(outline),
        aliases: await client.aliases.explain({ source, extraRules: [] }),
        hits: await client.trace.search({ source, query: 'order', fields: ['name', 'key', 'value'] }),
        conversation: await client.trace.conversation({ source }),
      }
    }
    expect(await ask(held)).toEqual(await ask(own))
  })

  test('is measured as it would be in a store: built in, by SQL, side by side, and in the heatmap', async () => {
    const ask = async (report: ImportReport, recording: string | null) => {
      const source = sourceOf(report)
      const { source: _, ...measured } = await client.metrics.builtIn({ source })
      const sql =
        "SELECT SpanName, PhoenixName, count(), sum(Duration), min(Timestamp), max(length(SpanAttributes)), sum(length(Events.Name)), any(SpanAttributes['session_id']) FROM spans GROUP BY ALL ORDER BY ALL"
      const { elapsedMs: __, ...answer } = { elapsedMs: 0, ...(await client.metrics.runSql({ source, sql })) }
      const question = { mode: 'directly-follows', key: { by: 'kind' }, mostStates: null } as const
      const heatmap = await client.transitions.compute({ sources: 'all', recording, ...question })
      const { states, cells, simulations, spans: counted, partial } = heatmap
      return { measured, answer, heatmap: { states, cells, simulations, counted, partial } }
    }
    const [inRecording, inStore] = [await ask(held, opened.id), await ask(own, null)]
    expect(inRecording).toEqual(inStore)
    expect(inRecording.answer).toMatchObject({ ok: true })
  })

  test('can be asked nothing beyond its own spans', async () => {
    const source = sourceOf(held)
    const answers = ['SELECT * FROM otel_traces', 'SELECT * FROM system.tables', 'DROP TABLE otel_traces'].map(async (sql) => {
      const answer = await client.metrics.runSql({ source, sql })
      return answer.ok ? 'answered' : answer.reason
    })
    expect(await Promise.all(answers)).toEqual(['refused', 'refused', 'refused'])
  })

  test('is not made by looking at what the recording decides', async () => {
    const before = await client.imports.list({ recording: opened.id })
    for await (const _ of await client.recordings.replay({ id: opened.id }));
    expect(await client.imports.list({ recording: opened.id })).toEqual(before)
  })

  test('the same file opened again is the same recording, with what was imported', async () => {
    const again = await openFile('copy of case.cvcase')
    expect([again.id, again.connection.host, (await client.recordings.opened()).length]).toEqual([
      opened.id,
      opened.connection.host,
      1,
    ])
    expect(opened.id).toMatch(/^recording-[0-9a-f]{12}$/)
    expect((await client.imports.list({ recording: opened.id })).length).toBe(1)
  })

  test('decides the same however often it is decided anew', async () => {
    const changed: string[][] = []
    for (let time = 0; time < 3; time++)
      for await (const event of await client.recordings.replay({ id: opened.id }))
        if (event.kind === 'reports') changed.push(event.reports.changed)
    expect(changed).toEqual([[], [], []])
  })

  test('goes with the recording, and the store keeps what it had', async () => {
    await client.recordings.close({ id: opened.id })
    const gone = { data: { code: 'recording-gone' } }
    await expect(client.imports.list({ recording: opened.id })).rejects.toMatchObject(gone)
    await expect(client.trace.open({ source: sourceOf(held) })).rejects.toMatchObject(gone)
    await expect(client.metrics.builtIn({ source: sourceOf(held) })).rejects.toMatchObject(gone)
    expect((await client.imports.list()).map(({ importId }) => importId)).toEqual([own.importId])
    const reopened = await openFile('case.cvcase')
    expect([reopened.id, await client.imports.list({ recording: reopened.id })]).toEqual([opened.id, []])
  })

  test('opens no store of the person who only looks at a recording', async () => {
    const looker = await startReplayedEngine([])
    try {
      const router = createRouterClient(createRouter(looker.engine, '0.0.0'))
      const { uploadId } = await router.recordings.upload({ uploadId: null, base64: file.toString('base64') })
      const { id: recording, request } = await router.recordings.open({ name: 'case.cvcase', uploadId })
      for await (const _ of await router.imports.run(request));
      const [record] = await router.imports.list({ recording })
      const source: SpanSource = { kind: 'import', importId: record?.importId ?? '' }
      expect((await router.metrics.builtIn({ source })).spans).toBe(spans)
      expect((await router.trace.open({ source })).header.spans).toBe(spans)
      const question = { mode: 'directly-follows', key: { by: 'kind' }, mostStates: null } as const
      expect((await router.transitions.compute({ sources: 'all', recording, ...question })).simulations).toBe(1)
      const { config, data } = looker.engine.directories
      await expect(access(data)).rejects.toThrow()
      expect(await readdir(path.dirname(config)).catch(() => [])).not.toContain('data')
    } finally {
      await looker.close()
    }
  })
})
