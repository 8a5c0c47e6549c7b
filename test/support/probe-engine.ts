import { isContractProcedure } from '@orpc/contract'
import { implement, ORPCError, type Router } from '@orpc/server'
import type { Connection, ConnectionView, KeyState, StoreSettings, StoreView } from '../../shared/contract/connection.ts'
import type { CredentialStore } from '../../shared/contract/credentials.ts'
import type { Failure } from '../../shared/contract/errors.ts'
import type { ImportRecord, ImportReport, ImportRequest, Progress } from '../../shared/contract/import.ts'
import { probeContract } from './probe-contract.ts'

const failure = (code: Failure['code'], message: string): Failure => ({ code, message, next: 'Try another.', check: null })
const iso = '2026-01-02T03:04:05.000Z'

/**
 * An engine that does nothing but keep keys in the vault it is given and answer in the contract's shapes: for tests of what
 * carries the calls. The connection `missing` does not exist.
 */
export function createProbeEngine(vault: CredentialStore) {
  const counted = { started: 0, stopped: 0, events: 0 }
  const connection: Connection = { id: 'one', name: 'One', host: 'http://127.0.0.1:6006', project: 'demo' }
  const account = (id: string) => `phoenix:${id}`
  const keyState = async (id: string): Promise<KeyState> => {
    const kept = await vault.peek(account(id))
    return {
      configured: kept !== null,
      origin: kept?.origin ?? null,
      originMismatch: false,
      unreadable: null,
      kept: await vault.state(),
    }
  }
  const view = async (id = connection.id): Promise<ConnectionView> => ({
    ...connection,
    id,
    saved: true,
    key: await keyState(id),
    plainHttpWarning: false,
  })
  const storeView = async (settings: StoreSettings): Promise<StoreView> => ({
    settings,
    passwordConfigured: (await vault.peek('store:one')) !== null,
    state: 'ready',
    failure: null,
    version: '26.1',
    bytesOnDisk: 1,
    spans: 2,
    location: 'memory',
  })
  const embedded: StoreSettings = { kind: 'embedded', path: null, table: 'otel_traces' }
  const progress: Progress = {
    kind: 'progress',
    phase: 'fetch',
    pages: 1,
    spans: 2,
    matched: 1,
    written: 0,
    leftMs: 1000,
    budgetMs: 90_000,
  }

  const os = implement(probeContract)
  const rooms = {
    app: {
      info: os.app.info.handler(async () => ({
        version: '0.0.0',
        node: process.version,
        host: 'test',
        vault: await vault.state(),
        enginePid: process.pid,
      })),
    },
    connections: {
      list: os.connections.list.handler(async () => ({ connections: [await view()], activeId: connection.id })),
      save: os.connections.save.handler(({ input }) => view(input.id ?? 'new')),
      activate: os.connections.activate.handler(({ input, errors }) => {
        if (input.id === 'missing') throw errors.FAILED({ data: failure('connection-unknown', 'No such connection.') })
      }),
      remove: os.connections.remove.handler(() => undefined),
      setKey: os.connections.setKey.handler(async ({ input }) => {
        await vault.set(account(input.id), { secret: input.key, origin: connection.host })
        return keyState(input.id)
      }),
      removeKey: os.connections.removeKey.handler(async ({ input }) => {
        await vault.remove(account(input.id))
        return keyState(input.id)
      }),
      test: os.connections.test.handler(async ({ input, errors }) => {
        if ((await vault.get(account(input.id))) === null) {
          throw errors.FAILED({ data: failure('phoenix-unauthorized', 'Phoenix wants a key.') })
        }
        return { server: { version: '20.0.0', selects: true, latencyMs: 1 }, projectFound: true, nearest: [] }
      }),
      projects: os.connections.projects.handler(() => ['demo']),
    },
    store: {
      view: os.store.view.handler(() => storeView(embedded)),
      save: os.store.save.handler(async ({ input }) => {
        if (input.password !== null) await vault.set('store:one', { secret: input.password, origin: 'http://127.0.0.1:8123' })
        return storeView(input.settings)
      }),
      password: os.store.password.handler(async () => ({
        configured: (await vault.peek('store:one')) !== null,
        plainHttpAbroad: false,
      })),
      removePassword: os.store.removePassword.handler(async () => {
        await vault.remove('store:one')
        return { configured: false, plainHttpAbroad: false }
      }),
      test: os.store.test.handler(() => ({ version: '26.1', writable: true, spans: 2 })),
    },
    imports: {
      run: os.imports.run.handler(async function* ({ input }) {
        yield progress
        yield { kind: 'report', report: importReport(input) }
      }),
      list: os.imports.list.handler(() => [importRecord]),
      get: os.imports.get.handler(() => importRecord),
      remove: os.imports.remove.handler(() => undefined),
    },
    preview: {
      run: os.preview.run.handler(async function* () {
        yield progress
        yield { kind: 'verdict', matched: 1, traces: 1, keys: ['session_id'] }
      }),
      get: os.preview.get.handler(({ errors }) => {
        throw errors.FAILED({ data: failure('no-longer-held', 'This preview is no longer held.') })
      }),
    },
    spans: {
      ofTrace: os.spans.ofTrace.handler(() => []),
      attribute: os.spans.attribute.handler(() => 'the value'),
    },
    aliases: {
      explain: os.aliases.explain.handler(() => ({ spans: 0, llmSpans: 0, rules: [], renamed: [], consequences: [] })),
      spans: os.aliases.spans.handler(() => ({ total: 0, spans: [] })),
    },
    checks: {
      run: os.checks.run.handler(async function* () {
        yield { kind: 'gathering', what: 'asking Phoenix' }
        yield { kind: 'report', report: { format: 1, checks: [] } }
      }),
    },
    demo: {
      start: os.demo.start.handler(async () => ({ connection: await view('demo'), simulation: 'sim-1', start: iso, end: iso })),
    },
    probe: {
      echo: os.probe.echo.handler(({ input }) => input),
      rows: os.probe.rows.handler(({ input }) =>
        Array.from({ length: input.count }, (_, index) => ({ id: String(index).padStart(32, '0'), name: 'llm', index })),
      ),
      count: os.probe.count.handler(async function* ({ signal }) {
        counted.started += 1
        try {
          for (let count = 1; signal?.aborted !== true; count += 1) {
            counted.events += 1
            yield { count }
            await new Promise((resolve) => setTimeout(resolve, 2))
          }
        } finally {
          counted.stopped += 1
        }
      }),
      counted: os.probe.counted.handler(() => ({ ...counted })),
      bug: os.probe.bug.handler(async () => {
        throw new Error(`a bug with ${(await vault.get(account('one')))?.secret}`)
      }),
      lateBug: os.probe.lateBug.handler(async function* () {
        yield 1
        throw new Error(`a bug with ${(await vault.get(account('one')))?.secret}`)
      }),
      hang: os.probe.hang.handler(() => new Promise(() => undefined)),
    },
  }
  const router = os.router({ ...refuseAll(probeContract), ...rooms } as never) as unknown as Router<
    typeof probeContract,
    Record<never, never>
  >
  return { router, counted }
}

