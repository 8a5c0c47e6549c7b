import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import zlib from 'node:zlib'
import type * as z from 'zod'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { type Case, Header, HeaderOfAnyFormat, Manifest, Part } from '../../../shared/recording/format.ts'
import { caseLimits } from '../../../shared/recording/limits.ts'
import { scanJson } from '../../../shared/recording/scan-json.ts'
import { type RawCase, refuseNewer, type Upgrades, upgradeCase, upgrades } from '../../../shared/recording/upgrades.ts'

/** True where the bytes begin as gzip does: a case, and no text of spans. */
export const looksPacked = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/**
 * Reads a case from bytes that anybody may have made: sizes before unpacking, depth and keys before parsing, checksums before use.
 * Nothing is written and nothing in the file names a place.
 * @throws CompanionError `recording-unreadable`, or `recording-newer`
 */
export async function readCase(bytes: Buffer, steps: Upgrades = upgrades): Promise<Case> {
  if (bytes.length > caseLimits.packedBytes) throw unreadable(`it is larger than ${caseLimits.packedBytes} bytes`)
  if (!looksPacked(bytes)) throw unreadable('it is not packed as recordings are')
  if (bytes.at(-1) === 0 && endsInPadding(bytes)) throw unreadable('something follows that the manifest does not name')
  const lines = unpackLines(bytes)
  try {
    const first = await lines.next(caseLimits.headerBytes)
    // A newer format may differ in everything but this number.
    refuseNewer(parseLine(HeaderOfAnyFormat, first, 'the first line')['coval-case'])
    const header = parseLine(Header, first, 'the first line')
    const second = await lines.next(caseLimits.manifestBytes)
    if (sha256(second) !== header.manifest) throw unreadable('its manifest is not the one that was written')
    const format = header['coval-case']
    const declared = readParts(parseText(second, 'the manifest'))
    const held = upgradeCase(
      { manifest: parseText(second, 'the manifest'), parts: await readPartLines(lines, declared) },
      format,
      steps,
    )
    return assemble(held)
  } finally {
    lines.close()
  }
}

/**
 * Zeros behind the last gzip member, which unpacking would pass over. A member ends in its length, modulo 2^32: four zeros of its
 * own would be a member of nothing, or of 4 GiB, and no recording holds either.
 */
const endsInPadding = (bytes: Buffer): boolean => bytes.subarray(-4).every((byte) => byte === 0)

interface Declared {
  readonly kind: string
  readonly bytes: number
  readonly sha256: string
}

/** Which lines follow; the same in every format, so that a checksum is checked before a file is upgraded. */
function readParts(manifest: unknown): readonly Declared[] {
  const parts = typeof manifest === 'object' && manifest !== null && 'parts' in manifest ? manifest.parts : null
  const read = Manifest.shape.parts.safeParse(parts)
  if (!read.success) throw unreadable('its manifest does not say which parts follow')
  if (read.data.length > caseLimits.parts) throw unreadable(`it has more than ${caseLimits.parts} parts`)
  const total = read.data.reduce((sum, part) => sum + part.bytes, 0)
  if (total > caseLimits.unpackedBytes) throw unreadable(`it is larger than ${caseLimits.unpackedBytes} bytes unpacked`)
  return read.data
}

async function readPartLines(lines: Lines, declared: readonly Declared[]): Promise<unknown[]> {
  const parts: unknown[] = []
  for (const [at, part] of declared.entries()) {
    const longest = reportKinds.has(part.kind) ? caseLimits.reportBytes : caseLimits.lineBytes
    const line = await lines.next(Math.min(part.bytes, longest))
    const where = `part ${at + 1}`
    if (line.length !== part.bytes || sha256(line) !== part.sha256) throw unreadable(`${where} is not the one that was written`)
    parts.push(parseText(line, where))
  }
  await lines.end()
  return parts
}

