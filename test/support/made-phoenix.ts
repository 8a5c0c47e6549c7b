import type { ImportDependencies } from '../../electron/engine/import/run-import.ts'
import { runImport } from '../../electron/engine/import/run-import.ts'
import { runPreview } from '../../electron/engine/import/run-preview.ts'
import { createPhoenixClient } from '../../electron/engine/phoenix/client.ts'
import { createMemoryStore } from '../../electron/engine/recording/memory-store.ts'
import { type ReplayOptions, startReplayServer } from '../../electron/engine/replay/server.ts'
import type { ImportReport, ImportRequest } from '../../shared/contract/import.ts'
import type { PreviewReport } from '../../shared/contract/preview.ts'
import type { Span } from '../../shared/otlp/span.ts'
import { toIsoMicros, type UnixNano, unixNano } from '../../shared/otlp/time.ts'
import { makeSpan } from './arbitrary-spans.ts'
import { writePhoenixPage } from './phoenix-page.ts'

const epoch = 1_800_000_000_000_000_000n

/** An instant so many milliseconds after the time that made spans count from. */
export const madeTime = (milliseconds: number): UnixNano => unixNano(epoch + BigInt(milliseconds) * 1_000_000n)
export const madeIso = (milliseconds: number) => toIsoMicros(madeTime(milliseconds))
/** Now, so long after it; a year where spans are to be old. */
export const madeNow = (milliseconds = 31_536_000_000) => new Date(Number(madeTime(milliseconds) / 1_000_000n))

/** One span of trace number `trace`; `at` and `for` in milliseconds. Spans without `at` follow each other. */
export type SpanMaker = (
  trace: number,
  parts?: { at?: number; for?: number; parent?: Span; id?: string; attributes?: Readonly<Record<string, string>> },
) => Span

export function createSpanMaker(): SpanMaker {
  let count = 0
  return (trace, { at, for: length = 1, parent, id, attributes = {} } = {}) => {
    count += 1
    const start = at ?? count
    return makeSpan({
      traceId: (trace + 1).toString(16).padStart(32, '0'),
      spanId: id ?? count.toString(16).padStart(16, '0'),
      parentSpanId: parent?.spanId ?? null,
      startTime: madeTime(start),
      endTime: madeTime(start + length),
      attributes,
    })
  }
}

export interface MadePhoenix {
  import(request?: Partial<ImportRequest>, now?: () => Date, store?: Partial<ImportDependencies>): Promise<ImportReport>
  preview(request?: Partial<ImportRequest>, now?: () => Date): Promise<PreviewReport>
  close(): Promise<void>
}

export interface MadeOptions extends Omit<ReplayOptions, 'recordings'> {
  /** Spans of its other projects, by name; the oldest project first. */
  readonly others?: Readonly<Record<string, readonly Span[]>>
}

/** A Phoenix that stored these spans in this order, and the engine's import and preview against it. */
export async function startMadePhoenix(
  spans: readonly Span[],
  simulation: string,
  { others = {}, ...options }: MadeOptions = {},
): Promise<MadePhoenix> {
  const recordings = Object.entries({ ...others, made: spans }).map(([name, stored]) => ({
    name,
    pages: [writePhoenixPage([...stored].reverse())],
  }))
  const server = await startReplayServer({
    recordings,
    ...options,
  })
  const whole: ImportRequest = {
    connectionId: 'made',
    simulation,
    window: { kind: 'exact', start: madeIso(-1000), end: madeIso(10_000_000) },
    limits: 'simulation',
    strategy: 'auto',
    budgetSeconds: 60,
    replace: false,
  }
  const target = { host: server.url, project: 'made', apiKey: null }
  const never = new AbortController().signal
  const old = () => madeNow()
  return {
    import: (request, now = old, others = {}) =>
      runImport(
        { ...whole, ...request },
        target,
        { openPhoenix: createPhoenixClient, openStore: async () => createMemoryStore(), now, ...others },
        { signal: never, onProgress: () => undefined },
      ),
    async preview(request, now = old) {
      const { report } = await runPreview(
        { ...whole, ...request },
        target,
        { openPhoenix: createPhoenixClient, now },
        { signal: never, onEvent: () => undefined },
      )
      return report
    },
    close: () => server.close(),
  }
}
