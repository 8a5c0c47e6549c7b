import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The manifest of a case file and the parts behind it, each the JSON text of its line. */
export function linesOf(file: Buffer): { readonly manifest: string; readonly parts: string[] } {
  const [, manifest = '', ...parts] = gunzipSync(file).toString('utf8').trimEnd().split('\n')
  return { manifest, parts }
}

/** A file of these parts with every checksum right: what somebody makes who knows the format. */
export function forgeCase(
  { manifest, parts }: { readonly manifest: string; readonly parts: readonly string[] },
  change: (manifest: Record<string, unknown>) => void = () => undefined,
  format = 1,
): Buffer {
  const forged = JSON.parse(manifest) as Record<string, unknown>
  forged.parts = parts.map((part) => ({
    kind: /"kind":"(\w+)"/.exec(part)?.[1],
    bytes: Buffer.byteLength(`${part}\n`),
    sha256: sha256(`${part}\n`),
  }))
  change(forged)
  const second = `${JSON.stringify(forged)}\n`
  return gzipSync(
    [`{"coval-case":${format},"manifest":"${sha256(second)}"}\n`, second, ...parts.map((part) => `${part}\n`)].join(''),
  )
}
