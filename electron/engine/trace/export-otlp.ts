import type { ExportEvent } from '../../../shared/contract/trace.ts'
import { writeOtlpJson } from '../../../shared/otlp/otlp-json.ts'
import type { Span } from '../../../shared/otlp/span.ts'

/** Characters gathered into one event: large enough to be few, small enough for a message. */
const partLength = 1_000_000

/** The spans as one OTLP/JSON document in parts; joined, they are the file. */
export async function* exportOtlp(
  spans: readonly Span[],
  signal: AbortSignal | undefined,
): AsyncGenerator<ExportEvent, void, void> {
  let gathered = ''
  let characters = 0
  for (const piece of writeOtlpJson(spans)) {
    gathered += piece
    if (gathered.length < partLength) continue
    signal?.throwIfAborted()
    characters += gathered.length
    yield { kind: 'part', text: gathered }
    gathered = ''
  }
  characters += gathered.length
  yield { kind: 'part', text: gathered }
  yield { kind: 'end', spans: spans.length, characters }
}
