import { filePieceCharacters } from '../../../shared/contract/file-pieces.ts'
import type { SourceHeader } from '../../../shared/contract/trace.ts'
import type { EngineClient } from '../../stores/engine.tsx'
import { ask } from '../../stores/queries.ts'

/** Hands a file of spans to the engine, in pieces where it is long. No path crosses, only its name and text. */
export async function openTraceFile(client: EngineClient, file: File): Promise<SourceHeader> {
  const text = await file.text()
  let uploadId: string | null = null
  let offset = 0
  while (text.length - offset > filePieceCharacters) {
    const piece = text.slice(offset, pieceEnd(text, offset))
    uploadId = await addPiece(client, uploadId, piece)
    offset += piece.length
  }
  const rest = { name: file.name.slice(0, 1000), text: text.slice(offset), uploadId }
  return ask(() => client.trace.openFile(rest))
}

const addPiece = async (client: EngineClient, uploadId: string | null, text: string): Promise<string> =>
  (await ask(() => client.trace.addToFile({ uploadId, text }))).uploadId

/** Half of a surrogate pair would be lost on the way. */
function pieceEnd(text: string, offset: number): number {
  const end = offset + filePieceCharacters
  return /[\uD800-\uDBFF]/.test(text[end - 1] ?? '') ? end - 1 : end
}
