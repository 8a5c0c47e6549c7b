import { randomUUID } from 'node:crypto'
import type { CheckReport } from '../../../shared/contract/checks.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportReport, ImportRequest } from '../../../shared/contract/import.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import type { HeldCase } from '../../../shared/contract/recordings.ts'
import type { RecordedJob } from '../../../shared/recording/format.ts'
import { heldBytes } from '../../../shared/recording/limits.ts'
import type { CapturedExchange, PhoenixClient, PhoenixClientOptions } from '../phoenix/types.ts'

/** One job and all that Phoenix answered to it. */
export interface HeldJob {
  readonly kind: RecordedJob
  readonly startedAt: Date
  readonly exchanges: CapturedExchange[]
  complete: boolean
}

/** The last preview, import and check of one request. */
export interface HeldJobs {
  readonly id: string
  /** As the newest job asked. */
  request: ImportRequest
  readonly connectionName: string
  readonly host: string
  readonly project: string
  /** The keys that were sent, for the sweep: a key may be replaced before the case is written. In memory only. */
  readonly secrets: Set<string>
  keyConfigured: boolean
  /** Those that have ended, each beside its report. */
  readonly jobs: Map<RecordedJob, HeldJob>
  /** Those under way. One that is replaced by a newer one of its kind has nothing to add. */
  readonly running: Map<RecordedJob, HeldJob>
  preview: PreviewReport | null
  import: ImportReport | null
  checks: CheckReport | null
}

export interface JobStart {
  readonly kind: RecordedJob
  readonly request: ImportRequest
  readonly connectionName: string
  readonly host: string
  readonly project: string
  readonly apiKey: string | null
  readonly startedAt: Date
}

/** What a job needs to be captured: a way to Phoenix that remembers, and where its report goes. */
export interface CapturedJob {
  openPhoenix(options: PhoenixClientOptions): PhoenixClient
  finish(reports: { preview?: PreviewReport; import?: ImportReport; checks?: CheckReport }): string
}

/**
 * The answers of the last jobs, packed as they came, up to a number of bytes. Older cases make room for newer ones; a case that does
 * not fit alone loses answers and says so.
 */
export class HeldCases {
  readonly #cases = new Map<string, HeldJobs>()
  readonly #limit: number
  #bytes = 0

  constructor(limit: number = heldBytes) {
    this.#limit = limit
  }

  /** @param open how the job reaches Phoenix */
  begin(start: JobStart, open: (options: PhoenixClientOptions) => PhoenixClient): CapturedJob {
    const held = this.#caseOf(start)
    const { startedAt, kind } = start
    const job: HeldJob = { kind, startedAt, exchanges: [], complete: true }
    this.#forget(held.running.get(kind))
    held.running.set(kind, job)
    if (start.apiKey !== null) held.secrets.add(start.apiKey)
    held.keyConfigured = start.apiKey !== null
    const capture = (exchange: CapturedExchange) => this.#keep(held, job, exchange)
    return {
      openPhoenix: (options) => {
        if (options.apiKey !== null) held.secrets.add(options.apiKey)
        return open({ ...options, capture })
      },
      finish: ({ preview, import: imported, checks }) => {
        if (held.running.get(kind) !== job) return held.id
        held.running.delete(kind)
        this.#forget(held.jobs.get(kind))
        held.jobs.set(kind, job)
        held.request = start.request
        held.preview = preview ?? held.preview
        held.import = imported ?? held.import
        held.checks = checks ?? held.checks
        return held.id
      },
    }
  }

  list(): HeldCase[] {
    return [...this.#cases.values()].filter(hasEnded).reverse().map(viewHeld)
  }

  /** Throws `recording-gone`. */
  get(id: string): HeldJobs {
    const held = this.#cases.get(id)
    if (held === undefined || !hasEnded(held))
      throw new CompanionError('recording-gone', 'The answers of this run are no longer held.')
    return held
  }

  /** The case of this request on what its connection named when it ran; null where none is held. */
  find(asked: Pick<HeldJobs, 'request' | 'host' | 'project'>): HeldCase | null {
    const held = [...this.#cases.values()].find((each) => keyOf(each) === keyOf(asked))
    return held === undefined || !hasEnded(held) ? null : viewHeld(held)
  }

  #caseOf({ request, connectionName, host, project }: JobStart): HeldJobs {
    const key = keyOf({ request, host, project })
    const known = [...this.#cases.values()].find((held) => keyOf(held) === key)
    const id = known?.id ?? randomUUID()
    const held = known ?? {
      ...{ id, request, connectionName, host, project },
      ...{
        secrets: new Set<string>(),
        keyConfigured: false,
        jobs: new Map(),
        running: new Map(),
        preview: null,
        import: null,
        checks: null,
      },
    }
    // The newest case is the last to go.
    this.#cases.delete(id)
    this.#cases.set(id, held)
    return held
  }

  #keep(held: HeldJobs, job: HeldJob, exchange: CapturedExchange): void {
    if (held.running.get(job.kind) !== job) return
    const size = exchange.body?.bytes.length ?? 0
    while (this.#bytes + size > this.#limit) {
      const [oldest] = this.#cases.values()
      if (oldest === undefined || oldest === held) break
      for (const other of [...oldest.jobs.values(), ...oldest.running.values()]) this.#forget(other)
      oldest.running.clear()
      this.#cases.delete(oldest.id)
    }
    if (this.#bytes + size > this.#limit) {
      job.complete = false
      job.exchanges.push({ ...exchange, body: null })
      return
    }
    this.#bytes += size
    job.exchanges.push(exchange)
  }

  #forget(job: HeldJob | undefined): void {
    for (const { body } of job?.exchanges ?? []) this.#bytes -= body?.bytes.length ?? 0
  }
}

const keyOf = ({ request, host, project }: Pick<HeldJobs, 'request' | 'host' | 'project'>): string => {
  const { connectionId, simulation, window, limits, strategy } = request
  return JSON.stringify([connectionId, host, project, simulation, window, limits, strategy])
}

const hasEnded = (held: HeldJobs): boolean => held.jobs.size > 0

export const jobsInOrder = (held: HeldJobs): HeldJob[] =>
  [...held.jobs.values()].sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime())

export function viewHeld(held: HeldJobs): HeldCase {
  const jobs = jobsInOrder(held)
  const exchanges = jobs.flatMap((job) => job.exchanges)
  return {
    id: held.id,
    connectionId: held.request.connectionId,
    connectionName: held.connectionName,
    project: held.project,
    simulation: held.request.simulation,
    recordedAt: (jobs[0]?.startedAt ?? new Date(0)).toISOString(),
    jobs: jobs.map(({ kind }) => kind),
    requests: exchanges.length,
    bytes: exchanges.reduce((sum, { body }) => sum + (body?.bytes.length ?? 0), 0),
    complete: jobs.every(({ complete }) => complete),
  }
}
