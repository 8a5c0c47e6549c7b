import type { EngineClient } from '../../stores/engine.tsx'
import { ask } from '../../stores/queries.ts'

/** The file of a draft, which comes in pieces. */
export async function fetchFile(client: EngineClient, draftId: string): Promise<{ fileName: string; blob: Blob }> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for (let offset = 0; ; ) {
    const from = offset
    const { fileName, bytes, base64 } = await ask(() => client.recordings.file({ draftId, offset: from }))
    const piece = readBytes(base64)
    pieces.push(piece)
    offset += piece.length
    if (offset >= bytes) return { fileName, blob: new Blob(pieces, { type: 'application/octet-stream' }) }
    if (piece.length === 0) throw new Error(`the engine gave ${offset} of ${bytes} bytes`)
  }
}

function readBytes(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index)
  return bytes
}