/** An answer for procedures that the probe has no use for: each fails with the contract's typed error. */
function refuseAll(node: object): object {
  return Object.fromEntries(
    Object.entries(node).map(([name, child]: [string, object]) => [
      name,
      isContractProcedure(child) ? refuse(child) : refuseAll(child),
    ]),
  )
}

function refuse(procedure: Parameters<typeof implement>[0]): unknown {
  const builder = implement(procedure) as unknown as { handler(handle: () => never): unknown }
  return builder.handler(() => {
    throw new ORPCError('FAILED', {
      status: 422,
      defined: true,
      message: 'refused',
      data: failure('usage', 'The probe does not do this.'),
    })
  })
}

const importRecord: ImportRecord = {
  importId: 'import-1',
  simulation: 'sim-1',
  project: 'demo',
  host: 'http://127.0.0.1:6006',
  importedAt: iso,
  window: { start: iso, end: iso, source: 'given' },
  spans: 1,
  traces: 1,
  partial: null,
  report: null,
}

const importReport = (request: ImportRequest): ImportReport => ({
  format: 1,
  outcome: 'imported',
  simulation: request.simulation,
  project: 'demo',
  host: 'http://127.0.0.1:6006',
  window: { start: iso, end: iso, source: 'given' },
  limits: request.limits,
  strategy: null,
  spans: { fetched: 2, matched: 1, written: 1 },
  traces: 1,
  partial: null,
  conflicts: [],
  malformed: [],
  requests: 1,
  attempts: 1,
  elapsedMs: 1,
  phases: {},
  store: 'memory',
  importId: 'import-1',
  note: null,
  serverVersion: '20.0.0',
  error: null,
})
