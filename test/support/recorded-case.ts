import { gzipSync } from 'node:zlib'
import type { CapturedExchange, PhoenixClientOptions } from '../../electron/engine/phoenix/types.ts'
import { type BuiltCase, buildCase, fileOf } from '../../electron/engine/recording/build-draft.ts'
import { HeldCases, type HeldJobs, type JobStart } from '../../electron/engine/recording/held-cases.ts'
import { createSweeper } from '../../electron/engine/recording/sweep.ts'
import type { ImportRequest } from '../../shared/contract/import.ts'
import type { PreviewReport } from '../../shared/contract/preview.ts'
import type { RedactionLevel } from '../../shared/contract/recordings.ts'
import { defaultRequest } from './replayed-engine.ts'

export interface CaseParts {
  readonly host?: string
  readonly project?: string
  readonly request?: Partial<ImportRequest>
  readonly exchanges: readonly CapturedExchange[]
  readonly preview?: PreviewReport
  readonly secrets?: readonly string[]
}

/** One answered request for spans, unless told otherwise. */
export const answered = (body: string, given: Partial<CapturedExchange> = {}): CapturedExchange => ({
  path: '/v1/projects/p/spans/otlpv1?limit=1000',
  attempt: 1,
  startedAt: 10,
  elapsedMs: 5,
  status: 200,
  headers: { 'content-type': 'application/json', 'x-phoenix-server-version': '20.26.1' },
  body: { bytes: gzipSync(body), encoding: 'gzip' },
  failure: null,
  ...given,
})

/** A case as the engine holds it after a preview, without an engine. */
export function holdCase({
  host = 'http://127.0.0.1:6006',
  project = 'p',
  request = {},
  exchanges,
  preview,
}: CaseParts): HeldJobs {
  const cases = new HeldCases()
  const begun: JobStart = {
    kind: 'preview',
    request: { ...defaultRequest, connectionId: 'one', ...request },
    connectionName: 'One',
    ...{ host, project, apiKey: null, startedAt: new Date('2026-11-22T15:00:00Z') },
  }
  const job = cases.begin(begun, ({ capture }: PhoenixClientOptions) => {
    for (const exchange of exchanges) capture?.(exchange)
    throw new Error('only the captured requests are wanted')
  })
  const options = { host, apiKey: null, deadline: 0, signal: new AbortController().signal }
  try {
    job.openPhoenix(options)
  } catch {
    // The way to Phoenix ends here; what was captured is held.
  }
  return cases.get(job.finish(preview ? { preview } : {}))
}

export const buildOf = (parts: CaseParts, level: RedactionLevel = 'structure'): Promise<BuiltCase> =>
  buildCase(holdCase(parts), { level, sweeper: createSweeper(parts.secrets ?? []), programVersion: '0.0.0' })

export const fileFrom = async (parts: CaseParts, level: RedactionLevel = 'structure'): Promise<Buffer> =>
  fileOf(await buildOf(parts, level))
