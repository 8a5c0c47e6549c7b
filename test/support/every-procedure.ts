import type { ImportRequest } from '../../shared/contract/import.ts'
import { contract, type EngineClient } from '../../shared/contract/index.ts'

const request: ImportRequest = {
  connectionId: 'one',
  simulation: 'sim-1',
  window: { kind: 'last', seconds: 60 },
  limits: 'simulation',
  strategy: 'auto',
  budgetSeconds: 5,
  replace: false,
}
const source = { kind: 'import', importId: 'import-1' } as const
const settings = { kind: 'embedded', path: null, table: 'otel_traces' } as const
const connection = { id: 'one', name: 'One', host: 'http://127.0.0.1:6006', project: 'demo' }

/** A plausible input for each procedure of the contract, by its path. `secret` goes wherever one is accepted. */
const inputs = (secret: string): Record<string, unknown> => ({
  'app.info': undefined,
  'connections.save': connection,
  'connections.setKey': { id: 'one', key: secret },
  'connections.list': undefined,
  'connections.activate': { id: 'one' },
  'connections.test': { id: 'one' },
  'connections.projects': { id: 'one' },
  'store.save': { settings, password: secret },
  'store.test': { settings, password: secret },
  'store.view': undefined,
  'imports.run': request,
  'imports.list': undefined,
  'imports.get': { importId: 'import-1' },
  'preview.run': request,
  'spans.ofTrace': { source, traceId: '0'.repeat(32) },
  'spans.attribute': { source, traceId: '0'.repeat(32), spanId: '0'.repeat(16), key: 'input.value' },
  'aliases.explain': { source, extraRules: [] },
  'aliases.spans': { source, ruleId: 'prompt-tokens', bucket: 'aliased', offset: 0, limit: 10 },
  'checks.run': { request, only: null },
  'demo.start': undefined,
  'imports.remove': { importId: 'import-1' },
  'connections.removeKey': { id: 'one' },
  'connections.remove': { id: 'one' },
})

/** Every procedure's path, as the contract itself lists them. */
export const everyProcedure: readonly string[] = Object.entries(contract).flatMap(([room, procedures]) =>
  Object.keys(procedures).map((name) => `${room}.${name}`),
)

/**
 * Calls every procedure once, reads its events to the end, and answers with what came (an answer, or the error as text), by
 * path. Throws when the contract has a procedure that this list lacks.
 */
export async function callEveryProcedure(client: EngineClient, secret: string): Promise<Map<string, unknown>> {
  const known = inputs(secret)
  const unknown = everyProcedure.filter((path) => !(path in known))
  if (unknown.length > 0) throw new Error(`no input for ${unknown.join(', ')}`)
  const outcomes = new Map<string, unknown>()
  for (const [path, input] of Object.entries(known)) outcomes.set(path, await outcomeOf(client, path, input))
  return outcomes
}

async function outcomeOf(client: EngineClient, path: string, input: unknown): Promise<unknown> {
  try {
    const call = path.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], client)
    const output = await (call as (input: unknown) => Promise<unknown>)(input)
    if (typeof output !== 'object' || output === null || !(Symbol.asyncIterator in output)) return output
    const events: unknown[] = []
    for await (const event of output as AsyncIterable<unknown>) events.push(event)
    return events
  } catch (error) {
    return JSON.stringify(error, Object.getOwnPropertyNames(error ?? {}))
  }
}
