import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { openAhead } from '../../renderer/features/trace/open-query.ts'
import type { EngineClient } from '../../renderer/stores/engine.tsx'
import { parseLocation } from '../../renderer/stores/location.ts'

test('what a link to a trace names is asked for once, and nothing for another view or a link without a simulation', async () => {
  const asked: unknown[] = []
  const client = {
    trace: {
      open: async ({ source }: { source: unknown }) => {
        asked.push(source)
        throw new Error('not there')
      },
    },
  } as unknown as EngineClient
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  for (const link of [
    '#/trace',
    '#/simulations?import=a1',
    '#/trace?source=import%3Aa1',
    '#/trace?source=import%3Aa1&view=flame',
    '#/trace?import=b2',
  ]) {
    openAhead(queries, client, parseLocation(link))
    // Also what has failed is not asked for again at each step: the view offers that.
    await new Promise((resolve) => setTimeout(resolve))
    await queries.cancelQueries()
  }
  expect(asked).toEqual([
    { kind: 'import', importId: 'a1' },
    { kind: 'import', importId: 'b2' },
  ])
})
