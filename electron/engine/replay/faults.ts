import type { ServerResponse } from 'node:http'
import { page, type ReplayAnswer } from './answers.ts'

/** What goes wrong with one request, in place of or on top of the right answer. */
export type Fault =
  /** The answer never begins. */
  | { readonly kind: 'silence' }
  /** The right answer, some milliseconds late. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Headers at once, then the body in small pieces. */
  | { readonly kind: 'trickle'; readonly bytes: number; readonly everyMs: number }
  /** The connection is reset after so many bytes of the body; 0 resets it before the headers. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** The body ends early, though the message is whole. */
  | { readonly kind: 'truncated-json' }
  /** Phoenix's page with status 200. */
  | { readonly kind: 'html' }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body?: string
      readonly contentType?: string
      readonly retryAfter?: string
    }
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
  /** Every page names the same next page. */
  | { readonly kind: 'cursor-loop' }
  /** The span at this place of the page loses its trace id. */
  | { readonly kind: 'malformed-span'; readonly index: number }
  /** The span with this id loses its start. */
  | { readonly kind: 'span-without-start'; readonly spanId: string }
  /** The right answer, blown up with blanks to at least so many bytes. */
  | { readonly kind: 'oversized'; readonly bytes: number }
  /** As a server that is no Phoenix, or a proxy that strips its mark: the version header is gone. */
  | { readonly kind: 'no-version-header'; readonly status?: number; readonly body?: string; readonly contentType?: string }

/** A request as the replay server remembers it; the key itself is never kept. */
export interface ReplayRequest {
  /** 1 for the first. */
  readonly number: number
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly project: string | null
  readonly authorization: 'none' | 'accepted' | 'refused'
  readonly acceptsGzip: boolean
}

/** Chooses the fault of a request; null lets it be answered as Phoenix would. */
export type Faults = (request: ReplayRequest) => Fault | null

/** A fault for the given request numbers only. */
export const onRequests =
  (numbers: readonly number[], fault: Fault): Faults =>
  (request) =>
    numbers.includes(request.number) ? fault : null

/** A fault for every request for spans. */
export const onSpans =
  (fault: Fault): Faults =>
  (request) =>
    request.path.endsWith('/spans/otlpv1') ? fault : null

/** The answer that the fault makes of the right one. */
export function spoil(answer: ReplayAnswer, fault: Fault): ReplayAnswer & { readonly withoutVersion?: boolean } {
  switch (fault.kind) {
    case 'html':
      return page
    case 'status':
      return {
        status: fault.status,
        contentType: fault.contentType ?? 'text/plain; charset=utf-8',
        body: fault.body ?? 'fault on demand',
        headers: fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter },
      }
    case 'redirect':
      return {
        status: fault.status ?? 302,
        contentType: 'text/plain; charset=utf-8',
        body: '',
        headers: { location: fault.location },
      }
    case 'cursor-loop':
      return { ...answer, body: answer.body.replace(/"next_cursor":[^}]*\}$/, '"next_cursor":"U3BhbjoxMDAwMDAw"}') }
    case 'malformed-span':
      return { ...answer, body: breakSpan(answer.body, fault.index) }
    case 'span-without-start':
      return {
        ...answer,
        body: answer.body.replaceAll(`"span_id":"${fault.spanId}","start_time_unix_nano":`, '$&"none","was":'),
      }
    case 'truncated-json':
      return { ...answer, body: answer.body.slice(0, Math.max(1, Math.floor(answer.body.length * 0.7))) }
    case 'oversized':
      return { ...answer, body: answer.body + ' '.repeat(Math.max(0, fault.bytes - answer.body.length)) }
    case 'no-version-header':
      return {
        ...answer,
        status: fault.status ?? answer.status,
        body: fault.body ?? answer.body,
        contentType: fault.contentType ?? answer.contentType,
        withoutVersion: true,
      }
    case 'silence':
    case 'delay':
    case 'trickle':
    case 'reset':
      return answer
    default:
      return fault satisfies never
  }
}

function breakSpan(body: string, index: number): string {
  let seen = -1
  return body.replaceAll(/"trace_id":"[0-9a-f]+","trace_state"/g, (match) =>
    ++seen === index ? '"trace_id":17,"trace_state"' : match,
  )
}

/** Writes a body as the fault wants it. Resolves when nothing more will be written. */
export async function writeBody(response: ServerResponse, body: Buffer, fault: Fault | null): Promise<void> {
  if (fault?.kind === 'reset') {
    await new Promise<void>((resolve) => response.write(body.subarray(0, fault.afterBytes), () => resolve()))
    // The bytes must leave before the reset: it would overtake them.
    await new Promise((resolve) => setTimeout(resolve, 20))
    response.socket?.resetAndDestroy()
    return
  }
  if (fault?.kind === 'trickle') {
    for (let at = 0; at < body.length && !response.destroyed; at += fault.bytes) {
      response.write(body.subarray(at, at + fault.bytes))
      await new Promise((resolve) => setTimeout(resolve, fault.everyMs))
    }
  }
  response.end(fault?.kind === 'trickle' ? undefined : body)
}