function assemble({ manifest, parts }: RawCase): Case {
  const { parts: _, ...read } = check(Manifest, manifest, 'the manifest')
  const held = { exchanges: [] as Case['exchanges'][number][], bodies: [] as Case['bodies'][number][] }
  const reports: Pick<Case, 'preview' | 'import' | 'checks'> = { preview: null, import: null, checks: null }
  const found: { -readonly [K in keyof typeof reports]: (typeof reports)[K] } = reports
  const seen = new Set<string>()
  for (const [at, item] of parts.entries()) {
    const part = check(Part, item, `part ${at + 1}`)
    // Which of two reports counts would depend on the reader.
    if (reportKinds.has(part.kind) && seen.has(part.kind)) throw unreadable(`it holds more than one report "${part.kind}"`)
    seen.add(part.kind)
    switch (part.kind) {
      case 'preview':
        found.preview = part.report
        break
      case 'import':
        found.import = part.report
        break
      case 'checks':
        found.checks = part.report
        break
      case 'exchange':
        held.exchanges.push(part)
        break
      case 'body': {
        const problem = part.encoding === 'utf8' ? scanJson(part.text) : null
        if (problem !== null) throw unreadable(`an answer in it is ${problem}`)
        held.bodies.push(part)
      }
    }
  }
  const missing = held.exchanges.find(({ body }) => body !== null && body >= held.bodies.length)
  if (missing) throw unreadable('a request names an answer that is not there')
  return { manifest: read, ...held, ...found }
}

const reportKinds: ReadonlySet<string> = new Set(['preview', 'import', 'checks'])

const parseLine = <Shape>(shape: z.ZodType<Shape>, line: Buffer, where: string): Shape =>
  check(shape, parseText(line, where), where)

function parseText(line: Buffer, where: string): unknown {
  const text = line.toString('utf8')
  const problem = scanJson(text)
  if (problem !== null) throw unreadable(`${where} is ${problem}`)
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the file; the fact is enough.
    throw unreadable(`${where} is not JSON`)
  }
}

function check<Shape>(shape: z.ZodType<Shape>, value: unknown, where: string): Shape {
  const read = shape.safeParse(value)
  if (read.success) return read.data
  throw unreadable(`${where} has another shape than recordings have`)
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const unreadable = (problem: string): CompanionError =>
  new CompanionError('recording-unreadable', `The recording cannot be read: ${problem}.`, { problem })

interface Lines {
  /** The next line with its end. Throws where it is longer than `most` bytes or the file ends before. */
  next(most: number): Promise<Buffer>
  /** Throws where something follows. */
  end(): Promise<void>
  close(): void
}

/** Unpacks as it is read, so that no more than the line that is asked for is ever in memory. */
function unpackLines(packed: Buffer): Lines {
  const source = Readable.from([packed])
  const gunzip = zlib.createGunzip()
  // Its errors come out of the iteration below; without a listener one that comes later would end the process.
  gunzip.on('error', () => undefined)
  const chunks = source.pipe(gunzip)[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)

  async function more(): Promise<Buffer | null> {
    try {
      const next = await chunks.next()
      return next.done ? null : (next.value as Buffer)
    } catch {
      throw unreadable('it is damaged or cut off')
    }
  }

  return {
    async next(most) {
      const held: Buffer[] = []
      let length = 0
      for (;;) {
        const end = rest.indexOf(0x0a)
        const piece = end < 0 ? rest : rest.subarray(0, end + 1)
        length += piece.length
        if (length > most) throw unreadable('a line is longer than it may be')
        held.push(piece)
        rest = end < 0 ? Buffer.alloc(0) : rest.subarray(end + 1)
        if (end >= 0) return Buffer.concat(held)
        const chunk = await more()
        if (chunk === null) throw unreadable('it is cut off')
        rest = chunk
      }
    },
    async end() {
      if (rest.length > 0 || (await more()) !== null) throw unreadable('something follows that the manifest does not name')
    },
    close() {
      source.destroy()
      gunzip.destroy()
    },
  }
}
