import type { Store } from '../../../electron/engine/store/types.ts'
import { normaliseSpan } from '../../../shared/aliases/normalise.ts'
import { toTraceRow } from '../../../shared/otlp/trace-row.ts'
import { everything, header } from '../../contract/store/rows.ts'
import type { MadeTrace } from '../viewer/made-trace.ts'

const rowsAtOnce = 1000

/** Writes a made trace as an import does, without a Phoenix and its limits; answers the import's id. */
export async function writeMadeTrace(store: Store, { simulation, spans }: MadeTrace): Promise<string> {
  const writer = await store.beginImport(header(simulation), { replaces: null, signal: new AbortController().signal })
  const { importId } = writer
  for (let at = 0; at < spans.length; at += rowsAtOnce)
    await writer.write(spans.slice(at, at + rowsAtOnce).map((span) => toTraceRow(normaliseSpan(span, { importId, simulation }))))
  await writer.commit(everything(simulation))
  return importId
}
