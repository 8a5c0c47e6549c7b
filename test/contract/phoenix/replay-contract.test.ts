import { startReplayServer } from '../../../electron/engine/replay/server.ts'
import { readCorpusProjects } from '../../support/corpus.ts'
import { type ContractSubject, contractProjects, describePhoenixContract } from './phoenix-contract.ts'

async function replay(options: {
  readonly version?: string
  readonly apiKey?: string
  readonly prefix?: string
}): Promise<ContractSubject> {
  const recordings = readCorpusProjects(contractProjects)
  const server = await startReplayServer({ recordings, ...options })
  return { url: server.url, ...(options.apiKey ? { apiKey: options.apiKey } : {}), stop: server.close }
}

describePhoenixContract('the replay server', { start: () => replay({}), version: /^20\.26\.1$/, selects: true })
describePhoenixContract('the replay server with a key, below a path', {
  start: () => replay({ apiKey: 'replay-key-1234', prefix: '/s/space' }),
  version: /^20\.26\.1$/,
  selects: true,
})
describePhoenixContract('the replay server as 12.0.0', {
  start: () => replay({ version: '12.0.0' }),
  version: /^12\.0\.0$/,
  selects: false,
})
