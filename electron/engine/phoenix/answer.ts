import { CompanionError } from '../../../shared/contract/errors.ts'
import { excerpt, sweep } from './sweep.ts'

/** A whole answer, unpacked. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  /** The `x-phoenix-server-version` header: the mark of a Phoenix. */
  readonly version: string | null
  readonly text: string
  readonly bytes: number
}

/** What an answer is judged by. */
export interface Expectation {
  readonly path: string
  readonly content: 'json' | 'text'
  /** The project in the path, where there is one. */
  readonly project: string | null
  readonly keySent: boolean
  /** True where this or an earlier answer of the host carried Phoenix's mark. */
  readonly knownPhoenix: boolean
  readonly secrets: readonly string[]
}

/** The failure that an answer means, or null where it is what was asked for. */
export function judgeAnswer(answer: Answer, expected: Expectation): CompanionError | null {
  const { status } = answer
  const contentType = sweep(answer.contentType, expected.secrets)
  const facts = { status, path: expected.path, contentType }
  const failure = (code: CompanionError['code'], message: string, more: CompanionError['facts'] = {}) =>
    new CompanionError(code, message, { ...facts, ...more })
  const isPhoenix = expected.knownPhoenix || answer.version !== null

  if (status >= 200 && status < 300) {
    if (isContent(answer.contentType, expected.content)) return null
    if (!isPhoenix) return failure('phoenix-not-phoenix', 'The host answers, but not as a Phoenix does.')
    return failure('phoenix-not-json', `Phoenix answered ${contentType || 'without a content type'} where data was asked for.`)
  }
  if (status === 401)
    return failure('phoenix-unauthorized', `Phoenix answered 401 to a request ${expected.keySent ? 'with' : 'without'} a key.`, {
      keySent: expected.keySent,
    })
  if (status === 403)
    return failure('phoenix-forbidden', `The host answered 403 to a request ${expected.keySent ? 'with' : 'without'} a key.`, {
      keySent: expected.keySent,
    })
  if (status === 404 && expected.project !== null && isPhoenix && isContent(answer.contentType, 'text'))
    return failure('phoenix-project-unknown', `Phoenix has no project named "${expected.project}".`, {
      project: expected.project,
    })
  if (status === 404 || status === 405 || status === 410 || (status >= 300 && status < 400))
    return failure('phoenix-not-phoenix', `The host answered ${status} to a path that every Phoenix has.`)
  if (status === 429) return failure('phoenix-rate-limited', 'The host answered 429 (too many requests).')
  if (status >= 500)
    return failure('phoenix-server-error', `The host answered ${status}.`, {
      text: excerpt(readableText(answer), expected.secrets),
    })
  const text = excerpt(rejectionText(answer), expected.secrets, 300)
  return failure('phoenix-rejected', `Phoenix answered ${status}: ${text}`, { text })
}

const isContent = (contentType: string, wanted: 'json' | 'text'): boolean =>
  wanted === 'json' ? /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType) : /^text\/plain\b/i.test(contentType)

/** Phoenix says why in plain text, or as `{"detail":[{"loc":["query","limit"],"msg":"…"}]}`. */
function rejectionText(answer: Answer): string {
  if (!isContent(answer.contentType, 'json')) return readableText(answer)
  let parsed: unknown
  try {
    parsed = JSON.parse(answer.text)
  } catch {
    // A refusal that cannot be read is still a refusal: its text is shown as it came.
    return answer.text
  }
  const detail = typeof parsed === 'object' && parsed !== null && 'detail' in parsed ? parsed.detail : parsed
  if (!Array.isArray(detail)) return typeof detail === 'string' ? detail : answer.text
  return detail.map((entry: unknown) => describeDetail(entry)).join('; ')
}

function describeDetail(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null || !('msg' in entry)) return JSON.stringify(entry)
  const place = 'loc' in entry && Array.isArray(entry.loc) ? entry.loc.join('.') : ''
  return place === '' ? String(entry.msg) : `${place}: ${String(entry.msg)}`
}

const readableText = (answer: Answer): string => (/html/i.test(answer.contentType) ? '(an HTML page)' : answer.text)
