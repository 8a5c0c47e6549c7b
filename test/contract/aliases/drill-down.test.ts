import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRouter } from '../../../electron/engine/service/router.ts'
import { aliasBuckets } from '../../../shared/contract/alias-buckets.ts'
import type { EngineClient, SpanSource } from '../../../shared/contract/index.ts'
import { readCorpusManifest } from '../../support/corpus.ts'
import { exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const [simulation] = readCorpusManifest('support-agent').simulations
if (simulation === undefined) throw new Error('the recording holds no simulation')

describe('the spans behind the counts of the mapping', () => {
  let held: ReplayedEngine
  let client: EngineClient
  let source: SpanSource
  beforeAll(async () => {
    held = await startReplayedEngine(['support-agent'])
    client = createRouterClient(createRouter(held.engine, '0.0.0'))
    const { previewId } = await held.preview({
      connectionId: held.connect('support-agent'),
      simulation: simulation.simulation_id,
      window: exactWindow(simulation),
    })
    source = { kind: 'preview', previewId }
  })
  afterAll(() => held.close())

  test.each([{ extraRules: [] }, { extraRules: ['model', 'operation'] }])(
    'are as many as each rule counts, with these further rules on: $extraRules',
    async ({ extraRules }) => {
      const { rules } = await client.aliases.explain({ source, extraRules })
      expect(rules.filter(({ origin, aliased }) => origin === 'ours' && aliased > 0).map(({ id }) => id)).toEqual(extraRules)
      for (const { id: ruleId, aliased, equal, conflicts, llmLacking } of rules) {
        const totals: number[] = []
        for (const bucket of aliasBuckets) {
          const { total } = await client.aliases.spans({ source, ruleId, bucket, extraRules, offset: 0, limit: 10 })
          totals.push(total)
        }
        expect([ruleId, ...totals]).toEqual([ruleId, aliased, equal, conflicts, llmLacking ?? 0])
      }
    },
  )
})
