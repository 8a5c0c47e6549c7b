import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { CompanionError } from '../../../shared/contract/errors.ts'

const gunzip = promisify(zlib.gunzip)

/**
 * Reads and unpacks a body. More than `maxBytes`, packed or unpacked, throws `phoenix-too-large` and drops the connection;
 * a body that cannot be unpacked throws `phoenix-malformed`.
 */
export async function readBody(
  body: Readable,
  headers: { readonly encoding: string | undefined; readonly length: string | undefined },
  maxBytes: number,
): Promise<{ text: string; bytes: number; packed: Buffer; encoding: 'gzip' | 'identity' }> {
  if (Number(headers.length ?? 0) > maxBytes) {
    // Destroying a body that nobody reads makes undici emit an error; it is the one that is thrown here.
    body.on('error', () => undefined).destroy()
    throw tooLarge(maxBytes)
  }
  const chunks: Buffer[] = []
  let received = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    received += chunk.length
    if (received > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  const packed = Buffer.concat(chunks)
  const unpacked = await unpack(packed, headers.encoding?.trim().toLowerCase() ?? '', maxBytes)
  const encoding = unpacked === packed ? 'identity' : 'gzip'
  return { text: unpacked.toString('utf8'), bytes: unpacked.length, packed, encoding }
}

async function unpack(packed: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity' || packed.length === 0) return packed
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    throw new CompanionError('phoenix-malformed', `The answer is packed ${packing(encoding)}, which was not asked for.`)
  try {
    return await gunzip(packed, { maxOutputLength: maxBytes })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
    throw new CompanionError(
      'phoenix-malformed',
      'The packed answer cannot be unpacked.',
      { bytes: packed.length },
      { cause: error },
    )
  }
}

/** Only a known name is quoted: any other text could be the key. */
const packing = (encoding: string): string =>
  /^(br|compress|deflate|zstd)$/.test(encoding) ? `as "${encoding}"` : 'in another way than gzip'

const tooLarge = (maxBytes: number): CompanionError =>
  new CompanionError('phoenix-too-large', `The answer is larger than ${maxBytes} bytes.`, { maxBytes })
