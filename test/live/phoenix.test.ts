import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ContractSubject, contractProjects, describePhoenixContract } from '../contract/phoenix/phoenix-contract.ts'
import { failureOf, withClient } from '../support/client.ts'
import { feedRecording } from '../support/feed.ts'
import { createSystemKey, type RunningPhoenix, startPhoenix } from '../support/phoenix.ts'
import { realParts } from '../support/real-parts.ts'

async function live(executable: string): Promise<ContractSubject> {
  const phoenix = await startPhoenix({ executable })
  for (const recording of contractProjects) await feedRecording({ url: phoenix.url, recording })
  return phoenix
}

const { phoenix: newest, phoenixOld: old } = realParts

describe.runIf(newest)('the newest Phoenix', () => {
  describePhoenixContract('open', { start: () => live(newest ?? ''), version: /^\d+\.\d+\.\d+/, selects: true })

  describe('with authentication', () => {
    let phoenix: RunningPhoenix
    beforeAll(async () => {
      phoenix = await startPhoenix({ executable: newest ?? '', auth: true })
    })
    afterAll(() => phoenix?.stop())

    async function withKey(): Promise<ContractSubject> {
      const { key } = await createSystemKey(phoenix)
      for (const recording of contractProjects) await feedRecording({ url: phoenix.url, recording, apiKey: key })
      return { url: phoenix.url, apiKey: key, stop: async () => undefined }
    }
    describePhoenixContract('and a key', { start: withKey, version: /^\d+\.\d+\.\d+/, selects: true })

    it('answers 401 to a key from the moment it is revoked', async () => {
      const system = await createSystemKey(phoenix)
      const list = () => withClient({ host: phoenix.url, apiKey: system.key }, (client) => client.projects())
      expect(await list()).toContain('default')
      await system.revoke()
      const failure = await failureOf(list())
      expect([failure.code, failure.facts.keySent]).toEqual(['phoenix-unauthorized', true])
    })
  })
})

describe.runIf(old)('Phoenix 12.0.0', () => {
  describePhoenixContract('open', { start: () => live(old ?? ''), version: /^12\.0\.0$/, selects: false })
})
