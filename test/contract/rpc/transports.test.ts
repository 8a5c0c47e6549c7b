import { isDefinedError, ORPCError } from '@orpc/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { serveConnections } from '../../../electron/engine/process/connection.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import { connectByPorts } from '../../../renderer/transport/port-link.ts'
import type { Failure } from '../../../shared/contract/errors.ts'
import { callEveryProcedure, everyProcedure } from '../../support/every-procedure.ts'
import type { ProbeClient } from '../../support/probe-contract.ts'
import { createProbeEngine } from '../../support/probe-engine.ts'
import { type Transport, transports } from '../../support/transports.ts'

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => error,
  )

/** Waits until no counting call runs any more; the waiting is bounded by the test's own time. */
const allStopped = (client: ProbeClient) =>
  vi.waitFor(
    async () => {
      const counted = await client.probe.counted()
      expect(counted.stopped).toBe(counted.started)
      return counted
    },
    { timeout: 20_000, interval: 20 },
  )

describe.each(Object.entries(transports))('the contract %s', (_name, open) => {
  let transport: Transport
  let client: ProbeClient
  beforeEach(async () => {
    transport = await open()
    client = transport.client
  })
  afterEach(() => transport.close())

  test('answers every procedure, or refuses it in words of the contract', async () => {
    const outcomes = await callEveryProcedure(client, 'a key')
    const unexpected = [...outcomes].filter(
      ([, outcome]) =>
        outcome instanceof Error && !(outcome instanceof ORPCError && ['FAILED', 'BAD_REQUEST'].includes(outcome.code)),
    )
    expect({ called: outcomes.size, unexpected }).toEqual({ called: everyProcedure.length, unexpected: [] })
    expect(outcomes.get('connections.setKey')).toMatchObject({ configured: true })
    expect(outcomes.get('imports.run')).toHaveLength(2)
  })

  test('brings a typed error with its failure', async () => {
    const error = await caught(client.connections.activate({ id: 'missing' }))
    expect(error).toBeInstanceOf(ORPCError)
    const { code, data } = error as ORPCError<string, Failure>
    expect({ code, defined: isDefinedError(error as Error), data }).toEqual({
      code: 'FAILED',
      defined: true,
      data: { code: 'connection-unknown', message: 'No such connection.', next: 'Try another.', check: null },
    })
  })

  test('says which part of an input is wrong', async () => {
    const error = await caught(client.connections.save({ id: null, name: 'x', host: 'ftp://elsewhere', project: 'a/b' }))
    const { code, data } = error as ORPCError<string, { issues: { path: string[] }[] }>
    expect({ code, paths: data.issues.map((issue) => issue.path.join('.')) }).toEqual({
      code: 'BAD_REQUEST',
      paths: ['host', 'project'],
    })
  })

  test('keeps dates and big integers', async () => {
    const sent = { when: new Date('2026-01-02T03:04:05.678Z'), big: 9_007_199_254_740_993n }
    expect(await client.probe.echo(sent)).toEqual(sent)
  })

  test('carries 20,000 rows in one answer', async () => {
    const rows = await client.probe.rows({ count: 20_000 })
    expect([rows.length, rows.at(-1)]).toEqual([20_000, { id: '19999'.padStart(32, '0'), name: 'llm', index: 19_999 }])
  })

  test('brings events in order while they are made', async () => {
    const counts: number[] = []
    for await (const { count } of await client.probe.count()) {
      counts.push(count)
      if (count === 50) break
    }
    expect(counts).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    expect((await allStopped(client)).stopped).toBe(1)
  })

  test('stops the work when the caller aborts', async () => {
    const abort = new AbortController()
    const events = await client.probe.count(undefined, { signal: abort.signal })
    await events.next()
    abort.abort()
    const rest = await caught(
      (async () => {
        for await (const _ of events);
      })(),
    )
    // In memory an aborted call may also simply end; over a wire it throws an abort. Neither is a typed failure.
    expect(rest === 'answered' || !(rest instanceof ORPCError)).toBe(true)
    const { events: made } = await allStopped(client)
    expect((await client.probe.counted()).events).toBe(made)
  })

  test('runs calls side by side on one connection', async () => {
    const endless = await client.probe.count()
    await endless.next()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => client.probe.rows({ count: index })))
    await endless.return?.(undefined)
    expect(answers.map((rows) => rows.length)).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })

  test('[security] is not harmed by malformed messages', async () => {
    const secretKey = { __proto__: { polluted: true }, i: 5, t: 'x', p: null }
    for (const data of [
      '',
      'no JSON',
      '{"i":"1"}',
      '[]',
      'null',
      '{"i":1,"p":{"u":"/%%%"}}',
      42,
      null,
      secretKey,
      new Uint8Array([255, 1]),
    ]) {
      await transport.sendMalformed(data)
    }
    expect((await client.app.info()).enginePid).toBe(process.pid)
  })
})

