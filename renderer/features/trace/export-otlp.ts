import type { SpanSource } from '../../../shared/contract/index.ts'
import type { EngineClient } from '../../stores/engine.tsx'
import { ask } from '../../stores/queries.ts'
import { saveBlob } from '../../widgets/save-text.ts'

/**
 * Saves the spans of a source, or of the one trace that is shown of it, as one OTLP/JSON file. Its parts stay parts: one text of
 * them all could be too long for a string.
 */
export async function saveExport(
  client: EngineClient,
  source: SpanSource,
  title: string,
  traceId: string | null = null,
): Promise<void> {
  const parts: string[] = []
  const events = await ask(() => client.trace.exportOtlp({ source, traceId }))
  for await (const event of events) if (event.kind === 'part') parts.push(event.text)
  saveBlob(fileName(title, traceId), new Blob(parts, { type: 'application/json' }))
}

/** A name that every file system takes; it tells which trace the file holds, where it is not all of them. */
export const fileName = (title: string, traceId: string | null = null): string =>
  `${
    title
      .replace(/\.jsonl?$/i, '')
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 80) || 'trace'
  }${traceId === null ? '' : `-trace-${traceId.replace(/\W/g, '').slice(0, 64)}`}.otlp.json`
