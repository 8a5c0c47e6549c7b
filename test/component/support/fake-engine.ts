import { createRouterClient, implement, ORPCError } from '@orpc/server'
import type { ConnectionView, StoreView, VaultState } from '../../../shared/contract/connection.ts'
import type { Failure } from '../../../shared/contract/errors.ts'
import type { Phase, Progress } from '../../../shared/contract/import.ts'
import { contract, type EngineClient } from '../../../shared/contract/index.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import { createImports } from './imports.ts'
import { createPasswords } from './passwords.ts'
import { createRecordings, type RecordingsOptions } from './recordings-engine.ts'
import { busySimulation, end, previewAgain, previewReport, spansOf, start } from './scenario.ts'
import { aliasReport, aliasSpans, checkResults } from './scenario-reports.ts'

export interface FakeEngineOptions {
  readonly connections?: readonly ConnectionView[]
  readonly imports?: number
  /** Servers whose password is saved: `user@url`. */
  readonly passwords?: readonly string[]
  /** How many spans each outcome of an alias rule has. */
  readonly aliasSpans?: number
  readonly vault?: VaultState
  /** Milliseconds between two events of a long call; 0 in tests. */
  readonly pace?: number
  /** A failure instead of the answer, by procedure: `preview.run`, `connections.test`. */
  readonly failures?: Partial<Record<string, Failure>>
  /** Members of every preview's report, in place of the scenario's. */
  readonly preview?: Partial<PreviewReport>
  /** Long calls stop after their first event and wait for the signal. */
  readonly hang?: boolean | readonly string[]
  readonly recordings?: RecordingsOptions
}

const keychain: VaultState = { kind: 'keychain', reason: null }

export const connectionView = (change: Partial<ConnectionView> = {}): ConnectionView => ({
  id: 'local',
  name: 'Local Phoenix',
  host: 'http://localhost:6006',
  project: 'busy-agent',
  saved: true,
  key: { configured: false, origin: null, originMismatch: false, unreadable: null, kept: keychain },
  plainHttpWarning: false,
  ...change,
})

export const cloudConnection = connectionView({
  id: 'cloud',
  name: 'Acme staging',
  host: 'https://app.phoenix.arize.com/s/acme',
  project: 'voice-agent',
  key: { configured: true, origin: 'https://app.phoenix.arize.com', originMismatch: false, unreadable: null, kept: keychain },
})

