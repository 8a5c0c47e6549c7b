import { onSpans } from '../../electron/engine/replay/faults.ts'
import type { ReplayServer } from '../../electron/engine/replay/server.ts'
import type { ImportRequest } from '../../shared/contract/import.ts'
import type { EngineClient } from '../../shared/contract/index.ts'

const window = { kind: 'exact', start: '2026-11-22T14:37:52Z', end: '2026-11-22T14:37:56Z' } as const

/**
 * Uses a saved key in every way that the app does, against a Phoenix (of the recording support-agent) that asks for it, answers well,
 * and then says it back in every way it can. Returns how each went: five good ones, then failures.
 */
export async function exerciseKey(client: EngineClient, phoenix: ReplayServer, key: string): Promise<readonly string[]> {
  const { id } = await client.connections.save({ id: null, name: 'canary', host: phoenix.url, project: 'support-agent' })
  const request: ImportRequest = {
    connectionId: id,
    simulation: 'EUKedLXXcg45RCvErqvvrX',
    window,
    limits: 'simulation',
    strategy: 'auto',
    budgetSeconds: 5,
    replace: true,
  }
  const outcomes: string[] = []
  const runAll = async () => {
    for await (const event of await client.imports.run(request)) if (event.kind === 'report') outcomes.push(event.report.outcome)
    for await (const event of await client.preview.run(request)) if (event.kind === 'report') outcomes.push(event.report.outcome)
    for await (const event of await client.checks.run({ request, only: null }))
      if (event.kind === 'report') outcomes.push('checked')
    await client.connections.test({ id }).catch(() => outcomes.push('test failed'))
    await client.connections.projects({ id, host: phoenix.url, key: null }).catch(() => outcomes.push('projects failed'))
    await client.connections.list()
  }
  await client.connections.setKey({ id, key })
  await runAll()
  for (const fault of [
    { kind: 'status', status: 500, body: `Bearer ${key}` },
    { kind: 'status', status: 422, body: JSON.stringify({ detail: [{ msg: key }] }), contentType: 'application/json' },
    { kind: 'redirect', location: `http://127.0.0.1:9/${encodeURIComponent(key)}` },
    { kind: 'truncated-json' },
  ] as const) {
    phoenix.setFaults(onSpans(fault))
    await runAll()
  }
  phoenix.setApiKey('another')
  phoenix.setFaults(null)
  await runAll()
  return outcomes
}
