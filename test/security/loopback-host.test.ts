import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createMemoryVault } from '../../electron/vault/index.ts'
import { startWebHost, type WebHost } from '../../electron/web/host.ts'
import { createSession } from '../../electron/web/session.ts'
import { createProbeEngine } from '../support/probe-engine.ts'

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

let folder: string
let host: WebHost
let cookie: string
let counted: ReturnType<typeof createProbeEngine>['counted']

/** A request with exactly these headers: `fetch` would not let a test set `Host`. */
function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(host.url)
    const call = request(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {}, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }),
        )
        response.on('error', reject)
      },
    )
    call.on('error', reject)
    call.end(options.body)
  })
}

const rpcHeaders = (change: Record<string, string | null> = {}) => {
  const headers: Record<string, string | null> = {
    cookie,
    origin: host.url,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
    ...change,
  }
  return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null))
}
const call = (change: Record<string, string | null> = {}, method = 'POST', body = '') =>
  ask('/rpc/app/info', { method, headers: rpcHeaders(change), body })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coval-web-'))
  await mkdir(join(folder, 'page', 'assets'), { recursive: true })
  await writeFile(join(folder, 'page', 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__">')
  await writeFile(join(folder, 'page', 'assets', 'main-1a.js'), 'run()')
  await writeFile(join(folder, 'secret.txt'), 'not for the page')
  await writeFile(join(folder, 'page-secret.txt'), 'not for the page')
  await symlink(join(folder, 'secret.txt'), join(folder, 'page', 'link.txt'))
  const engine = createProbeEngine(createMemoryVault('a test'))
  counted = engine.counted
  host = await startWebHost({ root: join(folder, 'page'), router: engine.router })
  const entered = await ask(host.link.slice(host.url.length))
  cookie = String(entered.headers['set-cookie']).split(';')[0] ?? ''
})
afterAll(async () => {
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

describe('[security] the loopback host', () => {
  test('lets the browser keep what has a hash in its name, and nothing else, not even a refusal', async () => {
    const kept = async (path: string, headers: Record<string, string>) =>
      (await ask(path, { headers })).headers['cache-control'] ?? null
    expect({
      asset: await kept('/assets/main-1a.js', { cookie }),
      page: await kept('/', { cookie }),
      missing: await kept('/assets/gone-2b.js', { cookie }),
      refused: await kept('/assets/main-1a.js', {}),
    }).toEqual({
      asset: 'private, max-age=31536000, immutable',
      page: 'no-store',
      missing: 'no-store',
      refused: 'no-store',
    })
  })

  test('answers the holder of the cookie, page and procedures', async () => {
    const page = await ask('/', { headers: { cookie, 'sec-fetch-site': 'none' } })
    const script = await ask('/assets/main-1a.js', { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
    const info = await call()
    expect([page.status, script.status, script.body, info.status]).toEqual([200, 200, 'run()', 200])
  })

  test('listens on loopback only', async () => {
    const outside = Object.values(networkInterfaces()).flatMap((addresses) =>
      (addresses ?? []).filter(({ internal }) => !internal),
    )
    const reached = await Promise.all(
      [...outside.map(({ address }) => address), '127.0.0.2'].map(
        (address) =>
          new Promise<boolean>((resolve) => {
            const socket = connect(Number(new URL(host.url).port), address, () => resolve(true))
            socket.on('connect', () => socket.destroy())
            socket.on('error', () => resolve(false))
          }),
      ),
    )
    expect([new URL(host.url).hostname, reached.includes(true)]).toEqual(['127.0.0.1', false])
  })

  test('answers only under its own names, so that another site cannot rebind its name to this address', async () => {
    const { port } = new URL(host.url)
    const statuses: Record<string, number> = {}
    for (const name of [
      `127.0.0.1:${port}`,
      `localhost:${port}`,
      `evil.example:${port}`,
      'evil.example',
      '127.0.0.1',
      `127.0.0.1.evil.example:${port}`,
      `127.0.0.1:${Number(port) + 1}`,
      `[::1]:${port}`,
    ]) {
      statuses[name] = (await ask('/', { headers: { cookie, host: name } })).status
    }
    expect(statuses).toEqual({
      [`127.0.0.1:${port}`]: 200,
      [`localhost:${port}`]: 200,
      [`evil.example:${port}`]: 421,
      'evil.example': 421,
      '127.0.0.1': 421,
      [`127.0.0.1.evil.example:${port}`]: 421,
      [`127.0.0.1:${Number(port) + 1}`]: 421,
      [`[::1]:${port}`]: 421,
    })
  })

  test('takes calls from its own origin only', async () => {
    const origins = [
      'http://evil.example',
      'null',
      host.url.replace('127.0.0.1', 'localhost'),
      `${host.url}.evil.example`,
      'https://127.0.0.1',
      null,
    ]
    const statuses = await Promise.all(origins.map(async (origin) => (await call({ origin })).status))
    expect(statuses).toEqual([403, 403, 403, 403, 403, 403])
  })

  test('takes no request that another site caused', async () => {
    const sites = ['cross-site', 'same-site', 'same-origin', 'none']
    const statuses = await Promise.all(
      sites.map(async (site) => [
        (await ask('/', { headers: { cookie, 'sec-fetch-site': site } })).status,
        (await call({ 'sec-fetch-site': site })).status,
      ]),
    )
    expect(statuses).toEqual([
      [403, 403],
      [403, 403],
      [200, 200],
      [200, 200],
    ])
  })

  test('lets nobody in without the cookie', async () => {
    const wrong = cookie.replace(/=.*/, '=x')
    const statuses = [
      (await ask('/')).status,
      (await ask('/assets/main-1a.js')).status,
      (await ask('/', { headers: { cookie: wrong } })).status,
      (await call({ cookie: null })).status,
      (await call({ cookie: wrong })).status,
      (await call({ cookie: null, authorization: `Bearer ${cookie.split('=')[1]}` })).status,
    ]
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401])
  })

  test('takes a link once, and sets a cookie that scripts and other sites cannot use', async () => {
    const path = host.newLink().slice(host.url.length)
    const first = await ask(path, { headers: { 'sec-fetch-site': 'none' } })
    const second = await ask(path)
    expect({
      first: first.status,
      location: first.headers.location,
      second: second.status,
      again: second.headers['set-cookie'],
    }).toEqual({
      first: 303,
      location: '/',
      second: 403,
      again: undefined,
    })
    expect(String(first.headers['set-cookie'])).toMatch(/^coval-companion-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
    expect(new URL(host.newLink()).searchParams.get('token')).toMatch(/^[\w-]{43}$/)
  })

  test('refuses a made-up token, an empty one, and one that another site sent along', async () => {
    const path = host.newLink().slice(host.url.length)
    const statuses = [
      (await ask('/open')).status,
      (await ask('/open?token=')).status,
      (await ask(`/open?token=${'A'.repeat(43)}`)).status,
      (await ask(path, { headers: { 'sec-fetch-site': 'cross-site' } })).status,
      (await ask(path, { method: 'POST' })).status,
    ]
    expect(statuses).toEqual([403, 403, 403, 403, 405])
  })

  test('forgets a link after its time', () => {
    let now = 0
    const session = createSession(1, () => now)
    const [early, late] = [session.issueToken(10), session.issueToken(10)]
    now = 10 * 60_000
    const taken = session.redeem(early)
    now += 1
    expect([taken !== null, session.redeem(late)]).toEqual([true, null])
  })

  test('takes procedures by POST only', async () => {
    const statuses = await Promise.all(
      ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].map(async (method) => (await call({}, method)).status),
    )
    expect(statuses).toEqual([405, 405, 405, 405, 405, 405])
    expect((await ask('/rpc/app/info?data={}', { headers: { cookie } })).status).toBe(405)
  })

  test('takes JSON only, so that no form of another site is ever a call', async () => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/event-stream',
      'application/jsonp',
      null,
    ]
    const statuses = await Promise.all(types.map(async (type) => (await call({ 'content-type': type }, 'POST', '{}')).status))
    expect(statuses).toEqual([415, 415, 415, 415, 415, 415])
    expect((await call({ 'content-disposition': 'attachment; filename="x"' }, 'POST', '{}')).status).toBe(415)
  })

  test('takes a bounded body, announced or not', async () => {
    const large = JSON.stringify({ json: { id: 'x'.repeat(1_100_000) } })
    const announced = await call({ 'content-length': String(large.length) }, 'POST', large).catch((error: Error) => error.message)
    const chunked = await call({ 'transfer-encoding': 'chunked' }, 'POST', large).catch((error: Error) => error.message)
    expect([announced, chunked].map((answer) => (typeof answer === 'string' ? answer : answer.status))).toEqual([413, 413])
    expect((await call()).status).toBe(200)
  })

  test('serves no file from outside the page', async () => {
    const paths = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/..%252fsecret.txt',
      '/../page-secret.txt',
      '/..%2fpage-secret.txt',
      '/link.txt',
      '/assets',
      '/assets/',
      '/%00',
      '/%',
      '/index.html%00.js',
      `/${encodeURIComponent(join(folder, 'secret.txt'))}`,
      '//etc/passwd',
      'http://127.0.0.1/secret.txt',
    ]
    const answers = await Promise.all(paths.map(async (path) => ask(path, { headers: { cookie } })))
    expect(answers.filter(({ status, body }) => ![400, 404].includes(status) || body.includes('not for the page'))).toEqual([])
  })

  test('sends the policy with every answer, a nonce of its own with every load, and never a CORS header', async () => {
    const [first, second] = [await ask('/', { headers: { cookie } }), await ask('/', { headers: { cookie } })]
    const others = [await ask('/'), await ask('/none', { headers: { cookie } }), await call(), await ask('/open?token=x')]
    const nonceOf = (answer: Answer) => /nonce="([^"]+)"/.exec(answer.body)?.[1] ?? ''
    for (const answer of [first, second, ...others]) {
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      })
      expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /)
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
    expect(first.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonceOf(first)}';`)
    expect(nonceOf(first)).toMatch(/^[\w+/]{22}==$/)
    expect(nonceOf(second)).not.toBe(nonceOf(first))
    expect(String(first.headers['content-security-policy'])).not.toMatch(/unsafe|\*|https?:/)
  })

  test('speaks no other protocol on its port', async () => {
    const upgraded = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(host.url).port), '127.0.0.1', () => {
        socket.write(
          `GET / HTTP/1.1\r\nHost: ${new URL(host.url).host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n`,
        )
      })
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk.toString()
        socket.end()
      })
      socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''))
    })
    expect(upgraded).not.toContain('101')
  })

  test('ends the work of a page that is closed', async () => {
    const { port } = new URL(host.url)
    await new Promise<void>((resolve, reject) => {
      const stream = request(
        { host: '127.0.0.1', port, path: '/rpc/probe/count', method: 'POST', headers: rpcHeaders() },
        (response) => {
          response.once('data', () => {
            stream.destroy()
            resolve()
          })
        },
      )
      stream.on('error', (error) => (stream.destroyed ? resolve() : reject(error)))
      stream.end()
    })
    await vi.waitFor(() => expect(counted).toMatchObject({ started: 1, stopped: 1 }), { timeout: 20_000 })
  })

  test('closes with its signal, also while a page is being served', async () => {
    const abort = new AbortController()
    const other = await startWebHost({
      root: join(folder, 'page'),
      router: createProbeEngine(createMemoryVault('a test')).router,
      signal: abort.signal,
    })
    abort.abort()
    await other.close()
    await expect(fetch(other.url)).rejects.toThrow()
  })
})
