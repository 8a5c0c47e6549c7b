import { randomUUID } from 'node:crypto'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { DraftLine, DraftSearch, DraftText } from '../../../shared/contract/recordings.ts'
import { createLineSearch, pageOfLine } from '../../../shared/recording/line-search.ts'
import { type BuiltCase, fileOf, readLines } from './build-draft.ts'

/** Drafts that are kept behind the newest one: a person compares two levels. */
const mostDrafts = 3
/** A draft may hold everything unredacted: it goes when nobody has asked for it this long. */
const idleMs = 15 * 60_000
/** A line of a list is shown by its beginning. */
const lineBeginning = 2_000
/** What one answer of a search may read, unpacked, and find. The rest is asked for from `next` on. */
const searchedBytes = 24 * 1024 * 1024
const mostHits = 100

interface Draft {
  readonly built: BuiltCase
  readonly fileName: string
  readonly expiry: NodeJS.Timeout
}

/** Files as they would be written, in memory until they are dropped, idle or too many. All throw `recording-gone`. */
export class Drafts {
  readonly #drafts = new Map<string, Draft>()

  /** Answers the draft's id. */
  add(built: BuiltCase, fileName: string): string {
    const id = randomUUID()
    const expiry = setTimeout(() => this.drop(id), idleMs)
    // A process that has nothing else to do does not wait for it.
    expiry.unref()
    this.#drafts.set(id, { built, fileName, expiry })
    for (const older of this.#drafts.keys()) if (this.#drafts.size > mostDrafts) this.drop(older)
    return id
  }

  drop(id: string): void {
    clearTimeout(this.#drafts.get(id)?.expiry)
    this.#drafts.delete(id)
  }

  dropAll(): void {
    for (const id of this.#drafts.keys()) this.drop(id)
  }

  file(id: string): { fileName: string; bytes: Buffer } {
    const { built, fileName } = this.#get(id)
    return { fileName, bytes: fileOf(built) }
  }

  /** By their beginnings, as a list shows them. */
  async lines(id: string, offset: number, limit: number): Promise<{ total: number; lines: DraftLine[] }> {
    const { built } = this.#get(id)
    const lines: DraftLine[] = []
    for (const [at, { kind, bytes }] of built.lines.slice(offset, offset + limit).entries()) {
      const text = await this.#read(built, offset + at)
      const shown = pageOfLine(text, 0, lineBeginning).text
      lines.push({ number: offset + at + 1, kind, bytes, text: shown, cut: shown.length < text.length })
    }
    return { total: built.lines.length, lines }
  }

  async wholeLines(id: string, offset: number, limit: number): Promise<string[]> {
    return (await readLines(this.#get(id).built, offset, limit)).map(({ text }) => text)
  }

  /** Part of the line `number`, which counts from 1. */
  async text(id: string, number: number, offset: number, length: number): Promise<DraftText> {
    const text = await this.#read(this.#get(id).built, number - 1)
    return { ...pageOfLine(text, Math.min(offset, text.length), length), characters: text.length }
  }

  /** Whole lines from the place `from` on, or lines of the kind that is named. Everything before `next` was searched; null where all was. */
  async search(id: string, words: string, from: number, signal?: AbortSignal): Promise<DraftSearch> {
    const { built } = this.#get(id)
    const find = createLineSearch(words, decodeBase64)
    const kind = words.toLowerCase()
    const lines: DraftSearch['lines'] = []
    let [at, bytes] = [from, 0]
    for (; at < built.lines.length && bytes < searchedBytes && lines.length < mostHits; at++) {
      if (signal?.aborted) throw new CompanionError('cancelled', 'The search was cancelled')
      const text = await this.#read(built, at)
      const found = find(text)
      const line = built.lines[at]
      if (line === undefined) break
      bytes += line.bytes
      if (found !== null) lines.push({ number: at + 1, kind: line.kind, bytes: line.bytes, ...found })
      else if (line.kind === kind) {
        const excerpt = pageOfLine(text, 0, lineBeginning).text
        lines.push({ number: at + 1, kind: line.kind, bytes: line.bytes, hits: 0, offset: 0, excerpt, from: 0 })
      }
    }
    return { lines, next: at < built.lines.length ? at : null, total: built.lines.length }
  }

  async #read(built: BuiltCase, at: number): Promise<string> {
    const [line] = await readLines(built, at, 1)
    return line?.text ?? ''
  }

  #get(id: string): Draft {
    const draft = this.#drafts.get(id)
    if (draft === undefined) throw new CompanionError('recording-gone', 'This draft is no longer held; make it again.')
    draft.expiry.refresh()
    return draft
  }
}

const decodeBase64 = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8')
