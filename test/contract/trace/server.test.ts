import { afterAll, beforeAll, describe } from 'vitest'
import { type ClickHouseServer, findClickHouse, startClickHouse } from '../../support/clickhouse.ts'
import { serverHome } from '../store/homes.ts'
import { describeTrace } from './trace-contract.ts'

const parts = findClickHouse()

describe.runIf(parts !== null)('server', () => {
  let server: ClickHouseServer
  beforeAll(async () => {
    if (parts !== null) server = await startClickHouse(parts)
  })
  afterAll(() => server.stop())

  describeTrace('a fresh server', () => serverHome(server, null))
  describeTrace('a server with the collector’s classic table', () => serverHome(server, 'classic'))
})
