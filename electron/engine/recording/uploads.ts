import { randomUUID } from 'node:crypto'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { caseLimits } from '../../../shared/recording/limits.ts'

/** Files that are being handed over at a time; an abandoned one makes room for the next. */
const mostUploads = 2

/** Files on their way in, piece by piece, in memory. */
export class Uploads {
  readonly #uploads = new Map<string, Buffer[]>()

  /** Throws `recording-gone` for an upload that was never begun, `recording-unreadable` for one that is too large. */
  add(uploadId: string | null, piece: Buffer): { uploadId: string; bytes: number } {
    const id = uploadId ?? this.#begin()
    const pieces = this.#get(id)
    pieces.push(piece)
    const bytes = sizeOf(pieces)
    if (bytes <= caseLimits.packedBytes) return { uploadId: id, bytes }
    this.#uploads.delete(id)
    throw new CompanionError('recording-unreadable', `The file is larger than ${caseLimits.packedBytes} bytes.`, { bytes })
  }

  /** The whole file, which is then forgotten. */
  take(uploadId: string): Buffer {
    const pieces = this.#get(uploadId)
    this.#uploads.delete(uploadId)
    return Buffer.concat(pieces)
  }

  #begin(): string {
    const id = randomUUID()
    this.#uploads.set(id, [])
    for (const oldest of this.#uploads.keys()) if (this.#uploads.size > mostUploads) this.#uploads.delete(oldest)
    return id
  }

  #get(id: string): Buffer[] {
    const pieces = this.#uploads.get(id)
    if (pieces === undefined)
      throw new CompanionError('recording-gone', 'This file was not handed over, or another one took its place.')
    return pieces
  }
}

const sizeOf = (pieces: readonly Buffer[]): number => pieces.reduce((sum, { length }) => sum + length, 0)
