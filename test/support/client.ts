import { createPhoenixClient } from '../../electron/engine/phoenix/client.ts'
import { realClock } from '../../electron/engine/phoenix/clock.ts'
import type { PhoenixClient, PhoenixClientOptions, SpanPage, SpanQuery } from '../../electron/engine/phoenix/types.ts'
import { CompanionError } from '../../shared/contract/errors.ts'

/** Runs something with a client of its own, closed afterwards; 20 seconds unless `budgetMs` says otherwise. */
export async function withClient<T>(
  options: Partial<PhoenixClientOptions> & { readonly host: string; readonly budgetMs?: number },
  use: (client: PhoenixClient) => Promise<T>,
): Promise<T> {
  const { budgetMs = 20_000, clock = realClock, ...rest } = options
  const client = createPhoenixClient({
    apiKey: null,
    signal: new AbortController().signal,
    clock,
    deadline: clock.elapsed() + budgetMs,
    ...rest,
  })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

/** All pages of a query. */
export async function readAll(client: PhoenixClient, query: SpanQuery): Promise<SpanPage[]> {
  const pages: SpanPage[] = []
  for await (const page of client.pages(query)) pages.push(page)
  return pages
}

/** The expected failure of a promise; a promise that resolves or fails otherwise throws. */
export async function failureOf(work: Promise<unknown>): Promise<CompanionError> {
  try {
    await work
  } catch (error) {
    if (error instanceof CompanionError) return error
    throw error
  }
  throw new Error('it did not fail')
}
