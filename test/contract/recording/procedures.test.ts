import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRouter } from '../../../electron/engine/service/router.ts'
import { filePieceBytes } from '../../../shared/contract/file-pieces.ts'
import type { EngineClient } from '../../../shared/contract/index.ts'
import { readCorpusManifest } from '../../support/corpus.ts'
import { defaultRequest, exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const [simulation] = readCorpusManifest('support-agent').simulations
if (simulation === undefined) throw new Error('the recording holds no simulation')

async function last<Event>(events: AsyncIterable<Event>): Promise<Event | undefined> {
  let latest: Event | undefined
  for await (const event of events) latest = event
  return latest
}

describe('recording through the contract, as a page does it', () => {
  let held: ReplayedEngine
  let client: EngineClient
  beforeAll(async () => {
    held = await startReplayedEngine(['support-agent'])
    client = createRouterClient(createRouter(held.engine, '0.0.0'))
  })
  afterAll(() => held.close())

  const request = () => ({
    ...defaultRequest,
    connectionId: held.connect('support-agent'),
    simulation: simulation.simulation_id,
    window: exactWindow(simulation),
  })

  async function record(): Promise<string> {
    const recorded = await last(await client.recordings.record(request()))
    return recorded?.kind === 'held' ? recorded.held.id : ''
  }

  async function download(draftId: string): Promise<Buffer> {
    const pieces: Buffer[] = []
    for (let size = 1, at = 0; at < size; ) {
      const piece = await client.recordings.file({ draftId, offset: at })
      pieces.push(Buffer.from(piece.base64, 'base64'))
      size = piece.bytes
      at += filePieceBytes
    }
    return Buffer.concat(pieces)
  }

  async function upload(bytes: Buffer): Promise<string> {
    let uploadId: string | null = null
    for (let at = 0; at < bytes.length; at += filePieceBytes) {
      const piece = bytes.subarray(at, at + filePieceBytes).toString('base64')
      uploadId = (await client.recordings.upload({ uploadId, base64: piece })).uploadId
    }
    return uploadId ?? ''
  }

  test('record, look at every line, take the file, open it, decide anew, compare, close', async () => {
    const heldId = await record()
    const draft = await client.recordings.draft({ heldId, level: 'structure' })
    const { total, lines } = await client.recordings.draftLines({ draftId: draft.draftId, offset: 0, limit: 3 })
    expect([total, lines.map(({ kind }) => kind)]).toEqual([draft.lines, ['header', 'manifest', 'preview']])

    const bytes = await download(draft.draftId)
    expect(bytes.length).toBe(draft.packedBytes)
    const opened = await client.recordings.open({ name: draft.fileName, uploadId: await upload(bytes) })
    expect([opened.kind, opened.level, opened.connection.name, (await client.recordings.opened()).length]).toEqual([
      'case',
      'structure',
      `Recording: ${draft.fileName}`,
      1,
    ])
    const replayed = await last(await client.recordings.replay({ id: opened.id }))
    expect(replayed?.kind === 'reports' && replayed.reports.changed).toEqual([])

    const side = { kind: 'recording', id: opened.id } as const
    const compared = await last(await client.recordings.compare({ left: side, right: { kind: 'live', request: request() } }))
    const rows = compared?.kind === 'comparison' ? compared.comparison.rows : []
    expect(rows.filter((row) => !row.same && row.section !== 'checks' && row.section !== 'spans')).toEqual([])

    await client.recordings.close({ id: opened.id })
    expect(await client.recordings.opened()).toEqual([])
    await expect(last(await client.preview.run({ ...opened.request }))).rejects.toMatchObject({
      data: { code: 'connection-unknown' },
    })
  })

  test('an opened recording is a connection like any other: preview, mapping, spans and an import that no store sees', async () => {
    const heldId = await record()
    const draft = await client.recordings.draft({ heldId, level: 'everything' })
    const opened = await client.recordings.open({ name: 'a.cvcase', uploadId: await upload(await download(draft.draftId)) })
    const previewed = await last(await client.preview.run(opened.request))
    const report = previewed?.kind === 'report' ? previewed.report : null
    const traceId = report?.traces.find(({ verdict }) => verdict === 'matched')?.traceId ?? ''
    const source = { kind: 'preview', previewId: report?.previewId ?? '' } as const
    expect((await client.spans.ofTrace({ source, traceId })).length).toBeGreaterThan(0)
    expect((await client.aliases.explain({ source, extraRules: [] })).spans).toBe(report?.spans.matched)
    const imported = await last(await client.imports.run(opened.request))
    expect(imported?.kind === 'report' && [imported.report.outcome, imported.report.store]).toEqual(['imported', 'memory'])
    expect(await client.imports.list()).toEqual([])
  })

  test('a draft is searched whole, read in parts, and forgotten when it is dropped', async () => {
    const heldId = await record()
    const found = async (draftId: string) => {
      let lines = 0
      for (let from: number | null = 0; from !== null; ) {
        const answer = await client.recordings.searchLines({ draftId, text: simulation.simulation_id.toLowerCase(), from })
        lines += answer.lines.length
        from = answer.next
      }
      return lines
    }
    const [tagged, plain] = [
      await client.recordings.draft({ heldId, level: 'structure' }),
      await client.recordings.draft({ heldId, level: 'everything' }),
    ]
    expect([await found(tagged.draftId), (await found(plain.draftId)) > 0]).toEqual([0, true])
    const part = await client.recordings.draftText({ draftId: plain.draftId, number: 1, offset: 2, length: 10 })
    expect(part).toMatchObject({ text: 'coval-case', offset: 2 })
    await client.recordings.dropDraft({ draftId: plain.draftId })
    await expect(found(plain.draftId)).rejects.toMatchObject({ data: { code: 'recording-gone' } })
  })

  test('what cannot be opened says why', async () => {
    const uploadId = await upload(Buffer.from('no recording'))
    await expect(client.recordings.open({ name: 'x', uploadId })).rejects.toMatchObject({
      data: { code: 'recording-unreadable' },
    })
    await expect(client.recordings.open({ name: 'x', uploadId })).rejects.toMatchObject({ data: { code: 'recording-gone' } })
  })
})
