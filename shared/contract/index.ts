import { type ContractRouterClient, eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { AliasBucket, AliasReport, AliasSpan } from './aliases.ts'
import { CheckEvent } from './checks.ts'
import {
  Connection,
  ConnectionView,
  KeyState,
  PasswordState,
  PhoenixHost,
  ServerInfo,
  StoreSettings,
  StoreView,
  VaultState,
} from './connection.ts'
import { ErrorCode, Failure } from './errors.ts'
import { ImportEvent, ImportRecord, ImportRequest } from './import.ts'
import { judgesContract } from './judges.ts'
import { metricsContract } from './metrics.ts'
import { PreviewEvent, PreviewReport, SpanView } from './preview.ts'
import { procedure } from './procedure.ts'
import { recordingsContract } from './recordings.ts'
import { SpanSource } from './source.ts'
import { traceContract } from './trace.ts'
import { transitionsContract } from './transitions.ts'

const ConnectionRef = z.object({ id: z.string() })

/** A key or password on its way into the vault: accepted, never returned. */
const Secret = z.string().min(1).max(10_000)

export const contract = {
  app: {
    info: procedure.output(
      z.object({
        version: z.string(),
        node: z.string(),
        host: z.enum(['electron', 'web', 'cli', 'test']),
        vault: VaultState,
        enginePid: z.number(),
      }),
    ),
  },
  connections: {
    list: procedure.output(z.object({ connections: z.array(ConnectionView), activeId: z.string().nullable() })),
    /** Creates (id null) or changes a connection. A changed origin makes a saved key unusable until it is typed again. */
    save: procedure.input(Connection.omit({ id: true }).extend({ id: z.string().nullable() })).output(ConnectionView),
    activate: procedure.input(ConnectionRef).output(z.void()),
    remove: procedure.input(ConnectionRef).output(z.void()),
    setKey: procedure.input(ConnectionRef.extend({ key: Secret })).output(KeyState),
    removeKey: procedure.input(ConnectionRef).output(KeyState),
    test: procedure
      .input(ConnectionRef)
      .output(z.object({ server: ServerInfo, projectFound: z.boolean(), nearest: z.array(z.string()) })),
    /**
     * Of a host as it is typed, before it is saved. A typed key serves this one call and is kept nowhere; without one the saved key of
     * `id` serves, for its own origin only.
     */
    projects: procedure
      .input(z.object({ id: z.string().nullable(), host: PhoenixHost, key: Secret.nullable() }))
      .output(z.array(z.string())),
  },
  store: {
    view: procedure.output(StoreView),
    /** A password of a user or server that these settings no longer name is removed. */
    save: procedure.input(z.object({ settings: StoreSettings, password: Secret.nullable() })).output(StoreView),
    password: procedure.input(z.object({ settings: StoreSettings })).output(PasswordState),
    removePassword: procedure.input(z.object({ settings: StoreSettings })).output(PasswordState),
    /** Tries settings without saving them; the saved password is used where none is given. */
    test: procedure
      .input(z.object({ settings: StoreSettings, password: Secret.nullable() }))
      .output(z.object({ version: z.string(), writable: z.boolean(), spans: z.number() })),
  },
  imports: {
    run: procedure.input(ImportRequest).output(eventIterator(ImportEvent)),
    /** Of the trace store, or of an opened recording, which keeps its own in memory. */
    list: procedure.input(z.object({ recording: z.string().nullable() }).optional()).output(z.array(ImportRecord)),
    get: procedure.input(z.object({ importId: z.string() })).output(ImportRecord),
    remove: procedure.input(z.object({ importId: z.string() })).output(z.void()),
  },
  preview: {
    run: procedure.input(ImportRequest).output(eventIterator(PreviewEvent)),
    /** What an earlier run answered, without asking Phoenix. Fails with `no-longer-held` where newer previews have taken its place. */
    get: procedure.input(z.object({ previewId: z.string() })).output(PreviewReport),
  },
  spans: {
    ofTrace: procedure.input(z.object({ source: SpanSource, traceId: z.string() })).output(z.array(SpanView)),
    /** One attribute in full. */
    attribute: procedure
      .input(z.object({ source: SpanSource, traceId: z.string(), spanId: z.string(), key: z.string() }))
      .output(z.string()),
  },
  aliases: {
    explain: procedure.input(z.object({ source: SpanSource, extraRules: z.array(z.string()) })).output(AliasReport),
    spans: procedure
      .input(
        z.object({
          source: SpanSource,
          ruleId: z.string(),
          bucket: AliasBucket,
          /** The further rules that are on, as for `explain`: the spans are those behind its counts. */
          extraRules: z.array(z.string()),
          offset: z.number().int().min(0),
          limit: z.number().int().min(1).max(1000),
        }),
      )
      .output(z.object({ total: z.number(), spans: z.array(AliasSpan) })),
  },
  checks: {
    /** Runs every check, or those named in `only`. */
    run: procedure
      .input(z.object({ request: ImportRequest, only: z.array(z.string()).nullable() }))
      .output(eventIterator(CheckEvent)),
  },
  trace: traceContract,
  metrics: metricsContract,
  transitions: transitionsContract,
  judges: judgesContract,
  recordings: recordingsContract,
  demo: {
    /** Serves the bundled recording on loopback and answers with a connection to it and the simulation to try. */
    start: procedure.output(z.object({ connection: ConnectionView, simulation: z.string(), start: z.string(), end: z.string() })),
  },
}

export { ErrorCode, Failure, SpanSource }
export type Contract = typeof contract
/** What every host of the engine offers, over whichever transport. */
export type EngineClient = ContractRouterClient<Contract>
