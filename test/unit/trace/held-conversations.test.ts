import { describe, expect, it } from 'vitest'
import { HeldConversations } from '../../../electron/engine/trace/held-conversations.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { traceOf } from './build.ts'

const imported: SpanSource = { kind: 'import', importId: 'i' }
const native: SpanSource = { kind: 'native', by: 'simulation', id: 's' }
const preview: SpanSource = { kind: 'preview', previewId: 'p' }

/** Sources whose text changes with every reading; `reads` names what was read. */
function changingSources() {
  const reads: string[] = []
  const held = new HeldConversations({
    trace: async (source) => {
      reads.push(source.kind)
      return traceOf([{ id: 'a', from: 0, to: 1, attributes: { 'input.value': `reading ${reads.length}` } }])
    },
  })
  const text = async (source: SpanSource, begins: boolean) => (await held.get(source, begins)).messages[0]?.text
  return { held, reads, text }
}

describe('the conversations that are held', () => {
  it('are made once for all their pages, and anew where the spans may have changed and somebody begins to read', async () => {
    const { reads, text } = changingSources()
    const pages: (string | undefined)[] = []
    for (const source of [native, imported])
      for (const begins of [true, false, false, true]) pages.push(await text(source, begins))
    expect(pages).toEqual([
      ...['reading 1', 'reading 1', 'reading 1', 'reading 2'],
      ...['reading 3', 'reading 3', 'reading 3', 'reading 3'],
    ])
    expect(reads).toEqual(['native', 'native', 'import'])
  })

  it('are two at most, the one that was asked for longest ago forgotten first', async () => {
    const { reads, text } = changingSources()
    for (const source of [imported, native, imported, preview, imported, native]) await text(source, false)
    expect(reads).toEqual(['import', 'native', 'preview', 'native'])
  })

  it('do not hold a reading that failed', async () => {
    let works = false
    const held = new HeldConversations({
      trace: async () => {
        if (!works) throw new Error('away')
        return traceOf([])
      },
    })
    await expect(held.get(imported, true)).rejects.toThrow('away')
    works = true
    await expect(held.get(imported, false)).resolves.toMatchObject({ source: 'none' })
  })
})
