import { isContractProcedure } from '@orpc/contract'
import * as z from 'zod'
import type { ImportRequest } from '../../shared/contract/import.ts'
import { contract, type EngineClient } from '../../shared/contract/index.ts'
import { sampleInput } from './sample-input.ts'

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

/** Inputs that a drawn one would not be: those that reach the vault. The rest is drawn from the contract's schemas. */
const given = (secret: string): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>([
    ['connections.save', { id: 'one', name: 'One', host: 'http://127.0.0.1:6006', project: 'demo' }],
    ['connections.setKey', { id: 'one', key: secret }],
    ['connections.activate', { id: 'one' }],
    ['connections.test', { id: 'one' }],
    ['connections.projects', { id: 'one', host: 'http://127.0.0.1:6006', key: secret }],
    ['connections.removeKey', { id: 'one' }],
    ['connections.remove', { id: 'one' }],
    ['store.save', { settings, password: secret }],
    ['store.test', { settings, password: secret }],
    ['store.password', { settings }],
    ['store.removePassword', { settings }],
    ['spans.attribute', { source, traceId: '0'.repeat(32), spanId: '0'.repeat(16), key: 'input.value' }],
    ['imports.run', request],
    ['preview.run', request],
    ['checks.run', { request, only: null }],
  ])

interface Procedure {
  /** `imports.run` */
  readonly path: string
  readonly input: z.ZodType | undefined
}

/** Every procedure, as the contract itself lists them; those that take a key away come last. */
const procedures: readonly Procedure[] = list(contract, []).sort((a, b) => Number(removes(a)) - Number(removes(b)))
export const everyProcedure: readonly string[] = procedures.map(({ path }) => path)

function removes({ path }: Procedure): boolean {
  return /\.remove/.test(path)
}

function list(node: object, path: readonly string[]): Procedure[] {
  if (isContractProcedure(node)) {
    const { inputSchema } = node['~orpc']
    return [{ path: path.join('.'), input: inputSchema instanceof z.ZodType ? inputSchema : undefined }]
  }
  return Object.entries(node).flatMap(([name, child]) => list(child as object, [...path, name]))
}

/**
 * Calls every procedure once, reads its events to the end, and answers with what came (an answer, or the error), by path.
 * `secret` goes wherever a key or password is accepted.
 */
export async function callEveryProcedure(client: EngineClient, secret: string): Promise<Map<string, unknown>> {
  const known = given(secret)
  const textFor = (field: string) => (/^(?:key|apiKey|password|secret|token)$/.test(field) ? secret : 'some text')
  const outcomes = new Map<string, unknown>()
  for (const { path, input } of procedures) {
    const value = known.has(path) ? known.get(path) : input && sampleInput(input, textFor)
    outcomes.set(path, await outcomeOf(client, path, value))
  }
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
    return error
  }
}
