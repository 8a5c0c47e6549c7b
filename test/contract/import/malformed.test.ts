import { afterEach, describe, expect, it } from 'vitest'
import { onSpans } from '../../../electron/engine/replay/faults.ts'
import type { ImportReport } from '../../../shared/contract/import.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { createSpanMaker, type MadePhoenix, madeIso, startMadePhoenix } from '../../support/made-phoenix.ts'

const hint = 'HINThintHINThintHINThint'

describe('a span that cannot be read', () => {
  let phoenix: MadePhoenix | null = null
  afterEach(async () => {
    await phoenix?.close()
    phoenix = null
  })
  const span = createSpanMaker()
  const id = { attributes: { 'session.id': hint } }
  const root = span(0, id)
  const child = span(0, { parent: root })
  const stranger = span(1, { attributes: { 'session.id': 'another-simulation' } })
  const others = (count: number): Span[] =>
    Array.from({ length: count }, (_, at) => span(10 + at, { attributes: { session_id: `s${at}` } }))
  const start = async (unreadable: Span, spans: readonly Span[]) => {
    phoenix = await startMadePhoenix(spans, hint, {
      faults: onSpans({ kind: 'span-without-start', spanId: unreadable.spanId }),
    })
    return phoenix
  }
  const told = ({ outcome, strategy, malformed, partial }: ImportReport | PreviewReport) => ({
    outcome,
    how: strategy?.kind,
    unread: malformed.map(({ spanId }) => spanId),
    partial: partial?.detail ?? null,
  })
  const one = '1 span of Phoenix’s answer could not be read and stayed out.'

  it('counts once, however often it was answered', async () => {
    const { import: run, preview } = await start(child, [root, child, ...others(1500)])
    expect(told(await run())).toEqual({ outcome: 'imported', how: 'select', unread: [child.spanId], partial: one })
    expect(told(await preview())).toEqual({ outcome: 'matched', how: 'select', unread: [child.spanId], partial: one })
  })

  it('of somebody else makes no import partial that selects its traces', async () => {
    const { import: run, preview } = await start(stranger, [root, child, ...others(1500), stranger])
    expect(told(await run())).toEqual({ outcome: 'imported', how: 'select', unread: [], partial: null })
    expect(told(await preview())).toEqual({ outcome: 'matched', how: 'select', unread: [], partial: null })
  })

  it('of somebody else outside the window makes no import partial that found it', async () => {
    const far = span(1, { at: 3_000_000, attributes: { 'session.id': 'another-simulation' } })
    const { import: run } = await start(far, [root, child, far])
    expect(told(await run({ window: { kind: 'find' } }))).toEqual({ outcome: 'imported', how: 'page', unread: [], partial: null })
  })

  it('counts where Phoenix finds it by the id, though nothing of its trace can be read', async () => {
    const carrier = span(2, id)
    const { import: run } = await start(carrier, [root, child, ...others(1500), carrier])
    expect(told(await run())).toEqual({ outcome: 'imported', how: 'select', unread: [carrier.spanId], partial: one })
  })

  it('counts where no filter finds the id that stands in it: in JSON text of its metadata', async () => {
    const carrier = span(2, { attributes: { metadata: JSON.stringify({ session_id: hint }) } })
    const { import: run } = await start(carrier, [root, child, ...others(1500), carrier])
    expect(told(await run())).toEqual({ outcome: 'imported', how: 'select', unread: [carrier.spanId], partial: one })
  })

  it('counts where every span of the window had to be read: it could be the one with the id', async () => {
    const { import: run } = await start(stranger, [root, child, stranger])
    expect(told(await run())).toEqual({ outcome: 'imported', how: 'page', unread: [stranger.spanId], partial: one })
  })

  it('outside the window is not missing from it, though Phoenix finds it by the id', async () => {
    const { import: run } = await start(root, [root, child, span(3, { at: 500_000 })])
    const window = { kind: 'exact', start: madeIso(400_000), end: madeIso(600_000) } as const
    expect(told(await run({ window }))).toEqual({ outcome: 'empty', how: 'page', unread: [], partial: null })
  })
})
