import { createServer } from 'node:http'
import { listenOn } from '../../support/listen.ts'

export interface Between {
  readonly url: string
  close(): Promise<void>
}

/** Passes requests on to a ClickHouse server. `pass` sees the statement and the rows that come with it, and answers the body to send; null: nobody is answered. */
async function startBetween(target: string, pass: (statement: string, body: Buffer) => Buffer | null): Promise<Between> {
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const whole = Buffer.concat(chunks)
    const body = pass(`${decodeURIComponent((request.url ?? '').replaceAll('+', ' '))}\n${whole}`, whole)
    if (body === null) return
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

/** From the first request that matches on, nothing is passed and nobody is answered. */
export function startFallingSilent(target: string, statement: RegExp, onSilence: () => void): Promise<Between> {
  let silent = false
  return startBetween(target, (text, body) => {
    if (!silent && statement.test(text)) {
      silent = true
      onSilence()
    }
    return silent ? null : body
  })
}

/** Statements that match are refused, or never answered. */
export function startUnwilling(target: string, statement: RegExp, how: 'refused' | 'never answered'): Promise<Between> {
  return startBetween(target, (text, body) => {
    if (!statement.test(text)) return body
    return how === 'refused' ? Buffer.from('SELECT throwIf(1)') : null
  })
}

/**
 * Answers as replicas do that lag behind: a copy finds no staged rows and the log shows no complete import, unless (with `waits`) the
 * statement asks for all that was written before it.
 */
export function startLagging(target: string, waits: boolean): Promise<Between> {
  return startBetween(target, (_, body) => {
    const text = String(body)
    if (waits && text.includes('select_sequential_consistency = 1')) return body
    if (text.startsWith('INSERT INTO `otel_traces`')) return Buffer.from(text.replace(/FROM `coval_staging_\w+`/, '$& WHERE 0'))
    return Buffer.from(text.replace(/(FROM coval_imports WHERE) (TraceTable)/g, "$1 State != 'complete' AND $2"))
  })
}
