import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { embeddedHome, type StoreHome } from './homes.ts'

/** Gives 200,000 rows, then fails. */
const failing = 'SELECT number, throwIf(number > 200000) FROM numbers(300000) SETTINGS max_block_size = 1000'
const next = "SELECT 1 AS a, 'b' AS c"

describe('the embedded store', () => {
  let home: StoreHome
  beforeEach(async () => {
    home = await embeddedHome()
  })
  afterEach(() => home.leave())

  it('answers the next query with its own rows, whatever a failed one had given before', async () => {
    const { behind } = home
    const failed = [behind.query(failing), behind.columns(failing), behind.ask(failing)]
    const answers = [behind.query(next), behind.columns(next), behind.ask(next)]
    expect((await Promise.allSettled(failed)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await Promise.all(answers)).toMatchObject([[{ a: 1, c: 'b' }], { a: [1], c: ['b'] }, { data: [[1, 'b']] }])
  })
})
