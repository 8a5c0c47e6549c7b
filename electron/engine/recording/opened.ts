import { createHash } from 'node:crypto'
import type { Connection } from '../../../shared/contract/connection.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import { recordingOfImport } from '../../../shared/contract/recording-ids.ts'
import type { OpenedRecording } from '../../../shared/contract/recordings.ts'
import type { Case, RecordedJob } from '../../../shared/recording/format.ts'
import { type Clock, createSkippingClock } from '../phoenix/clock.ts'
import type { PhoenixClient, PhoenixClientOptions } from '../phoenix/types.ts'
import { createMemoryStore, type MemoryImport, type MemoryStore } from './memory-store.ts'

/** A file that is served on loopback, and what stands in for the machine that it was made on. */
export interface Opened {
  readonly id: string
  readonly name: string
  readonly connection: Connection
  readonly request: ImportRequest
  /** Null for a file of spans. */
  readonly held: Case | null
  readonly spans: number
  readonly limits: readonly string[]
  /** Imports of a recording go here and nowhere else; it goes with the recording. */
  readonly store: MemoryStore
  /**
   * A job begins: what was answered to a job of its kind is answered anew, from the first answer on. Gives its clock: nothing is
   * waited for, but answers take as long as they took, so that its budget ends where it ended.
   */
  begin(job: RecordedJob): Clock
  openPhoenix(options: PhoenixClientOptions): PhoenixClient
  /**
   * When the recorded job of this kind was asked for, where its wall clock starts again: "the last 30 minutes" are the same ones, and
   * a window that was fresh is fresh.
   */
  startOf(job: RecordedJob): Date
  close(): Promise<void>
}

/** The files that are open; each has a loopback port of its own until it is closed. */
export class OpenedRecordings {
  readonly #opened = new Map<string, Opened>()

  /**
   * Opens a case or a file of spans, told apart by their first bytes. The same bytes are the same recording, also after a restart;
   * one that is open already is answered as it is. Throws `recording-unreadable` or `recording-newer`.
   */
  async open(name: string, bytes: Buffer): Promise<Opened> {
    const id = idOf(bytes)
    const before = this.find(id)
    if (before !== null) return before
    const title = `Recording: ${name}`.slice(0, 100)
    const { looksPacked } = await import('./read-case.ts')
    const opened = looksPacked(bytes) ? await openCase(id, name, title, bytes) : await openTraceFile(id, name, title, bytes)
    // The same file may have been opened meanwhile.
    const meanwhile = this.find(id)
    if (meanwhile !== null) {
      await opened.close()
      return meanwhile
    }
    this.#opened.set(id, opened)
    return opened
  }

  /** By its id, which is its connection's too. */
  find(id: string): Opened | null {
    return this.#opened.get(id) ?? null
  }

  /** Throws `recording-gone`. */
  get(id: string): Opened {
    const opened = this.find(id)
    if (opened === null) throw new CompanionError('recording-gone', `The recording ${id} is not open.`)
    return opened
  }

  list(): readonly Opened[] {
    return [...this.#opened.values()]
  }

  /**
   * An import that an opened recording holds; null for an import of the trace store. Throws `recording-gone` where the recording is
   * open no longer, and `usage` where it holds no such import.
   */
  findImport(importId: string): MemoryImport | null {
    const id = recordingOfImport(importId)
    if (id === null) return null
    const found = this.get(id).store.find(importId)
    if (found === null) throw new CompanionError('usage', 'This recording holds no such import')
    return found
  }

  async close(id: string): Promise<void> {
    const opened = this.#opened.get(id)
    this.#opened.delete(id)
    await opened?.close()
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.list().map(({ id }) => this.close(id)))
  }
}

const idOf = (bytes: Buffer): string => `recording-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`

async function openCase(id: string, name: string, title: string, bytes: Buffer): Promise<Opened> {
  const [{ createPhoenixClient }, { readCase }, { serveCase }, { restoreFailures }] = await Promise.all([
    import('../phoenix/client.ts'),
    import('./read-case.ts'),
    import('./serve-case.ts'),
    import('./replayed-client.ts'),
  ])
  const held = await readCase(bytes)
  const served = await serveCase(held)
  const { manifest } = held
  return {
    id,
    name,
    connection: { id, name: title, host: served.url, project: manifest.connection.project },
    request: { connectionId: id, ...manifest.request },
    held,
    spans: served.spans,
    limits: limitsOf(held),
    store: createMemoryStore({ idPrefix: `${id}.` }),
    begin: served.begin,
    openPhoenix: (options) => restoreFailures(createPhoenixClient(options), served.takeFailure),
    startOf: (job) => new Date(manifest.startedAt?.[job] ?? manifest.recordedAt),
    close: () => served.close(),
  }
}

function limitsOf({ manifest, exchanges, preview }: Case): string[] {
  const limits: string[] = []
  if (!manifest.complete)
    limits.push('Some answers did not fit into memory when it was recorded: it may decide from fewer spans.')
  if (manifest.unfaithful > 0) limits.push(`Redaction could not keep every decision, on ${manifest.unfaithful} spans.`)
  if (!exchanges.some(({ job }) => job === 'preview' || job === 'check') && preview === null)
    limits.push('Only an import was recorded, so the rest of the window is known as far as the import read it.')
  if (manifest.level !== 'everything')
    limits.push('Times were moved, and names, ids and texts replaced; equal things are still equal.')
  return limits
}

async function openTraceFile(id: string, name: string, title: string, bytes: Buffer): Promise<Opened> {
  const [{ createPhoenixClient }, { serveTraceFile }] = await Promise.all([
    import('../phoenix/client.ts'),
    import('./serve-trace-file.ts'),
  ])
  const served = await serveTraceFile(bytes.toString('utf8'))
  const window = served.window ?? { start: '1970-01-01T00:00:00Z', end: '1970-01-01T00:00:01Z' }
  return {
    id,
    name,
    connection: { id, name: title, host: served.url, project: served.project },
    request: {
      ...{ connectionId: id, simulation: null, window: { kind: 'exact', ...window } },
      ...{ limits: 'simulation', strategy: 'auto', budgetSeconds: 90, replace: false },
    },
    held: null,
    spans: served.spans,
    limits: served.limits,
    store: createMemoryStore({ idPrefix: `${id}.` }),
    begin: createSkippingClock,
    openPhoenix: createPhoenixClient,
    // Its spans lie long back, whatever the clock says: nothing more will arrive.
    startOf: () => new Date('9999-12-31T00:00:00Z'),
    close: () => served.close(),
  }
}

/** An opened file as the surfaces see it, but for its connection's key, which it never has. */
export const viewOpened = (opened: Opened): Omit<OpenedRecording, 'connection'> => {
  const { id, name, held, request, spans, limits } = opened
  return {
    id,
    name,
    kind: held === null ? 'trace-file' : 'case',
    request,
    level: held?.manifest.level ?? null,
    recordedAt: held?.manifest.recordedAt ?? null,
    programVersion: held?.manifest.program.version ?? null,
    phoenixVersion: held?.manifest.phoenix ?? null,
    redaction: held === null ? [] : [...held.manifest.redaction],
    requests: held?.exchanges.length ?? 0,
    spans,
    limits: [...limits],
    recorded: { preview: held?.preview ?? null, import: held?.import ?? null, checks: held?.checks ?? null },
  }
}