describe('a port to an engine that ends', () => {
  test('fails what is under way with engine-down, and what follows too, until a new port comes', async () => {
    type Listeners = Parameters<Parameters<typeof connectByPorts>[0]>[0]
    let listeners: Listeners | null = null
    const page = connectByPorts((given) => {
      listeners = given
      return () => undefined
    })
    const start = (generation: number) => {
      const connect = serveConnections(createProbeEngine(createMemoryVault('a test')).router, () => undefined)
      let hear: (data: unknown) => void = () => undefined
      const connection = connect((data) => queueMicrotask(() => hear(data)))
      listeners?.onPort(
        {
          send: (data) => connection.receive(data),
          onMessage: (listener) => {
            hear = listener
          },
          close: () => connection.close(),
        },
        generation,
      )
    }
    const client = page.client as ProbeClient
    const failureCode = (error: unknown) => (error instanceof ORPCError ? error.data?.code : error)

    const early = client.app.info()
    start(1)
    expect((await early).enginePid).toBe(process.pid)
    const events = await client.probe.count()
    await events.next()
    const cancelled = new AbortController()
    const hanging = caught(client.probe.hang())
    const hangingThenCancelled = caught(client.probe.hang(undefined, { signal: cancelled.signal }))
    await client.app.info()
    cancelled.abort()
    const person = await hangingThenCancelled

    ;(listeners as Listeners | null)?.onDown(1)
    expect({
      hanging: failureCode(await hanging),
      // Events that had arrived are still read; then comes the end.
      events: failureCode(
        await caught(
          (async () => {
            for await (const _ of events);
          })(),
        ),
      ),
      later: failureCode(await caught(client.app.info())),
      person: person instanceof Error && person.name,
      status: page.status.getSnapshot(),
    }).toEqual({
      hanging: 'engine-down',
      events: 'engine-down',
      later: 'engine-down',
      person: 'AbortError',
      status: { phase: 'down', reason: 'ended' },
    })

    start(1)
    expect(page.status.getSnapshot().phase).toBe('down')
    start(2)
    expect((await client.app.info()).enginePid).toBe(process.pid)
    expect(page.status.getSnapshot()).toEqual({ phase: 'up' })
    page.close()
  })
})

describe('a window whose engine does not start', () => {
  test('says that, and nothing of a host that serves browsers; an engine that comes late is used', async () => {
    vi.useFakeTimers()
    try {
      let offer: (generation: number) => void = () => undefined
      const page = connectByPorts(({ onPort }) => {
        offer = (generation) => onPort({ send: () => undefined, onMessage: () => undefined, close: () => undefined }, generation)
        return () => undefined
      })
      const early = caught(page.client.app.info())
      await vi.advanceTimersByTimeAsync(20_000)
      const { data } = (await early) as ORPCError<string, Failure>
      expect([data.message, /serve/.test(data.next)]).toEqual(['The engine does not start.', false])
      expect(page.status.getSnapshot()).toEqual({ phase: 'down', reason: 'not-started' })
      offer(1)
      expect(page.status.getSnapshot()).toEqual({ phase: 'up' })
      page.close()
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('HTTP to a host that ends', () => {
  test('fails what is under way with engine-down and says so', async () => {
    const transport = await transports.HTTP()
    const events = await transport.client.probe.count()
    await events.next()
    await transport.close()
    const outcome = await caught(
      (async () => {
        for await (const _ of events);
      })(),
    )
    const later = await caught(transport.client.app.info())
    expect([outcome, later].map((error) => (error as ORPCError<string, Failure>).data?.code)).toEqual([
      'engine-down',
      'engine-down',
    ])
  })
})
