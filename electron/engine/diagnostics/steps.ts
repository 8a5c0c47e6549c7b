import { type DiagnosticFacts, type FactName, type FactValues, failed, known, skipped } from '../../../shared/checks/facts.ts'
import { hasSpans } from '../../../shared/checks/spans-in-window.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import { isPlainHttpAbroad } from '../../../shared/contract/plain-http.ts'
import { parseInstant, unixNano } from '../../../shared/otlp/time.ts'
import type { Clock } from '../phoenix/clock.ts'
import { findNearestNames } from '../phoenix/nearest-names.ts'
import type { PhoenixClient } from '../phoenix/types.ts'
import { keyFor, keyState } from '../settings/credentials.ts'
import type { Store } from '../store/types.ts'
import { findNearestSpans } from './nearest-spans.ts'
import { reachFacts } from './reach.ts'
import type { DiagnosticDependencies } from './types.ts'

export interface StepContext {
  readonly request: ImportRequest
  readonly dependencies: DiagnosticDependencies
  readonly signal: AbortSignal
  readonly clock: Clock
  /** When everything ends, by the clock. */
  readonly deadline: number
  /** Values of the facts that the step needs. */
  value<K extends FactName>(name: K): FactValues[K]
  /** The store, once the step `store` has opened it. */
  store: Store | null
}

export interface Step {
  /** For people, while it runs. */
  readonly what: string
  readonly needs: readonly FactName[]
  readonly gives: readonly FactName[]
  /** Gives every fact of `gives`; a `CompanionError` that it throws becomes the failure of each. */
  run(context: StepContext): Promise<DiagnosticFacts>
}

/** One request of the diagnosis may take this long, however long the budget is: a silent host is a finding. */
const patienceMs = 20_000

