import { afterEach, describe, expect, it } from 'vitest'
import type { Fault, ReplayRequest } from '../../../electron/engine/replay/faults.ts'
import type { NearMiss } from '../../../shared/contract/preview.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { createSpanMaker, type MadePhoenix, madeIso, startMadePhoenix } from '../../support/made-phoenix.ts'

const hint = 'HINThintHINThintHINThint'

describe('the other projects', () => {
  let phoenix: MadePhoenix | null = null
  afterEach(async () => {
    await phoenix?.close()
    phoenix = null
  })
  const span = createSpanMaker()
  const carrier = [span(7, { attributes: { 'session.id': hint } })]
  const innocent = [span(8)]
  const named = (count: number): Record<string, readonly Span[]> =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`project ${at}`, innocent]))
  const projectsIn = (misses: readonly NearMiss[] = []) =>
    misses.filter(({ kind }) => kind === 'another-project').map(({ value }) => value)
  /** What an import and a preview say of them, where nothing in the project matches. */
  const lookFrom = async (others: Record<string, readonly Span[]>, faults?: (request: ReplayRequest) => Fault | null) => {
    const mine = Array.from({ length: 1500 }, () => span(0))
    phoenix = await startMadePhoenix(mine, hint, { others, ...(faults ? { faults } : {}) })
    const [imported, preview] = [await phoenix.import(), await phoenix.preview()]
    const told = { misses: projectsIn(preview.nearMisses), partial: preview.partial }
    expect({ misses: projectsIn(imported.nearMisses), partial: imported.partial }).toEqual(told)
    return { ...told, inWindow: preview.spans.inWindow }
  }
  const only = (searched: number, of: number) => ({
    reason: 'search-cap',
    detail: `The id was looked for in ${searched} of ${of} other projects; it may be in the rest.`,
  })

  it('are searched though one of them has a name that no address can hold', async () => {
    expect(await lookFrom({ 'has it': carrier, 'team/agent': innocent })).toEqual({
      misses: ['has it'],
      partial: null,
      inWindow: 1500,
    })
  })

  it('are searched though one of them cannot be', async () => {
    const faults = ({ project }: ReplayRequest): Fault | null =>
      project === 'broken' ? { kind: 'status', status: 500, body: 'boom' } : null
    expect(await lookFrom({ 'has it': carrier, broken: innocent }, faults)).toEqual({
      misses: ['has it'],
      partial: null,
      inWindow: 1500,
    })
  })

  it('that were left out are counted, where the others do not hold the id', async () => {
    expect(await lookFrom(named(12))).toEqual({ misses: [], partial: null, inWindow: 1500 })
    await phoenix?.close()
    expect(await lookFrom({ ...named(13), 'team/agent': carrier })).toEqual({
      misses: [],
      partial: only(12, 14),
      inWindow: 1500,
    })
  })

  it('are not asked further once the key is refused', async () => {
    const asked: string[] = []
    const faults = ({ project }: ReplayRequest): Fault | null => {
      if (project === null || project === 'made') return null
      asked.push(project)
      return { kind: 'status', status: 401, body: 'Invalid token' }
    }
    phoenix = await startMadePhoenix(innocent, hint, { others: named(3), faults })
    const { nearMisses, partial } = await phoenix.preview()
    expect([asked, projectsIn(nearMisses), partial?.detail]).toEqual([
      ['project 2'],
      [],
      'Phoenix failed (phoenix-unauthorized) before everything was looked at: other traces, near misses and both totals may be incomplete.',
    ])
  })

  it('are searched where no window was found', async () => {
    phoenix = await startMadePhoenix(innocent, hint, { others: { ...named(12), 'one more': innocent } })
    const { outcome, partial } = await phoenix.import({ window: { kind: 'find' } })
    expect([outcome, partial]).toEqual(['empty', only(12, 13)])
  })

  it('do not matter where the id lies outside the window', async () => {
    phoenix = await startMadePhoenix(carrier, hint, { others: named(13) })
    const { nearMisses, partial } = await phoenix.preview({
      window: { kind: 'exact', start: madeIso(500_000), end: madeIso(600_000) },
    })
    expect([nearMisses.map(({ kind }) => kind), partial]).toEqual([['outside-window'], null])
  })
})
