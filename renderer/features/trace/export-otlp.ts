import type { SpanSource } from '../../../shared/contract/index.ts'
import type { EngineClient } from '../../stores/engine.tsx'
import { ask } from '../../stores/queries.ts'
import { saveBlob } from '../../widgets/save-text.ts'

/** Saves the spans of a source as one OTLP/JSON file. Its parts stay parts: one text of them all could be too long for a string. */
export async function saveExport(client: EngineClient, source: SpanSource, title: string): Promise<void> {
  const parts: string[] = []
  const events = await ask(() => client.trace.exportOtlp({ source }))
  for await (const event of events) if (event.kind === 'part') parts.push(event.text)
  saveBlob(fileName(title), new Blob(parts, { type: 'application/json' }))
}

/** A name that every file system takes. */
export const fileName = (title: string): string =>
  `${
    title
      .replace(/\.jsonl?$/i, '')
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 80) || 'trace'
  }.otlp.json`