export const steps: readonly Step[] = [
  {
    what: 'reading the connection',
    needs: [],
    gives: ['connection'],
    async run({ request, dependencies }) {
      const { name, host, project } = await dependencies.connection(request.connectionId)
      return { connection: known({ name, host, project }) }
    },
  },
  {
    what: 'looking for the key',
    needs: ['connection'],
    gives: ['key'],
    async run({ request, dependencies }) {
      const connection = await dependencies.connection(request.connectionId)
      const state = await keyState(dependencies.credentials, connection)
      return { key: known({ ...state, plainHttpAbroad: state.configured && isPlainHttpAbroad(connection.host) }) }
    },
  },
  {
    what: 'walking to the host',
    needs: ['connection'],
    gives: ['address', 'dns', 'tcp', 'tls', 'http', 'clock'],
    async run(context) {
      // A real walk, in real time.
      const options = { deadline: performance.now() + patience(context), signal: context.signal }
      return reachFacts(await context.dependencies.probe(context.value('connection').host, options))
    },
  },
  {
    what: 'asking for the version of Phoenix',
    needs: ['connection', 'http'],
    gives: ['server'],
    async run(context) {
      const { version: header, contentType, status } = context.value('http')
      // The version is open to everybody: no key travels before the server has shown that it is a Phoenix.
      return withClient(context, null, async (client) => {
        const started = performance.now()
        const server = await client.server()
        const version = server.version ?? header
        if (version === null)
          return {
            server: failed(
              'phoenix-not-phoenix',
              `${client.host} answers (status ${status}, ${contentType || 'no content type'}), but does not say that it is a Phoenix`,
            ),
          }
        const latencyMs = performance.now() - started
        return { server: known({ version, selects: server.supports('attribute'), latencyMs }) }
      })
    },
  },
  {
    what: 'asking for the projects',
    needs: ['connection', 'server', 'key'],
    gives: ['authorisation', 'project'],
    async run(context) {
      const { project, host } = context.value('connection')
      const { originMismatch, origin } = context.value('key')
      if (originMismatch) {
        const reason = `the saved key belongs to ${origin}, not to ${host}; it was not sent`
        return { authorisation: skipped(reason), project: skipped(reason) }
      }
      const names = await withKey(context, (client) => client.projects())
      return {
        authorisation: known({ projects: names.length }),
        project: known({
          name: project,
          found: names.includes(project),
          nearest: findNearestNames(project, names),
          projects: names.length,
        }),
      }
    },
  },
  {
    what: 'reading the window',
    needs: ['project'],
    gives: ['preview', 'window', 'aliases'],
    async run(context) {
      const { request, dependencies, signal, value } = context
      const { found, name } = value('project')
      if (!found) return allSkipped(['preview', 'window', 'aliases'], `the project ${name} does not exist`)
      const left = Math.max(0.001, leftMs(context) / 1000)
      const { report, aliases } = await dependencies.preview(
        { ...request, budgetSeconds: Math.min(request.budgetSeconds, left) },
        { signal },
      )
      if (report.error !== null) throw new CompanionError(report.error.code, report.error.message)
      const end = report.window === null ? null : parseInstant(report.window.end)
      return {
        preview: known(report),
        window:
          end === null
            ? skipped('there is no window')
            : known({ endedMsAgo: dependencies.now().getTime() - Number(end / 1_000_000n) }),
        aliases: aliases === null ? skipped('there are no spans that would be imported') : known(aliases),
      }
    },
  },
  {
    what: 'looking around the window',
    needs: ['connection', 'preview'],
    gives: ['around'],
    async run(context) {
      const preview = context.value('preview')
      if (hasSpans(preview)) return { around: known({ before: null, after: null }) }
      const now = unixNano(BigInt(context.dependencies.now().getTime()) * 1_000_000n)
      const { project } = context.value('connection')
      return {
        around: known(await withKey(context, (client) => findNearestSpans(client, project, preview.window, now))),
      }
    },
  },
  {
    what: 'opening the store',
    needs: [],
    gives: ['store'],
    run: (context) =>
      inTime(context, async () => {
        const { signal, dependencies } = context
        const left = AbortSignal.timeout(Math.max(0, Math.ceil(leftMs(context))))
        const store = await dependencies.openStore(AbortSignal.any([signal, left]))
        context.store = store
        const [version, { spans }] = [await store.version(), await store.size()]
        return { store: known({ location: store.location, version, spans }) }
      }),
  },
  {
    what: 'writing a row to the store',
    needs: ['store'],
    gives: ['storeWritable'],
    run: (context) =>
      inTime(context, async () => {
        const store = opened(context)
        await store.probeWritable()
        return { storeWritable: known({ location: store.location }) }
      }),
  },
  {
    what: 'looking for native traces',
    needs: ['store', 'preview'],
    gives: ['native'],
    async run(context) {
      const { simulation, traces } = context.value('preview')
      const traceIds = traces.filter(({ verdict }) => simulation === null || verdict === 'matched').map(({ traceId }) => traceId)
      if (simulation === null && traceIds.length === 0) return { native: skipped('there are no spans that would be imported') }
      return inTime(context, async () => {
        const { traces: found, spans, services } = await opened(context).findNativeTraces({ simulation, traceIds })
        return { native: known({ traces: found, spans, services }) }
      })
    },
  },
]

const leftMs = ({ clock, deadline }: StepContext): number => deadline - clock.elapsed()

const patience = (context: StepContext): number => Math.min(leftMs(context), patienceMs)

async function withClient<T>(
  context: StepContext,
  apiKey: string | null,
  use: (client: PhoenixClient) => Promise<T>,
): Promise<T> {
  const { dependencies, signal, value, clock } = context
  const deadline = clock.elapsed() + patience(context)
  const client = dependencies.openPhoenix({ host: value('connection').host, apiKey, deadline, clock, signal })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

/** The key lives in this call and in the client, never in a fact. */
async function withKey<T>(context: StepContext, use: (client: PhoenixClient) => Promise<T>): Promise<T> {
  const connection = await context.dependencies.connection(context.request.connectionId)
  return withClient(context, await keyFor(context.dependencies.credentials, connection), use)
}

/** What the end of the budget cuts off in the store is a finding about the store; only a person cancels. */
async function inTime(context: StepContext, look: () => Promise<DiagnosticFacts>): Promise<DiagnosticFacts> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof CompanionError) || error.code !== 'cancelled' || context.signal.aborted) throw error
    const seconds = context.request.budgetSeconds
    throw new CompanionError('store-unreachable', `the trace store did not answer within the budget of ${seconds} s`)
  }
}

function opened({ store }: StepContext): Store {
  if (store === null) throw new Error('the step needs the fact `store`, so that the store is open')
  return store
}

export const allSkipped = (names: readonly FactName[], reason: string): DiagnosticFacts =>
  Object.fromEntries(names.map((name) => [name, skipped(reason)]))
