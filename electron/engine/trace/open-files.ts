import { randomUUID } from 'node:crypto'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { MalformedSpan } from '../../../shared/contract/import.ts'
import { readTraceFile } from '../../../shared/otlp/otlp-json-read.ts'
import type { Span } from '../../../shared/otlp/span.ts'

/** Files that stay open behind the newest one. */
const mostFiles = 3

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

  /** Throws `usage` when the text is no file of spans. */
  open(name: string, text: string): OpenFile {
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

  /** Throws `usage` when the file is held no longer. */
  get(fileId: string): OpenFile {
    const file = this.#files.get(fileId)
    if (file === undefined) throw new CompanionError('usage', 'This file is no longer held; open it again')
    return file
  }

  close(fileId: string): void {
    this.#files.delete(fileId)
  }
}
