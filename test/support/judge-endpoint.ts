import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listenOn } from './listen.ts'

export interface AskedRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Record<string, unknown>
  readonly text: string
}

export interface JudgeEndpointServer {
  /** With `/v1`. */
  readonly baseUrl: string
  readonly asked: AskedRequest[]
  /** How the next requests are answered. */
  answerWith(answer: (request: AskedRequest, response: ServerResponse) => void): void
  close(): Promise<void>
}

/** A chat completion with this text. */
export const completion = (content: string, change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'judge-model-2026',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 321, completion_tokens: 12, total_tokens: 333 },
    ...change,
  })

export function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body)
}

/** A small server that speaks the protocol of chat completions, on loopback, and answers what a real one would not on demand. */
export async function startJudgeEndpoint(): Promise<JudgeEndpointServer> {
  const asked: AskedRequest[] = []
  let answer: (request: AskedRequest, response: ServerResponse) => void = (_, response) =>
    send(response, 200, completion('{"reason":"It was.","answer":true}'))
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const text = Buffer.concat(chunks).toString('utf8')
    const seen: AskedRequest = {
      path: request.url ?? '',
      headers: request.headers,
      body: JSON.parse(text) as Record<string, unknown>,
      text,
    }
    asked.push(seen)
    answer(seen, response)
  }
  const server = createServer((request, response) => {
    // A client that hangs up in the middle is part of the tests.
    handle(request, response).catch(() => response.destroy())
  })
  const { port, close } = await listenOn(server)
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    answerWith: (next) => {
      answer = next
    },
    close,
  }
}
