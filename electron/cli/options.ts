import { parseArgs } from 'node:util'
import type * as z from 'zod'
import { PhoenixHost, ProjectName } from '../../shared/contract/connection.ts'
import { CompanionError } from '../../shared/contract/errors.ts'
import type { WindowRequest } from '../../shared/contract/import.ts'
import { parseSimulationInput } from '../../shared/correlation/simulation-input.ts'
import { parseInstant } from '../../shared/otlp/time.ts'

const optionTypes = {
  host: { type: 'string' },
  project: { type: 'string' },
  connection: { type: 'string' },
  simulation: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  last: { type: 'string' },
  store: { type: 'string' },
  table: { type: 'string' },
  limits: { type: 'string' },
  strategy: { type: 'string' },
  budget: { type: 'string' },
  name: { type: 'string' },
  only: { type: 'string', multiple: true },
  'fail-if': { type: 'string', multiple: true },
  port: { type: 'string' },
  output: { type: 'string', short: 'o' },
  level: { type: 'string' },
  record: { type: 'string' },
  'allow-partial': { type: 'boolean' },
  preview: { type: 'boolean' },
  live: { type: 'boolean' },
  replace: { type: 'boolean' },
  'with-key': { type: 'boolean' },
  'with-password': { type: 'boolean' },
  'no-open': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

export type OptionName = keyof typeof optionTypes
export type Options = ReturnType<typeof parseOptions>['values']

const usage = (message: string): CompanionError => new CompanionError('usage', message)

/** Splits a command line. Throws `usage` for an option that is unknown, repeated wrongly, or lacks its value. */
export function parseOptions(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: optionTypes, allowPositionals: true, strict: true })
    return { values, positionals }
  } catch (error) {
    // parseArgs' messages name the option and nothing of its value.
    throw usage(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : 'the arguments cannot be read')
  }
}

/** Refuses options that the command does not know, by name: a misspelt gate must not pass. */
export function allowOnly(values: Options, allowed: readonly OptionName[]): void {
  const strange = Object.keys(values).find((name) => !(allowed as readonly string[]).includes(name))
  if (strange !== undefined) throw usage(`--${strange} does not belong to this command`)
}

export function readSimulation(values: Options): { simulation: string | null; window: WindowRequest | null } {
  if (values.simulation === undefined) return { simulation: null, window: null }
  const input = parseSimulationInput(values.simulation)
  if (input.kind === 'invalid') throw usage(`--simulation: ${input.reason}`)
  const linked = input.kind === 'deep-link' && input.start !== null && input.end !== null
  return {
    simulation: input.simulation,
    window: linked ? { kind: 'exact', start: input.start, end: input.end } : null,
  }
}

/** `--from`/`--to` or `--last 30m`; null when none is given. */
export function readWindow(values: Options): WindowRequest | null {
  const { from, to, last } = values
  if (last !== undefined) {
    if (from !== undefined || to !== undefined) throw usage('--last and --from/--to exclude each other')
    return { kind: 'last', seconds: readDuration('--last', last) }
  }
  if (from === undefined && to === undefined) return null
  if (from === undefined || to === undefined) throw usage('--from and --to belong together')
  for (const [name, text] of [
    ['--from', from],
    ['--to', to],
  ] as const) {
    if (parseInstant(text) === null) throw usage(`${name} is not a time with a zone, such as 2026-11-22T14:38:02Z`)
  }
  return { kind: 'exact', start: from, end: to }
}

/** Seconds of `90`, `90s`, `30m`, `2h`, `1d`. */
export function readDuration(name: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h|d)?$/.exec(text.trim())
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[match?.[2] ?? 's']
  const seconds = Number(match?.[1]) * (unit ?? Number.NaN)
  if (!Number.isFinite(seconds) || seconds <= 0) throw usage(`${name} is not a duration such as 90s, 30m or 2h`)
  return seconds
}

export function readChoice<const T extends string>(
  name: string,
  text: string | undefined,
  choices: readonly T[],
  otherwise: T,
): T {
  if (text === undefined) return otherwise
  const choice = choices.find((each) => each === text)
  if (choice === undefined) throw usage(`${name} is one of ${choices.join(', ')}`)
  return choice
}

export const readHost = (text: string): string => parse(PhoenixHost, text, '--host')
export const readProject = (text: string): string => parse(ProjectName, text, '--project')

function parse<T>(schema: z.ZodType<T>, text: string, name: string): T {
  const parsed = schema.safeParse(text)
  if (!parsed.success) throw usage(`${name}: ${parsed.error.issues[0]?.message ?? 'not valid'}`)
  return parsed.data
}
