import { randomBytes } from 'node:crypto'
import { protocol } from 'electron'
import { mediaType, pageFile } from '../../shared/page/files.ts'
import { pageHeaders, withNonce } from '../../shared/page/policy.ts'
import type { PageFiles } from './page-files.ts'

export const pageOrigin = 'app://coval'
export const pageAddress = `${pageOrigin}/`

interface PageAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Buffer
}

/** Must run before the app is ready: only a standard, secure scheme gets an origin, a storage and module scripts. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the page's files, and nothing else, on `app://coval`. */
export function servePage(files: PageFiles): void {
  // Electron 25 brought `handle`; the older one that the tests run has only the callback form.
  if (typeof protocol.handle === 'function') {
    protocol.handle('app', async (request) => {
      const { status, headers, body } = await answerPage(files, request.url, request.method)
      return new Response(new Uint8Array(body), { status, headers })
    })
    return
  }
  protocol.registerBufferProtocol('app', (request, respond) => {
    void answerPage(files, request.url, request.method).then(({ status, headers, body }) => {
      const [mimeType = 'text/plain'] = (headers['content-type'] ?? '').split(';')
      respond({ statusCode: status, mimeType, charset: 'utf-8', headers, data: body })
    })
  })
}

async function answerPage(files: PageFiles, address: string, method: string): Promise<PageAnswer> {
  const nonce = randomBytes(16).toString('base64')
  const refuse = (status: number): PageAnswer => ({
    status,
    headers: { ...pageHeaders('app', nonce, 'html'), 'content-type': 'text/plain; charset=utf-8' },
    body: Buffer.alloc(0),
  })
  if (method !== 'GET') return refuse(405)
  const url = new URL(address)
  const names = url.host === 'coval' ? pageFile(url.pathname) : null
  const name = names?.at(-1)
  if (!names || name === undefined) return refuse(404)
  const type = mediaType(name)
  try {
    const bytes = await files.read(names.join('/'))
    const html = type.startsWith('text/html')
    return {
      status: 200,
      headers: { ...pageHeaders('app', nonce, html ? 'html' : 'asset'), 'content-type': type },
      body: html ? Buffer.from(withNonce(bytes.toString('utf8'), nonce)) : bytes,
    }
  } catch {
    // Missing, a folder, or unreadable: to the page it is all the same, not there.
    return refuse(404)
  }
}
