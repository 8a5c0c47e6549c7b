import { createServer } from 'node:http'
import { performance } from 'node:perf_hooks'
import { createServer as createTlsServer } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { probeReachability } from '../../../electron/engine/phoenix/probe.ts'
import { startReplayServer } from '../../../electron/engine/replay/server.ts'
import { createCertificate } from '../../support/certificate.ts'
import { failureOf } from '../../support/client.ts'
import { listenOn } from '../../support/listen.ts'

const probe = (host: string, budgetMs = 5_000, signal = new AbortController().signal) =>
  probeReachability(host, { deadline: performance.now() + budgetMs, signal })
const elapsedMs = expect.any(Number)

describe('the way to a host, step by step', () => {
  it('all the way to a Phoenix', async () => {
    const server = await startReplayServer({ recordings: [] })
    const facts = await probe(server.url)
    await server.close()
    expect(facts).toEqual({
      hostname: '127.0.0.1',
      port: Number(new URL(server.url).port),
      protocol: 'http',
      hostKind: 'loopback',
      publicAddress: false,
      dns: { state: 'ok', elapsedMs, found: { addresses: [{ address: '127.0.0.1', family: 4, kind: 'loopback' }] } },
      tcp: { state: 'ok', elapsedMs, found: { address: '127.0.0.1' } },
      tls: { state: 'skipped' },
      http: {
        state: 'ok',
        elapsedMs,
        found: {
          status: 200,
          redirectsTo: null,
          version: '20.26.1',
          contentType: 'text/plain; charset=utf-8',
          clockSkewMs: expect.any(Number),
        },
      },
    })
  })

  it('stops at the name', async () => {
    const { dns, tcp, http, publicAddress } = await probe('https://phoenix.invalid')
    expect([dns, tcp, http, publicAddress]).toEqual([
      { state: 'failed', elapsedMs, code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) },
      { state: 'skipped' },
      { state: 'skipped' },
      null,
    ])
  })

  it('stops at the port', async () => {
    const gone = await listenOn(createServer())
    await gone.close()
    const { dns, tcp, http } = await probe(`http://127.0.0.1:${gone.port}`)
    expect([dns.state, tcp, http]).toEqual(['ok', { state: 'failed', elapsedMs, code: 'ECONNREFUSED' }, { state: 'skipped' }])
  })

  it('stops at a certificate that is not trusted, and tells what it says', async () => {
    const secure = await listenOn(
      createTlsServer(createCertificate({ names: ['other.example'], from: new Date('2020-01-01'), to: new Date('2040-01-01') })),
    )
    const { tls, http } = await probe(`https://localhost:${secure.port}`)
    await secure.close()
    expect([tls, http]).toEqual([
      {
        state: 'ok',
        elapsedMs,
        found: expect.objectContaining({
          subject: 'other.example',
          names: ['other.example'],
          trusted: false,
          reason: expect.any(String),
        }),
      },
      { state: 'skipped' },
    ])
  })

  it('stops at a server that is silent, with the budget', async () => {
    const mute = await listenOn(createServer(() => undefined))
    const { tcp, http } = await probe(`http://127.0.0.1:${mute.port}`, 300)
    await mute.close()
    expect([tcp.state, http]).toEqual(['ok', { state: 'failed', elapsedMs, code: 'budget-exhausted' }])
  })

  it('ends at once when it is cancelled', async () => {
    const mute = await listenOn(createServer(() => undefined))
    const controller = new AbortController()
    const failure = failureOf(probe(`http://127.0.0.1:${mute.port}`, 60_000, controller.signal))
    setTimeout(() => controller.abort(), 50)
    expect((await failure).code).toBe('cancelled')
    await mute.close()
  })
})
