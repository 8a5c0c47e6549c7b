import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMeasures, type SavedMeasures } from '../../../electron/engine/settings/index.ts'

describe('saved metrics, SQL and judges', () => {
  let directory: string
  let measures: SavedMeasures
  beforeEach(async () => {
    directory = path.join(await mkdtemp(path.join(tmpdir(), 'coval-measures-')), 'config')
    measures = openMeasures({ directory })
  })
  afterEach(() => rm(path.dirname(directory), { recursive: true, force: true }))

  const query = (name: string, id: string | null = null) => ({ id, name, sql: 'SELECT count() FROM spans' })
  const refusal = (running: Promise<unknown>) =>
    running.then(
      () => 'none',
      (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
    )

  it('are created, changed, found by id and name, and removed', async () => {
    const one = await measures.queries.save(query('count'))
    const two = await measures.queries.save(query('other'))
    const changed = await measures.queries.save({ ...two, name: 'renamed' })
    expect([
      await measures.queries.list(),
      await measures.queries.get(one.id),
      await measures.queries.get('renamed'),
      await measures.queries.remove(one.id),
      await measures.queries.remove(one.id),
      await measures.queries.list(),
      await measures.metrics.list(),
    ]).toEqual([[one, changed], one, changed, true, false, [changed], []])
  })

  it('need a name of their own, and an id that is there', async () => {
    const one = await measures.queries.save(query('count'))
    expect([
      await refusal(measures.queries.save(query('count'))),
      await refusal(measures.queries.save(query('new', 'nobody'))),
      await refusal(measures.queries.get('nobody')),
      await refusal(measures.queries.save({ ...query('count', one.id), sql: 'SELECT 1' })),
    ]).toEqual([
      'usage: There is already a query named count',
      'usage: There is no query nobody',
      'usage: There is no query nobody',
      'none',
    ])
  })

  it('are not lost when several write at once, and only this user can read them', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `query ${at}`)
    await Promise.all(names.map((name) => openMeasures({ directory }).queries.save(query(name))))
    expect((await measures.queries.list()).map(({ name }) => name).sort()).toEqual([...names].sort())
    expect((await stat(measures.path)).mode & 0o777).toBe(0o600)
  })

  it('are left as they are where a newer program wrote them, or where they are damaged', async () => {
    await measures.queries.save(query('count'))
    for (const [text, words] of [
      ['{"version":2}', 'newer version'],
      ['{"version":1,"metrics":[],"queries":[{"id":"a"}],"endpoints":[],"judges":[]}', 'queries.0.name'],
      ['no JSON', 'not JSON'],
    ] as const) {
      await writeFile(measures.path, text)
      const told = await refusal(measures.queries.save(query('new')))
      expect([told.startsWith('settings-unreadable'), told.includes(words), await readFile(measures.path, 'utf8')]).toEqual([
        true,
        true,
        text,
      ])
    }
  })
})
