/** What a file may hold. A file that asks for more is refused before it takes memory or time. */
export const caseLimits = {
  /** Bytes of the packed file. */
  packedBytes: 128 * 2 ** 20,
  /** Bytes of the unpacked lines. */
  unpackedBytes: 256 * 2 ** 20,
  /** Bytes of one line: a page of 64 MiB and its JSON escapes. */
  lineBytes: 160 * 2 ** 20,
  manifestBytes: 16 * 2 ** 20,
  parts: 50_000,
  /** Characters of a key in any JSON of the file. */
  keyLength: 65_536,
  nesting: 128,
  /** Values in one JSON text, counted by its brackets and commas: each takes memory however short it is. */
  values: 8_000_000,
  /** Bytes of a line with a report, and of the first line. */
  reportBytes: 64 * 2 ** 20,
  headerBytes: 65_536,
} as const

/** Values in a file of spans that is no recording. */
export const traceFileValues = 20_000_000

/** Bytes of packed answers that the engine holds for "record the last one". */
export const heldBytes = 64 * 2 ** 20
