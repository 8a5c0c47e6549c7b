import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { canaryIn, makeCanary } from '../support/canary.ts'
import { callEveryProcedure } from '../support/every-procedure.ts'
import { type Transport, transports } from '../support/transports.ts'

const canary = makeCanary()

async function exercise(transport: Transport): Promise<void> {
  await callEveryProcedure(transport.client, canary)
  await transport.client.connections.setKey({ id: 'one', key: canary })
  await transport.client.store.save({ settings: { kind: 'embedded', path: null, table: 'otel_traces' }, password: canary })
  await callEveryProcedure(transport.client, canary)
  // The last of these calls has removed the key.
  await transport.client.connections.setKey({ id: 'one', key: canary })
  // A bug whose own text holds the key, in a call and in the middle of events.
  await transport.client.probe.bug().catch(() => undefined)
  const events = await transport.client.probe.lateBug()
  await (async () => {
    for await (const _ of events);
  })().catch(() => undefined)
  // Inputs that are refused are not sent back with the refusal.
  await transport.client.connections.setKey({ id: canary.repeat(800), key: canary.repeat(800) }).catch(() => undefined)
}

describe('[security] a saved key', () => {
  test.each(['MessagePort', 'HTTP'] as const)(
    'never crosses to the page over %s, in any message of any procedure',
    async (name) => {
      const transport = await transports[name]()
      try {
        await exercise(transport)
        expect((await transport.vault.get('phoenix:one'))?.secret).toBe(canary)
        expect(transport.sent.length).toBeGreaterThan(50)
        expect(canaryIn(transport.sent, canary)).toEqual([])
      } finally {
        await transport.close()
      }
    },
  )

  test('would be found if it did, in every spelling', () => {
    const wrapped = [
      canary,
      JSON.stringify({ key: canary }),
      JSON.stringify(JSON.stringify({ key: canary })),
      inspect({ key: canary }),
      inspect({ data: JSON.stringify({ key: canary }) }),
      `x?key=${encodeURIComponent(canary)}`,
      ...[0, 1, 2].map((shift) => Buffer.from(`${'x'.repeat(shift)}${canary} and more`).toString('base64')),
      Buffer.from(canary).toString('hex'),
    ]
    expect(wrapped.filter((message) => canaryIn([message], canary).length === 0)).toEqual([])
  })
})
