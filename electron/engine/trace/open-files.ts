import { randomUUID } from 'node:crypto'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { MalformedSpan } from '../../../shared/contract/import.ts'
import { readTraceFile } from '../../../shared/otlp/otlp-json-read.ts'
import type { Span } from '../../../shared/otlp/span.ts'

/** Files that stay open behind the newest one. */
const mostFiles = 3

/** A text of this length still fits into a string, also once its long integers are quoted. */
const mostCharacters = 300_000_000

export interface OpenFile {
  readonly fileId: string
  readonly name: string
  readonly spans: readonly Span[]
  readonly malformed: readonly MalformedSpan[]
  /** The file is one page of several. */
  readonly more: boolean
}

/** Files of spans that somebody opened; they live in the engine's memory, the oldest forgotten first. */
export class OpenFiles {
  readonly #files = new Map<string, OpenFile>()
  /** The one file that is on its way in; the next to begin takes its place. */
  #upload: { readonly uploadId: string; readonly pieces: string[]; characters: number } | null = null

  /** Adds a piece of a file; null begins one. Throws `usage` when the file is on its way no longer, or too long. */
  add(uploadId: string | null, text: string): { uploadId: string; characters: number } {
    if (uploadId === null) this.#upload = { uploadId: randomUUID(), pieces: [], characters: 0 }
    const upload = this.#uploadOf(uploadId)
    upload.characters += text.length
    if (upload.characters > mostCharacters) {
      this.#upload = null
      throw new CompanionError('usage', `The file has more than ${mostCharacters / 1_000_000} million characters`)
    }
    upload.pieces.push(text)
    return { uploadId: upload.uploadId, characters: upload.characters }
  }

  #uploadOf(uploadId: string | null) {
    if (this.#upload === null || (uploadId !== null && this.#upload.uploadId !== uploadId))
      throw new CompanionError('no-longer-held', 'Another file was opened meanwhile; open this one again')
    return this.#upload
  }

  /** Opens a text, behind the pieces that were added under `uploadId`. Throws `usage` when the whole is no file of spans. */
  open(name: string, last: string, uploadId: string | null = null): OpenFile {
    const text = uploadId === null ? last : this.#uploadOf(uploadId).pieces.join('') + last
    if (uploadId !== null) this.#upload = null
    const read = readTraceFile(text)
    if (!read.ok) {
      const place = read.line === null ? '' : ` (line ${read.line})`
      throw new CompanionError('usage', `${name} cannot be read as OTLP/JSON or a download of Phoenix${place}: ${read.problem}`)
    }
    // The order in which the store would answer, so that both number spans alike.
    const spans = [...read.spans].sort(
      (a, b) => Number(a.startTime - b.startTime) || (a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0),
    )
    const file: OpenFile = { fileId: randomUUID(), name, spans, malformed: read.malformed, more: read.more }
    this.#files.set(file.fileId, file)
    for (const fileId of this.#files.keys()) {
      if (this.#files.size <= mostFiles) break
      this.#files.delete(fileId)
    }
    return file
  }

  /** Throws `no-longer-held`. */
  get(fileId: string): OpenFile {
    const file = this.#files.get(fileId)
    if (file === undefined) throw new CompanionError('no-longer-held', 'This file is no longer held; open it again')
    return file
  }

  close(fileId: string): void {
    this.#files.delete(fileId)
  }
}
