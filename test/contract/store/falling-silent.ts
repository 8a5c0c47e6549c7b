import { createServer } from 'node:http'
import { listenOn } from '../../support/listen.ts'

/** Passes requests on to a ClickHouse server; from the first one that matches on, nothing is passed and nobody is answered. */
export async function startFallingSilent(
  target: string,
  statement: RegExp,
  onSilence: () => void,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  let silent = false
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    if (!silent && statement.test(`${decodeURIComponent((request.url ?? '').replaceAll('+', ' '))}\n${body}`)) {
      silent = true
      onSilence()
    }
    if (silent) return
    const headers = new Headers()
    for (const [name, value] of Object.entries(request.headers))
      if (typeof value === 'string' && !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name))
        headers.set(name, value)
    const answer = await fetch(new URL(request.url ?? '/', target), { method: request.method ?? 'POST', headers, body })
    const answered = Object.fromEntries(
      [...answer.headers].filter(([name]) => name === 'content-type' || name.startsWith('x-clickhouse')),
    )
    response.writeHead(answer.status, answered).end(Buffer.from(await answer.arrayBuffer()))
  })
  const { port, close } = await listenOn(proxy)
  return { url: `http://127.0.0.1:${port}`, close }
}
