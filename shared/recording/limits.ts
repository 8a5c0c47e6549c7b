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
} as const

/** Bytes of packed answers that the engine holds for "record the last one". */
export const heldBytes = 64 * 2 ** 20
