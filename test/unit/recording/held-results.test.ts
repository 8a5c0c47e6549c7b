import { describe, expect, test } from 'vitest'
import { holdResults } from '../../../electron/engine/judges/held-results.ts'
import type { JudgeResults } from '../../../electron/engine/judges/results.ts'
import type { JudgeResult } from '../../../shared/contract/judges.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'

const ofRecording: SpanSource = { kind: 'import', importId: 'recording-000000000001.a' }
const ofStore: SpanSource = { kind: 'import', importId: 'b' }
const resultOf = (id: string, source: SpanSource): JudgeResult => ({ id, source }) as JudgeResult

function keep() {
  const kept: JudgeResult[] = []
  const file: JudgeResults = {
    path: '',
    list: async () => [...kept],
    add: async (result) => void kept.push(result),
    remove: async (id) => void kept.splice(0, kept.length, ...kept.filter((one) => one.id !== id)),
  }
  const open = new Set(['recording-000000000001'])
  const heldOf = (source: SpanSource) =>
    source.kind === 'import' && source.importId.startsWith('recording-') ? 'recording-000000000001' : null
  return { kept, open, results: holdResults(file, heldOf, (id) => open.has(id)) }
}

const idsOf = async (results: JudgeResults, source: SpanSource | null) => (await results.list(source)).map(({ id }) => id)

describe('what judges say', () => {
  test('of a recording is never saved, and goes with it; of the store it is saved', async () => {
    const { kept, open, results } = keep()
    await results.add(resultOf('one', ofRecording))
    await results.add(resultOf('two', ofStore))
    expect([kept.map(({ id }) => id), await idsOf(results, null)]).toEqual([['two'], ['one', 'two']])
    open.clear()
    expect(await idsOf(results, null)).toEqual(['two'])
    open.add('recording-000000000001')
    expect(await idsOf(results, null)).toEqual(['two'])
  })

  test('is removed where it is', async () => {
    const { kept, results } = keep()
    await results.add(resultOf('one', ofRecording))
    await results.add(resultOf('two', ofStore))
    await results.remove('one')
    await results.remove('two')
    expect([kept, await idsOf(results, null)]).toEqual([[], []])
  })
})
