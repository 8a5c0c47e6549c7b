import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Drafts } from '../../../electron/engine/recording/drafts.ts'
import type { DraftSearch } from '../../../shared/contract/recordings.ts'
import { answered, buildOf } from '../../support/recorded-case.ts'

const gone = expect.objectContaining({ code: 'recording-gone' })
const build = (body: string, times = 1) =>
  buildOf(
    {
      exchanges: Array.from({ length: times }, (_, at) =>
        answered(`${body} ${at}`, { path: `/v1/projects?cursor=${at}`, status: 500 }),
      ),
    },
    'everything',
  )

describe('drafts in memory', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  test('are forgotten when they are dropped', async () => {
    const drafts = new Drafts()
    const id = drafts.add(await build('x'), 'a.cvcase')
    expect(drafts.file(id).fileName).toBe('a.cvcase')
    drafts.drop(id)
    expect(() => drafts.file(id)).toThrow(gone)
  })

  test('are forgotten when nobody asks for them for a quarter of an hour', async () => {
    const drafts = new Drafts()
    const id = drafts.add(await build('x'), 'a.cvcase')
    vi.advanceTimersByTime(14 * 60_000)
    expect((await drafts.lines(id, 0, 1)).lines).toHaveLength(1)
    vi.advanceTimersByTime(14 * 60_000)
    expect(drafts.file(id).fileName).toBe('a.cvcase')
    vi.advanceTimersByTime(16 * 60_000)
    expect(() => drafts.file(id)).toThrow(gone)
  })

  test('are three at the most', async () => {
    const drafts = new Drafts()
    const built = await build('x')
    const ids = ['a', 'b', 'c', 'd'].map((name) => drafts.add(built, name))
    expect(() => drafts.file(ids[0] ?? '')).toThrow(gone)
    expect(drafts.file(ids[1] ?? '').fileName).toBe('b')
  })
})

describe('looking into a draft', () => {
  test('a search reads every line to its end, over as many answers as it takes', async () => {
    const drafts = new Drafts()
    const id = drafts.add(await build(`${'z'.repeat(30_000)} Byron`, 150), 'a.cvcase')
    const found: DraftSearch['lines'] = []
    let answers = 0
    for (let from: number | null = 0; from !== null; answers++) {
      const answer: DraftSearch = await drafts.search(id, 'byron', from)
      found.push(...answer.lines)
      from = answer.next
    }
    expect([found.length, answers]).toEqual([150, 2])
    expect(found.every(({ kind, hits, offset }) => kind === 'body' && hits === 1 && offset > 30_000)).toBe(true)
    expect(await drafts.search(id, 'nowhere', 0)).toMatchObject({ lines: [], next: null })
  })

  test('a search finds lines by their kind too', async () => {
    const drafts = new Drafts()
    const id = drafts.add(await build('x'), 'a.cvcase')
    expect((await drafts.search(id, 'HEADER', 0)).lines[0]).toMatchObject({ number: 1, kind: 'header', hits: 0 })
  })

  test('the parts of a line are the line', async () => {
    const drafts = new Drafts()
    const id = drafts.add(await build('y'.repeat(30_000)), 'a.cvcase')
    const [, , , whole = ''] = await drafts.wholeLines(id, 0, 4)
    const first = await drafts.text(id, 4, 0, 20_000)
    const rest = await drafts.text(id, 4, 20_000, 20_000)
    expect([first.text + rest.text, first.characters]).toEqual([whole, whole.length])
    expect((await drafts.lines(id, 3, 1)).lines).toMatchObject([{ cut: true, text: whole.slice(0, 2_000) }])
  })
})
