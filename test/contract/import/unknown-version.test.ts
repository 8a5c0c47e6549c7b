import { afterEach, describe, expect, it } from 'vitest'
import type { Fault, ReplayRequest } from '../../../electron/engine/replay/faults.ts'
import { createSpanMaker, type MadePhoenix, startMadePhoenix } from '../../support/made-phoenix.ts'

const hint = 'HINThintHINThintHINThint'

describe('behind a proxy that forwards the interface only, and no header that tells the version', () => {
  let phoenix: MadePhoenix | null = null
  afterEach(async () => {
    await phoenix?.close()
    phoenix = null
  })
  const span = createSpanMaker()
  const asked: string[] = []
  const proxy = ({ path }: ReplayRequest): Fault => {
    if (path.startsWith('/v1/')) return { kind: 'no-version-header' }
    asked.push(path)
    return { kind: 'no-version-header', status: 404, contentType: 'text/html', body: '<h1>Not found</h1>' }
  }
  const id = { attributes: { 'session.id': hint } }
  const many = [span(0, id), ...Array.from({ length: 1500 }, () => span(9)), span(1, id)]
  const scan = { kind: 'scan', reason: 'the server does not say its version, so its filters cannot be trusted', unsearchable: [] }

  it.each([
    ['of one page', many.slice(-10), {}, { kind: 'page', reason: null, unsearchable: [] }, 1],
    ['of several pages', many, {}, scan, 2],
    ['that has to be found', many, { window: { kind: 'find' } as const }, scan, 2],
  ])('a window %s is read, and the version is unknown', async (_what, spans, request, strategy, matched) => {
    phoenix = await startMadePhoenix(spans, hint, { faults: proxy })
    const [imported, preview] = [await phoenix.import(request), await phoenix.preview(request)]
    expect([imported, preview].map((report) => [report.error, report.outcome, report.strategy, report.serverVersion])).toEqual([
      [null, 'imported', strategy, null],
      [null, 'matched', strategy, null],
    ])
    expect([imported.spans.written, preview.spans.matched, preview.partial]).toEqual([matched, matched, null])
  })

  it('the version is asked for once', async () => {
    phoenix = await startMadePhoenix(many, hint, { faults: proxy })
    asked.length = 0
    await phoenix.import({ simulation: 'nobody-sent-this-id-ever' })
    expect(asked).toEqual(['/arize_phoenix_version'])
  })
})
