import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { readCorpusProjects } from '../../support/corpus.ts'
import { corpus } from '../../support/feed.ts'

interface Recorded {
  readonly case: string
  readonly request: { readonly method: string; readonly url: string; readonly headers: Record<string, string> }
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

/** Other routes, ways to authenticate that nobody should use, and what belongs to the recorded server alone (its list of projects). */
const notReplayed = new Set([
  'old-route-spans',
  'projects',
  'auth-admin-secret',
  'auth-create-expiring-key',
  'auth-create-system-key',
  'auth-delete-key',
  'auth-no-key-post-traces',
  'auth-valid-cookie',
  'auth-valid-projects',
])
const folder = path.join(corpus, 'errors')
const read = (file: string) => JSON.parse(readFileSync(path.join(folder, file), 'utf8'))
const recorded: Recorded[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && file !== 'filters.json')
  .map((file) => ({ ...read(file), case: file.replace('.json', '') }))
  .filter((answer: Recorded) => !notReplayed.has(answer.case))

const key = 'the-system-key'
const projects = ['busy-agent', 'metadata-agent', 'near-miss-agent', 'support-agent']
let server: ReplayServer

beforeAll(async () => {
  const recordings = readCorpusProjects(projects)
  const empty = { name: 'default', pages: ['{"data":[],"next_cursor":null}'] }
  server = await startReplayServer({ recordings: [...recordings, empty] })
})
afterAll(() => server?.close())

describe('a recorded answer is answered again', () => {
  it.each(recorded.map((answer) => [answer.case, answer] as const))('%s', async (name, answer) => {
    server.setApiKey(name.startsWith('auth-') ? key : null)
    const right = /revoked|expired|truncated/.test(name) ? 'another-key' : key
    const headers = Object.fromEntries(
      Object.entries(answer.request.headers).map(([header, value]) => [header, value.replace(/<[^>]*key>/, right)]),
    )
    const response = await fetch(server.url + answer.request.url, { method: answer.request.method, headers })
    const body = await response.text()
    const seen = {
      status: response.status,
      contentType: response.headers.get('content-type'),
      version: response.headers.get('x-phoenix-server-version'),
      gzip: response.headers.get('content-encoding') ?? 'none',
      body: comparable(body),
    }
    expect(seen).toEqual({
      status: answer.status,
      contentType: answer.headers['content-type'],
      version: '20.26.1',
      gzip: answer.headers['content-encoding'] ?? 'none',
      body: comparable(answer.body),
    })
  })

  it('with the right key', async () => {
    server.setApiKey(key)
    const url = `${server.url}/v1/projects/support-agent/spans/otlpv1?limit=1`
    const statuses = await Promise.all(
      [`Bearer ${key}`, `bearer ${key}`, `Bearer  ${key}`, key].map(
        async (authorization) => (await fetch(url, { headers: { authorization } })).status,
      ),
    )
    expect(statuses).toEqual([200, 200, 401, 401])
    server.setApiKey(null)
  })
})

describe('a filter finds what it found', () => {
  const filters: { project: string; params: Record<string, string | string[]>; status: number; spans: number; note: string }[] =
    read('filters.json')
  it.each(filters.map((filter) => [`${filter.note}: ${JSON.stringify(filter.params).slice(0, 100)}`, filter] as const))(
    '%s',
    async (_, filter) => {
      server.setApiKey(null)
      const query = new URLSearchParams({ limit: '1000' })
      for (const [name, values] of Object.entries(filter.params)) for (const value of [values].flat()) query.append(name, value)
      const response = await fetch(`${server.url}/v1/projects/${filter.project}/spans/otlpv1?${query}`)
      const body = (await response.json()) as { data: unknown[] }
      expect([response.status, body.data.length]).toEqual([filter.status, filter.spans])
    },
  )
})

/** Cut bodies and pages are compared by their beginning; cursors are the server's own. */
function comparable(body: string): string {
  if (body.startsWith('<!DOCTYPE html>')) return 'HTML'
  return body.slice(0, 400)
}
