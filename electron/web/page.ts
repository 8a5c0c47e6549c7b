import { randomBytes } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join, sep } from 'node:path'
import { mediaType, pageFile } from '../../shared/page/files.ts'
import { pageHeaders, withNonce } from '../../shared/page/policy.ts'

export const makeNonce = () => randomBytes(16).toString('base64')

/** The build puts a hash of the content into the names below it: what has such a name never changes. */
const builtFolder = '/assets/'

/** Sends a file of the page's folder, and nothing from outside it; `index.html` gets a nonce of its own at every load. */
export async function sendPage(response: ServerResponse, root: string, pathname: string): Promise<void> {
  const bytes = await readBelow(root, pageFile(pathname))
  if (bytes === null) {
    sendText(response, 404, 'not here')
    return
  }
  const type = mediaType(pathname === '/' ? 'index.html' : pathname)
  const html = type.startsWith('text/html')
  const nonce = makeNonce()
  response.writeHead(200, {
    ...pageHeaders('loopback', nonce, html ? 'html' : 'asset'),
    ...(pathname.startsWith(builtFolder) ? { 'cache-control': 'private, max-age=31536000, immutable' } : {}),
    'content-type': type,
  })
  response.end(html ? withNonce(bytes.toString('utf8'), nonce) : bytes)
}

/** A short answer for people and tools; it carries the page's headers, so that nothing is ever shown without them. */
export function sendText(response: ServerResponse, status: number, text: string, extra: Record<string, string> = {}): void {
  response.writeHead(status, {
    ...pageHeaders('loopback', makeNonce(), 'html'),
    'content-type': 'text/plain; charset=utf-8',
    ...extra,
  })
  response.end(`${text}\n`)
}

/** A file's bytes; null where there is none, or where a symbolic link leads out of `root`. */
async function readBelow(root: string, names: readonly string[] | null): Promise<Buffer | null> {
  if (names === null) return null
  try {
    const [base, file] = await Promise.all([realpath(root), realpath(join(root, ...names))])
    return file.startsWith(base + sep) ? await readFile(file) : null
  } catch {
    // Missing, a folder, or unreadable: to the page it is all the same, not there.
    return null
  }
}
