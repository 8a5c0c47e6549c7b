import { setImmediate } from 'node:timers/promises'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { parsePhoenixPage, readNextCursor } from '../../../shared/otlp/phoenix-wire.ts'
import { unseen } from '../../../shared/otlp/unseen.ts'
import type { Answer } from './answer.ts'
import { satisfies, spansPath } from './query.ts'
import type { PageOptions, SpanPage, SpanQuery } from './types.ts'

/** Asks for one page; `signal` ends the request when nobody wants the page any more. */
export type AskForPage = (path: string, signal: AbortSignal) => Promise<Answer>

/**
 * The pages of one query, with at most one request ahead of the consumer: the next request leaves as soon as the cursor at the
 * page's end is read, before the page is parsed. Leaving the loop early cancels the request ahead.
 */
export async function* readPages(
  ask: AskForPage,
  query: SpanQuery,
  options: PageOptions,
  job: AbortSignal,
): AsyncGenerator<SpanPage, void, void> {
  const stop = new AbortController()
  const signal = AbortSignal.any([job, stop.signal])
  const seenSpans = new Set<string>()
  const seenCursors = new Set<string>()
  const start = (cursor: string | null): Promise<Answer> => {
    if (cursor !== null) {
      if (seenCursors.has(cursor)) return rejectLater(cursorLoop('names a cursor a second time'))
      seenCursors.add(cursor)
    }
    const answer = ask(spansPath(query, cursor), signal)
    // Awaited on the next turn of the loop; until then a failure must not count as unhandled.
    answer.catch(() => undefined)
    return answer
  }

  try {
    let current = start(options.cursor ?? null)
    for (let count = 1; ; count++) {
      const answer = await current
      const wanted = count < (options.atMost ?? Number.POSITIVE_INFINITY)
      const ahead = options.ahead === false || !wanted ? undefined : readNextCursor(answer.text)
      const early = ahead ? start(ahead) : null
      if (early !== null) await leave()
      const { page, nextCursor, cameBack } = readPage(answer, query, seenSpans)
      yield page
      if (nextCursor === null || !wanted) return
      if (cameBack > 0 && page.spans.length === 0) throw cursorLoop('brings only spans that came before')
      current = early ?? start(nextCursor)
    }
  } finally {
    stop.abort()
  }
}

/**
 * Lets a request that was just made go out, before parsing keeps the thread: undici looks for one turn of the event loop whether
 * its idle socket still lives.
 */
async function leave(): Promise<void> {
  await setImmediate()
  await setImmediate()
}

function readPage(
  answer: Answer,
  query: SpanQuery,
  seen: Set<string>,
): { readonly page: SpanPage; readonly nextCursor: string | null; readonly cameBack: number } {
  const { spans, malformed, nextCursor } = parsePhoenixPage(answer.text)
  const fresh = unseen(spans, seen)
  const page = {
    spans: fresh,
    malformed,
    last: nextCursor === null,
    nextCursor,
    filterIgnored: spans.some((span) => !satisfies(query, span)),
    bytes: answer.bytes,
  }
  return { page, nextCursor, cameBack: spans.length - fresh.length }
}

const cursorLoop = (what: string): CompanionError =>
  new CompanionError('phoenix-cursor-loop', `Phoenix’s paging does not end: an answer ${what}.`)

function rejectLater(error: CompanionError): Promise<never> {
  const rejected = Promise.reject(error)
  rejected.catch(() => undefined)
  return rejected
}
