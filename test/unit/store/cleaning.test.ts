import { expect, it } from 'vitest'
import type { Connection } from '../../../electron/engine/store/connection/connection.ts'
import { createCleaner } from '../../../electron/engine/store/imports/cleaning.ts'
import { ImportLog } from '../../../electron/engine/store/imports/log.ts'
import type { ImportStanding } from '../../../electron/engine/store/imports/standing.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'

const table = { name: 'otel_traces', exists: true, own: true, itemColumns: false }
const hidden = (importId: string): ImportStanding => ({
  importId,
  identity: importId,
  standing: 'hidden',
  hasRows: true,
  lastSeen: 0n,
})

/** Removes three imports where the statement with this beginning fails for the first; answers what was done. */
async function removeWhereRefused(refused: string) {
  const done: string[] = []
  const connection = {
    kind: 'server',
    location: 'here',
    query: async () => [{ first: '1', last: '2' }],
    command: async (sql: string, parameters: { importId?: string } = {}) => {
      const importId = parameters.importId ?? /coval_staging_(\w+)/.exec(sql)?.[1]
      if (sql.startsWith(refused) && importId === 'a') throw new CompanionError('store-failed', 'refused')
      done.push(`${sql.slice(0, 4)} ${importId}`)
    },
    insert: async (_table: string, _columns: readonly string[], lines: string) => {
      for (const line of lines.split('\n')) done.push(`${JSON.parse(line).State} ${JSON.parse(line).ImportId}`)
    },
  } as unknown as Connection
  const cleaner = createCleaner(connection, table, new ImportLog(connection, table.name, new Map()), 0n)
  const outcome = await cleaner.remove(['a', 'b', 'c'].map(hidden)).catch((error) => error)
  return { outcome, done }
}

const refusal = expect.objectContaining({ code: 'store-failed', message: 'refused' })
const removed = ['removed a', 'removed b', 'removed c']

it('rows that cannot be deleted do not keep those of other imports, and are told', async () => {
  expect(await removeWhereRefused('DELETE')).toEqual({
    outcome: refusal,
    done: ['DROP a', 'DROP b', 'DROP c', ...removed, 'DELE b', 'purged b', 'DELE c', 'purged c'],
  })
})

it('a staging table that cannot be dropped does not keep the rows of its import, or another one', async () => {
  expect(await removeWhereRefused('DROP')).toEqual({
    outcome: refusal,
    done: ['DROP b', 'DROP c', ...removed, 'DELE a', 'purged a', 'DELE b', 'purged b', 'DELE c', 'purged c'],
  })
})