/** An engine in memory with the data of a recorded, busy project. It notes what it was asked. */
export function createFakeEngine(options: FakeEngineOptions = {}) {
  const vault = options.vault ?? keychain
  let connections: ConnectionView[] = [...(options.connections ?? [connectionView(), cloudConnection])]
  let activeId: string | null = connections[0]?.id ?? null
  const imports = createImports(options.imports ?? 14)
  const asked: { procedure: string; input: unknown }[] = []
  const aborted: string[] = []
  let store: StoreView = {
    settings: { kind: 'embedded', path: null, table: 'otel_traces' },
    passwordConfigured: false,
    state: 'ready',
    version: '26.5.1',
    bytesOnDisk: 48_211_968,
    spans: 12_406,
    location: '/home/you/.local/share/coval-companion/store',
    failure: null,
  }

  const { accountOf, passwordOf, passwords } = createPasswords(options.passwords)

  const wait = (signal: AbortSignal | undefined, milliseconds: number) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, milliseconds)
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
    })
  const hang = (name: string, signal: AbortSignal | undefined) =>
    new Promise<never>((_, reject) =>
      signal?.addEventListener('abort', () => {
        aborted.push(name)
        reject(signal.reason)
      }),
    )
  /** A reading that answers where it is not named to hang. */
  const hangWhereNamed = async (name: string, signal: AbortSignal | undefined) => {
    if (typeof options.hang === 'object' && options.hang.includes(name)) await hang(name, signal)
  }
  const note = (procedure: string, input: unknown) => {
    asked.push({ procedure, input })
    const failure = options.failures?.[procedure]
    if (failure) throw new ORPCError('FAILED', { status: 422, data: failure, defined: true })
  }
  const find = (id: string) => {
    const connection = connections.find((one) => one.id === id)
    if (!connection)
      throw new ORPCError('FAILED', {
        status: 422,
        data: { code: 'connection-unknown', message: 'No such connection', next: 'Pick another.', check: null },
      })
    return connection
  }
  const change = (id: string, next: Partial<ConnectionView>) => {
    connections = connections.map((one) => (one.id === id ? { ...one, ...next } : one))
    return find(id)
  }
  const progress = (phase: Phase, pages: number, spans: number, matched: number, leftMs: number): Progress => ({
    kind: 'progress',
    phase,
    pages,
    spans,
    matched,
    written: phase === 'write' ? matched : 0,
    leftMs,
    budgetMs: 90_000,
  })

  const ofRecordings = createRecordings({
    options: options.recordings ?? {},
    note,
    wait: (signal, steps) => wait(signal, (options.pace ?? 0) * steps),
    hang: (name, signal) => (options.hang === true ? hang(name, signal) : hangWhereNamed(name, signal)),
    connections: () => connections,
    addConnection: (connection) => {
      connections = [...connections, connection]
    },
    removeConnection: (id) => {
      connections = connections.filter((one) => one.id !== id)
    },
  })

  // What these views ask for; the viewer's procedures have a fake of their own beside its tests.
  const {
    app,
    connections: ofConnections,
    store: ofStore,
    imports: ofImports,
    preview,
    spans,
    aliases,
    checks,
    demo,
    recordings,
  } = contract
  const os = implement({
    app,
    connections: ofConnections,
    store: ofStore,
    imports: ofImports,
    preview,
    spans,
    aliases,
    checks,
    demo,
    recordings,
  })
  const router = os.router({
    app: {
      info: os.app.info.handler(() => {
        note('app.info', null)
        return { version: '0.1.0', node: '24.21.0', host: 'test' as const, vault, enginePid: 4711 }
      }),
    },
    connections: {
      list: os.connections.list.handler(async ({ signal }) => {
        note('connections.list', null)
        await hangWhereNamed('connections.list', signal)
        return { connections, activeId }
      }),
      save: os.connections.save.handler(({ input }) => {
        note('connections.save', input)
        const { id, ...fields } = input
        if (id === null) {
          const made = connectionView({
            ...fields,
            id: `c-${connections.length + 1}`,
            key: { ...connectionView().key, kept: vault },
          })
          connections = [...connections, made]
          activeId = made.id
          return made
        }
        const before = find(id)
        const origin = new URL(fields.host).origin
        return change(id, {
          ...fields,
          key: { ...before.key, originMismatch: before.key.origin !== null && before.key.origin !== origin },
          plainHttpWarning: before.key.configured && origin.startsWith('http://') && !/localhost|127\./.test(origin),
        })
      }),
      activate: os.connections.activate.handler(({ input }) => {
        note('connections.activate', input)
        activeId = find(input.id).id
      }),
      remove: os.connections.remove.handler(({ input }) => {
        note('connections.remove', input)
        connections = connections.filter((one) => one.id !== input.id)
        activeId = connections[0]?.id ?? null
      }),
      setKey: os.connections.setKey.handler(({ input }) => {
        note('connections.setKey', { id: input.id })
        const origin = new URL(find(input.id).host).origin
        return change(input.id, { key: { configured: true, origin, originMismatch: false, unreadable: null, kept: vault } }).key
      }),
      removeKey: os.connections.removeKey.handler(({ input }) => {
        note('connections.removeKey', input)
        return change(input.id, {
          key: { configured: false, origin: null, originMismatch: false, unreadable: null, kept: vault },
        }).key
      }),
      test: os.connections.test.handler(async ({ input, signal }) => {
        note('connections.test', input)
        if (options.hang) await hang('connections.test', signal)
        await wait(signal, (options.pace ?? 0) * 2)
        const found = find(input.id).project !== 'bsy-agent'
        return {
          server: { version: '20.26.1', selects: true, latencyMs: 14 },
          projectFound: found,
          nearest: found ? [] : ['busy-agent', 'near-miss-agent'],
        }
      }),
      projects: os.connections.projects.handler(({ input }) => {
        note('connections.projects', { ...input, key: input.key !== null })
        return [
          'busy-agent',
          'default',
          'langgraph-agent',
          'metadata-agent',
          'near-miss-agent',
          'odd-values-agent',
          'support-agent',
        ]
      }),
    },
    store: {
      view: os.store.view.handler(async () => {
        note('store.view', null)
        await wait(undefined, (options.pace ?? 0) * 2)
        return store
      }),
      save: os.store.save.handler(async ({ input, signal }) => {
        note('store.save', { settings: input.settings })
        await hangWhereNamed('store.save', signal)
        if (input.password !== null) passwords.add(accountOf(input.settings))
        store = {
          ...store,
          settings: input.settings,
          passwordConfigured: passwordOf(input.settings).configured,
          location: input.settings.kind === 'server' ? input.settings.url : '/home/you/.local/share/coval-companion/store',
        }
        return store
      }),
      password: os.store.password.handler(({ input }) => {
        note('store.password', input)
        return passwordOf(input.settings)
      }),
      removePassword: os.store.removePassword.handler(({ input }) => {
        note('store.removePassword', input)
        passwords.delete(accountOf(input.settings))
        return passwordOf(input.settings)
      }),
      test: os.store.test.handler(async ({ input, signal }) => {
        note('store.test', { settings: input.settings })
        if (options.hang) await hang('store.test', signal)
        await wait(signal, options.pace ?? 0)
        return { version: '26.5.1', writable: true, spans: 12_406 }
      }),
    },
    imports: {
      run: os.imports.run.handler(async function* ({ input, signal }) {
        note('imports.run', input)
        const steps: [Phase, number, number, number][] = [
          ['connect', 0, 0, 0],
          ['find-window', 1, 510, 36],
          ['select', 2, 546, 36],
          ['fetch', 4, 1240, 113],
          ['wait', 5, 1310, 183],
          ['write', 5, 1310, 183],
          ['commit', 5, 1310, 183],
        ]
        for (const [index, [phase, pages, spans, matched]] of steps.entries()) {
          yield progress(phase, pages, spans, matched, 90_000 - index * 400)
          if (options.hang) await hang('imports.run', signal)
          await wait(signal, options.pace ?? 0)
        }
        yield { kind: 'report' as const, report: imports.write(input) }
      }),
      list: os.imports.list.handler(async ({ input, signal }) => {
        const recording = input?.recording ?? null
        note('imports.list', recording)
        await hangWhereNamed('imports.list', signal)
        return imports.list(recording)
      }),
      get: os.imports.get.handler(({ input }) => {
        const record = imports.list(null).find((one) => one.importId === input.importId)
        if (!record) throw new ORPCError('NOT_FOUND')
        return record
      }),
      remove: os.imports.remove.handler(async ({ input, signal }) => {
        note('imports.remove', input)
        await hangWhereNamed('imports.remove', signal)
        imports.remove(input.importId)
      }),
    },
    preview: {
      run: os.preview.run.handler(async function* ({ input, signal }) {
        note('preview.run', input)
        yield progress('connect', 0, 0, 0, 89_800)
        if (options.hang) await hang('preview.run', signal)
        await wait(signal, options.pace ?? 0)
        yield progress('select', 2, 546, 36, 89_300)
        await wait(signal, options.pace ?? 0)
        const report = { ...previewReport(input), ...options.preview }
        const matched = report.traces.filter((trace) => trace.verdict === 'matched')
        yield { kind: 'verdict' as const, matched: report.spans.matched, traces: matched.length, keys: ['session_id'] }
        await wait(signal, options.pace ?? 0)
        yield { kind: 'report' as const, report }
      }),
      get: os.preview.get.handler(({ input }) => {
        note('preview.get', input)
        return previewAgain(input.previewId)
      }),
    },
    spans: {
      ofTrace: os.spans.ofTrace.handler(({ input }) => {
        note('spans.ofTrace', input)
        return spansOf(input.traceId, input.source.kind === 'import')
      }),
      attribute: os.spans.attribute.handler(({ input }) => {
        note('spans.attribute', input)
        return `the whole value of ${input.key}`
      }),
    },
    aliases: {
      explain: os.aliases.explain.handler(async ({ input, signal }) => {
        note('aliases.explain', input)
        await hangWhereNamed('aliases.explain', signal)
        return aliasReport(input.extraRules)
      }),
      spans: os.aliases.spans.handler(({ input }) => {
        note('aliases.spans', input)
        const total = options.aliasSpans ?? (input.bucket === 'aliased' ? 5000 : 3)
        const all = aliasSpans(total).map((span) => ({
          ...span,
          source: input.bucket === 'lacking' ? null : span.source,
          alias: input.bucket === 'lacking' ? null : input.bucket === 'conflict' ? '{"already":"there"}' : span.alias,
        }))
        return { total, spans: all.slice(input.offset, input.offset + input.limit) }
      }),
    },
    checks: {
      run: os.checks.run.handler(async function* ({ input, signal }) {
        note('checks.run', input)
        const chosen = checkResults.filter((one) => input.only === null || input.only.includes(one.id))
        yield { kind: 'gathering' as const, what: 'asking Phoenix for its projects' }
        await hangWhereNamed('checks.run', signal)
        for (const result of chosen) {
          await wait(signal, (options.pace ?? 0) / 3)
          yield { kind: 'check' as const, result }
        }
        yield { kind: 'report' as const, report: { format: 1 as const, checks: chosen } }
      }),
    },
    recordings: ofRecordings,
    demo: {
      start: os.demo.start.handler(() => {
        note('demo.start', null)
        const demo = connectionView({ id: 'demo', name: 'Demo recording', host: 'http://127.0.0.1:40123', saved: false })
        connections = [...connections.filter((one) => one.id !== 'demo'), demo]
        activeId = demo.id
        return {
          connection: demo,
          simulation: busySimulation,
          start: new Date(start).toISOString(),
          end: new Date(end).toISOString(),
        }
      }),
    },
  })
  const client = createRouterClient(router) as Partial<EngineClient> as EngineClient
  return {
    client,
    asked,
    aborted,
    setFailures: (failures: FakeEngineOptions['failures']) => Object.assign(options, { failures }),
  }
}
