import { readProjectName } from '../contract/phoenix-names.ts'
import { type IsoMicros, parseInstant, toIsoMicros } from '../otlp/time.ts'

/** What a person typed, pasted or clicked, where a simulation is asked for. */
export type SimulationInput =
  | { readonly kind: 'id'; readonly simulation: string }
  | { readonly kind: 'result-url'; readonly simulation: string; readonly organization: string; readonly runId: string }
  | {
      readonly kind: 'deep-link'
      readonly simulation: string
      /** Both or neither. */
      readonly start: IsoMicros | null
      readonly end: IsoMicros | null
      readonly project: string | null
      /** Names of parameters that a link may not set (a host, a key, …): they were not read. To be shown. */
      readonly ignored: readonly string[]
    }
  | { readonly kind: 'invalid'; readonly reason: string }

export const deepLinkScheme = 'coval-companion'
const longestId = 500

/**
 * Reads a simulation output id, the web address of a Coval result, or a `coval-companion://import?…` link. White space around
 * the text is dropped; the id itself is free text and otherwise taken as it is. Never throws.
 */
export function parseSimulationInput(text: string): SimulationInput {
  const input = text.trim()
  if (input === '') return invalid('Type or paste a simulation output id.')
  if (input.toLowerCase().startsWith(`${deepLinkScheme}:`)) return parseDeepLink(input)
  if (/^https?:/i.test(input) || /^(?:[a-z0-9-]+\.)*coval\.dev(?:[/:?#]|$)/i.test(input)) return parseResultUrl(input)
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(input)) return invalid('This is an address, but not one of a Coval result.')
  const problem = idProblem(input)
  return problem ? invalid(problem) : { kind: 'id', simulation: input }
}

function parseResultUrl(input: string): SimulationInput {
  const match = /^(?:https?:\/\/)?([^/?#]*)([^?#]*)/i.exec(input)
  const host = (match?.[1] ?? '').toLowerCase().replace(/:443$/, '')
  if (host.includes('@') || !/^(?:[a-z0-9-]+\.)*coval\.dev$/.test(host)) {
    return invalid('This is an address, but not one of Coval: a result’s address starts with https://app.coval.dev/.')
  }
  const segments = (match?.[2] ?? '').split('/').filter((segment) => segment !== '')
  const at = segments.indexOf('runs')
  const runId = at < 0 ? undefined : decode(segments[at + 1] ?? '')
  if (!runId) return invalid('This Coval address names no result; open the simulation’s traces and copy that address.')
  const simulation = segments[at + 2] === 'results' ? decode(segments[at + 3] ?? '') : undefined
  if (!simulation) {
    return invalid(
      'This is the address of a run, and a run id is not a simulation output id; open one result of the run and copy its address.',
    )
  }
  if (simulation === runId) {
    return invalid('This address names the run where the simulation output id belongs; copy the address of the result itself.')
  }
  const problem = idProblem(simulation)
  if (problem) return invalid(problem)
  return { kind: 'result-url', simulation, organization: decode(segments[0] ?? '') ?? '', runId }
}

const linkParameters = ['simulation', 'start', 'end', 'project'] as const

function parseDeepLink(input: string): SimulationInput {
  // By hand: browsers and Node disagree on where the host of an unknown scheme ends.
  const match = /^[a-z-]+:(?:\/\/)?import\/?(?:\?([^#]*))?(?:#.*)?$/i.exec(input)
  if (!match) return invalid('This link asks for something other than an import.')
  const values = new Map<string, string>()
  const ignored = new Set<string>()
  for (const pair of (match[1] ?? '').split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decodeForm(equals < 0 ? pair : pair.slice(0, equals))
    const value = decodeForm(equals < 0 ? '' : pair.slice(equals + 1))
    if (name === null || value === null) return invalid('This link is not encoded properly.')
    if (!(linkParameters as readonly string[]).includes(name)) ignored.add(name.slice(0, 100))
    else if (values.has(name)) return invalid(`This link names \`${name}\` twice.`)
    else values.set(name, value)
  }
  const simulation = values.get('simulation')?.trim() ?? ''
  if (simulation === '') return invalid('This link names no simulation.')
  const problem = idProblem(simulation)
  if (problem) return invalid(problem)
  const window = readWindow(values.get('start'), values.get('end'))
  if (typeof window === 'string') return invalid(window)
  const given = values.get('project')
  const project = given === undefined ? null : readProjectName(given)
  if (project && !project.ok) return invalid('This link names a project that Phoenix cannot have.')
  return { kind: 'deep-link', simulation, ...window, project: project?.value ?? null, ignored: [...ignored] }
}

function readWindow(start: string | undefined, end: string | undefined): { start: string | null; end: string | null } | string {
  if (start === undefined && end === undefined) return { start: null, end: null }
  if (start === undefined || end === undefined) return 'This link gives only one end of the window.'
  const from = readInstant(start)
  const to = readInstant(end)
  if (from === null || to === null) return 'This link gives a time without a zone, or none at all.'
  return from < to ? { start: toIsoMicros(from), end: toIsoMicros(to) } : 'This link’s window ends before it starts.'
}

/** A raw `+` of `+02:00` was decoded as a space. */
const readInstant = (text: string) => parseInstant(text.trim().replace(/ (\d{2}:?\d{2})$/, '+$1'))

function idProblem(id: string): string | null {
  if (id.length > longestId) return `This is longer than a simulation output id can be (${longestId} characters).`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u001f\u007f]/.test(id) ? 'A simulation output id holds no line breaks or control characters.' : null
}

const decodeForm = (text: string): string | null => decode(text.replace(/\+/g, ' ')) ?? null

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const invalid = (reason: string): SimulationInput => ({ kind: 'invalid', reason })
