import { CompanionError } from '../../../shared/contract/errors.ts'
import { excerpt } from '../phoenix/sweep.ts'

/** Bytes of an answer; a verdict with its reason is far shorter. */
const mostAnswerBytes = 2_000_000

export interface Question {
  readonly url: string
  readonly key: string | null
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly schema: Readonly<Record<string, unknown>>
}

/** The request's body, byte for byte. Without `structured` for endpoints that know no schema; the prompt asks for JSON in any case. */
export const requestBody = ({ model, messages, schema }: Omit<Question, 'url' | 'key'>, structured = true): string =>
  JSON.stringify({
    model,
    messages,
    stream: false,
    ...(structured
      ? { temperature: 0, response_format: { type: 'json_schema', json_schema: { name: 'verdict', strict: true, schema } } }
      : {}),
  })

export interface Reply {
  readonly answer: unknown
  /** The endpoint took the schema, so that nothing beyond it may come back. */
  readonly structured: boolean
}

/**
 * Sends the question and answers with the endpoint's JSON. Asks a second time without a schema where the endpoint refuses the
 * first form, unless because of its length. No redirect is followed: it could carry prompt and key elsewhere. `signal` is the one deadline and the way to cancel.
 */
export async function askModel(question: Question, signal: AbortSignal): Promise<Reply> {
  const first = await send(question, requestBody(question), signal)
  if (!mayRefuseSchema(first)) return { answer: accepted(first, question), structured: true }
  return { answer: accepted(await send(question, requestBody(question, false), signal), question), structured: false }
}

interface Answer {
  readonly status: number
  readonly text: string
}

async function send({ url, key }: Question, body: string, signal: AbortSignal): Promise<Answer> {
  const { origin } = new URL(url)
  const { request } = await import('undici')
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body,
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of answer.body) {
      const part = Buffer.from(chunk)
      bytes += part.length
      if (bytes > mostAnswerBytes)
        throw new CompanionError('judge-unusable', `${origin} answered more than ${mostAnswerBytes} bytes`)
      chunks.push(part)
    }
    return { status: answer.statusCode, text: Buffer.concat(chunks).toString('utf8') }
  } catch (error) {
    if (error instanceof CompanionError) throw error
    if (signal.aborted) throw endOf(signal, origin)
    throw new CompanionError('judge-unreachable', `${origin} did not answer (${codeOf(error)})`, {}, { cause: error })
  }
}

function accepted({ status, text }: Answer, { url, key }: Question): unknown {
  const { origin } = new URL(url)
  if (status >= 200 && status < 300) {
    const parsed = parse(text)
    if (parsed === undefined) throw new CompanionError('judge-unusable', `${origin} answered something that is not JSON`)
    return parsed
  }
  if (status === 401 || status === 403) throw new CompanionError('judge-unauthorized', `${origin} answered ${status}`, { status })
  const words = wordsOf(parse(text))
  const said = words === null ? '' : `: ${excerpt(words, key === null ? [] : [key])}`
  const fact = status >= 300 && status < 400 ? 'and would have led elsewhere; nothing was sent there' : ''
  throw new CompanionError('judge-rejected', `${origin} answered ${status}${fact === '' ? said : ` ${fact}`}`, { status })
}

/** OpenAI names a prompt that is too long in the error's code, llama.cpp in its type: without a schema it is as long. */
function mayRefuseSchema({ status, text }: Answer): boolean {
  if (status !== 400 && status !== 422) return false
  const answer = parse(text)
  const error = isRecord(answer) && isRecord(answer.error) ? answer.error : {}
  return error.code !== 'context_length_exceeded' && error.type !== 'exceed_context_size_error'
}

/** The deadline and a cancellation end the same request, but are not the same. */
function endOf(signal: AbortSignal, origin: string): CompanionError {
  const reason: unknown = signal.reason
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? new CompanionError('judge-unreachable', `${origin} did not answer in time`)
    : new CompanionError('cancelled', 'the run was cancelled')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** An OpenAI-compatible endpoint says why in `error.message`; Ollama in `error`. */
function wordsOf(answer: unknown): string | null {
  const error = isRecord(answer) ? answer.error : null
  const message = isRecord(error) ? error.message : error
  return typeof message === 'string' ? message : null
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no connection'
