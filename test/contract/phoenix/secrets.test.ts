import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fault, onSpans } from '../../../electron/engine/replay/faults.ts'
import { type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { failureOf, readAll, withClient } from '../../support/client.ts'
import { readCorpusProjects } from '../../support/corpus.ts'

const canary = 'px-canary+key/7f3a91c2d4"e8b'
const forms = [
  canary,
  encodeURIComponent(canary),
  JSON.stringify(canary).slice(1, -1),
  Buffer.from(canary).toString('base64'),
  Buffer.from(canary).toString('base64url'),
]
/** A server, proxy or portal that throws what it got back at the client, in every form. */
const echo = forms.map((form) => `you sent ${form}`).join('\n')

describe('[security] the API key', () => {
  let server: ReplayServer
  let elsewhere: ReplayServer

  beforeAll(async () => {
    const recordings = readCorpusProjects(['support-agent'])
    server = await startReplayServer({ recordings, apiKey: canary })
    elsewhere = await startReplayServer({ recordings })
  })
  afterAll(async () => {
    await server?.close()
    await elsewhere?.close()
  })

  const faults: readonly [string, Fault][] = [
    ['a 401', { kind: 'status', status: 401, body: echo }],
    ['a 403', { kind: 'status', status: 403, body: echo }],
    ['a 404', { kind: 'status', status: 404, body: echo }],
    ['a 422 in text', { kind: 'status', status: 422, body: echo }],
    [
      'a 422 in JSON',
      {
        kind: 'status',
        status: 422,
        contentType: 'application/json',
        body: JSON.stringify({ detail: [{ loc: ['header'], msg: echo }] }),
      },
    ],
    ['a 422 whose text is cut within the key', { kind: 'status', status: 422, body: `${'x'.repeat(290)}${echo}` }],
    ['a 429', { kind: 'status', status: 429, body: echo, retryAfter: '0' }],
    ['a 500', { kind: 'status', status: 500, body: echo }],
    ['a page', { kind: 'status', status: 200, contentType: 'text/html', body: echo }],
    ['JSON that is none', { kind: 'status', status: 200, contentType: 'application/json', body: echo }],
    [
      'JSON of another shape',
      { kind: 'status', status: 200, contentType: 'application/json', body: JSON.stringify({ data: echo }) },
    ],
    ['a redirect', { kind: 'redirect', location: `https://login.example/?token=${encodeURIComponent(canary)}` }],
    ['a reset', { kind: 'reset', afterBytes: 10 }],
    ['silence', { kind: 'silence' }],
  ]
  it.each(faults)('is in no error, cause or request record after %s', async (_, fault) => {
    server.setFaults(onSpans(fault))
    const records: unknown[] = []
    const work = withClient(
      { host: server.url, apiKey: canary, budgetMs: 2_000, onRequest: (request) => records.push(request) },
      (client) => readAll(client, { project: 'support-agent', range: null }),
    )
    const failure = await failureOf(work)
    const said = inspect([failure, records, server.requests], { depth: Infinity, showHidden: true, getters: true })
    expect(forms.filter((form) => said.includes(form))).toEqual([])
    expect(records.length).toBeGreaterThan(0)
  })

  it.each(forms)('is in nothing that is told of the headers where they say %s', async (form) => {
    const said = (headers: Readonly<Record<string, string>>) =>
      startReplayServer({
        recordings: [],
        script: () => ({ kind: 'answer', status: 200, headers, body: Buffer.from('[]') }),
      })
    const version = { 'x-phoenix-server-version': `20.26.1 ${form}` }
    const told: unknown[] = []
    for (const headers of [
      { ...version, 'content-type': `text/html; you="${form}"` },
      { ...version, 'content-type': 'application/json', 'content-encoding': form.slice(0, 20) },
    ]) {
      const host = await said(headers)
      await withClient({ host: host.url, apiKey: canary }, async (client) => {
        told.push(await failureOf(readAll(client, { project: 'support-agent', range: null })), await client.server())
      })
      await host.close()
    }
    const text = inspect(told, { depth: Infinity, showHidden: true, getters: true })
    expect([text.includes(form.slice(0, 20)), text.includes('phoenix-not-json'), text.includes('20.26.1')]).toEqual([
      false,
      true,
      true,
    ])
  })

  it('is sent to the host, and never to the place that it redirects to', async () => {
    server.setFaults(onSpans({ kind: 'redirect', location: `${elsewhere.url}/v1/projects/support-agent/spans/otlpv1` }))
    const work = withClient({ host: server.url, apiKey: canary }, (client) =>
      readAll(client, { project: 'support-agent', range: null }),
    )
    expect((await failureOf(work)).code).toBe('phoenix-redirect')
    expect([server.requests.at(-1)?.authorization, elsewhere.requests]).toEqual(['accepted', []])
  })

  it('that cannot be sent in a header is refused without being quoted', async () => {
    const failure = await failureOf(
      withClient({ host: server.url, apiKey: 'line\r\nbreak-canary' }, (client) => client.projects()).catch((error) =>
        Promise.reject(error),
      ),
    )
    expect([failure.code, inspect(failure, { depth: Infinity }).includes('break-canary')]).toEqual(['usage', false])
  })
})
