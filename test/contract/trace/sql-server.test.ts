import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClickHouseServer, findClickHouse, startClickHouse } from '../../support/clickhouse.ts'
import { serverHome } from '../store/homes.ts'
import { openEngine, recordedSpans } from './opened-engine.ts'
import { describeSql } from './sql-contract.ts'

const parts = findClickHouse()

describe.runIf(parts !== null)('server', () => {
  let server: ClickHouseServer
  beforeAll(async () => {
    if (parts !== null) server = await startClickHouse(parts)
  })
  afterAll(() => server.stop())

  describeSql('SQL over a server', () => serverHome(server, null))

  it('runs for a user who may change neither data nor settings, and ends there too', async () => {
    const home = await serverHome(server, null)
    const writer = await openEngine(home.location)
    const { simulation, spans } = recordedSpans('support-agent')
    const importId = await writer.importSpans(simulation, spans)
    if (home.location.kind !== 'server') throw new Error('no server')
    const reader = await openEngine({ ...home.location, ...server.reader })
    const run = (sql: string) =>
      reader.client.metrics.runSql({ source: { kind: 'import', importId }, sql, limits: { seconds: 0.5, rows: 10 } })
    expect([
      await run('SELECT count() FROM spans'),
      await run('SELECT sum(cityHash64(number)) FROM numbers(1000000000000000)'),
    ]).toMatchObject([
      { ok: true, rows: [[String(spans.length)]] },
      { ok: false, reason: 'limit' },
    ])
    await reader.close()
    await writer.close()
    await home.leave()
  })

  it('refuses a function that the server’s owner defined', async () => {
    const home = await serverHome(server, null)
    const opened = await openEngine(home.location)
    const { simulation, spans } = recordedSpans('support-agent')
    const importId = await opened.importSpans(simulation, spans)
    await server.run('CREATE FUNCTION lower_mine AS (x) -> lower(x)')
    const answer = await opened.client.metrics.runSql({
      source: { kind: 'import', importId },
      sql: "SELECT lower_mine('A')",
      limits: { seconds: 5, rows: 1 },
    })
    expect(answer).toMatchObject({ ok: false, reason: 'refused', at: 7 })
    await server.run('DROP FUNCTION lower_mine')
    await opened.close()
    await home.leave()
  })
})
