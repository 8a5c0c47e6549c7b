import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readCase } from '../../../electron/engine/recording/read-case.ts'
import { caseOfProject, corpusProjects, readCorpusPages, readPageFacts } from '../../support/corpus.ts'

/** As Phoenix answered them, before there were cases. */
const facts = (project: string) =>
  readPageFacts(project).map(({ url, status, bytes, sha256, headers }) => ({
    ...{ url, status, bytes, sha256 },
    version: headers['x-phoenix-server-version'],
  }))
const sums = (text: string) => ({
  bytes: Buffer.byteLength(text),
  sha256: createHash('sha256').update(text).digest('hex'),
})

describe.each(corpusProjects)('the case of the recorded project %s', (project) => {
  test('holds every page byte for byte as Phoenix answered it, under the request that was sent, and no other page', async () => {
    const held = await readCase(readFileSync(caseOfProject(project)))
    const pages = held.exchanges.filter(({ target }) => target.startsWith(`/v1/projects/${project}/`))
    expect(
      pages.map(({ target, status, body, headers }) => ({
        ...{ url: target, status, ...sums(held.bodies[body ?? -1]?.text ?? '') },
        version: headers['x-phoenix-server-version'],
      })),
    ).toEqual(facts(project))
    expect([held.manifest.level, held.manifest.complete]).toEqual(['everything', true])
  })

  test('is read alike by a reader that knows the documented format only', () => {
    expect(readCorpusPages(project).map(sums)).toEqual(facts(project).map(({ bytes, sha256 }) => ({ bytes, sha256 })))
  })
})
