import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SpanQuery } from '../../../electron/engine/phoenix/types.ts'
import type { AttributeMap, Span } from '../../../shared/otlp/span.ts'
import { unixNano } from '../../../shared/otlp/time.ts'
import { failureOf, readAll, withClient } from '../../support/client.ts'
import { readCorpusSpans } from '../../support/corpus.ts'

/** The recordings that the subject must hold. */
export const contractProjects = ['support-agent', 'near-miss-agent', 'odd-values-agent'] as const

export interface ContractSubject {
  readonly url: string
  readonly apiKey?: string
  stop(): Promise<void>
}

/**
 * What the import relies on, said of any Phoenix: the replay server has to keep to it, and live ones show that the promise
 * is theirs. `selects` is false for a server that is too old for the filters.
 */
export function describePhoenixContract(
  name: string,
  subjectOf: { readonly start: () => Promise<ContractSubject>; readonly version: RegExp; readonly selects: boolean },
): void {
  describe(name, () => {
    let subject: ContractSubject
    const recorded = new Map<string, readonly Span[]>()
    const ask = (query: SpanQuery) => withClient(at(), (client) => readAll(client, query))
    const at = () => ({ host: subject.url, apiKey: subject.apiKey ?? null })
    const spansOf = (project: string): readonly Span[] => recorded.get(project) ?? []

    beforeAll(async () => {
      for (const project of contractProjects) recorded.set(project, readCorpusSpans(project))
      subject = await subjectOf.start()
    })
    afterAll(() => subject?.stop())

    it('says its version, and what that version can do', async () => {
      const server = await withClient(at(), (client) => client.server())
      expect(server.version).toMatch(subjectOf.version)
      expect((['trace_id', 'parent_id', 'attribute'] as const).map((feature) => server.supports(feature))).toEqual([
        subjectOf.selects,
        subjectOf.selects,
        subjectOf.selects,
      ])
    })

    it('lists its projects', async () => {
      expect(await withClient(at(), (client) => client.projects())).toEqual(expect.arrayContaining([...contractProjects]))
    })

    it.each(contractProjects)('answers every span of %s with its ids, times, name, status, events', async (project) => {
      const pages = await ask({ project, range: null })
      expect(pages.flatMap(({ malformed }) => malformed)).toEqual([])
      expect(byId(pages.flatMap(({ spans }) => spans)).map(withoutAttributes)).toEqual(
        byId(spansOf(project)).map(withoutAttributes),
      )
    })

    // An older Phoenix adds fewer attributes of its own; support-agent's long texts were clipped when they were recorded as sent.
    if (subjectOf.selects)
      it.each(['near-miss-agent', 'odd-values-agent'])('answers the attributes of %s as they were recorded', async (project) => {
        const pages = await ask({ project, range: null })
        expect(byId(pages.flatMap(({ spans }) => spans))).toEqual(byId(spansOf(project)))
      })

    it('pages without a duplicate and without a gap', async () => {
      const pages = await ask({ project: 'support-agent', range: null, limit: 20 })
      expect(pages.map(({ spans, last }) => [spans.length, last])).toEqual([
        [20, false],
        [20, false],
        [20, false],
        [6, true],
      ])
      expect(idsOf(pages.flatMap(({ spans }) => spans))).toEqual(idsOf(spansOf('support-agent')))
    })

    it('takes the start of a window in and leaves its end out, to the microsecond', async () => {
      const starts = spansOf('support-agent').map(({ startTime }) => startTime)
      const [early, late] = [nth(starts, 10), nth(starts, 40)]
      const [page] = await ask({ project: 'support-agent', range: { start: early, end: late } })
      const inside = spansOf('support-agent').filter(({ startTime }) => startTime >= early && startTime < late)
      expect(inside.length).toBeGreaterThan(5)
      expect(idsOf(page?.spans ?? [])).toEqual(idsOf(inside))

      const [next] = await ask({
        project: 'support-agent',
        range: { start: unixNano(early + 1000n), end: unixNano(late + 1000n) },
      })
      const shifted = spansOf('support-agent').filter(({ startTime }) => startTime > early && startTime <= late)
      expect(idsOf(next?.spans ?? [])).toEqual(idsOf(shifted))
    })

    it('answers an unknown project with the names that it may mean', async () => {
      const failure = await failureOf(ask({ project: 'Support-Agent', range: null }))
      expect([failure.code, failure.facts.nearest]).toEqual(['phoenix-project-unknown', ['support-agent']])
    })

    it('refuses a limit that it does not know, with the reason', async () => {
      const failure = await failureOf(ask({ project: 'support-agent', range: null, limit: 1001 }))
      expect([failure.code, failure.facts.text]).toEqual([
        'phoenix-rejected',
        'query.limit: Input should be less than or equal to 1000',
      ])
    })

    const roots: SpanQuery = { project: 'near-miss-agent', range: null, rootsOnly: true }
    if (subjectOf.selects)
      describe('selects', () => {
        it('roots', async () => {
          const [page] = await ask(roots)
          expect(page?.filterIgnored).toBe(false)
          expect(idsOf(page?.spans ?? [])).toEqual(
            idsOf(spansOf('near-miss-agent').filter(({ parentSpanId }) => parentSpanId === null)),
          )
        })

        it('several traces at once', async () => {
          const traceIds = [...new Set(spansOf('near-miss-agent').map(({ traceId }) => traceId))].slice(3, 9)
          const [page] = await ask({ project: 'near-miss-agent', range: null, traceIds })
          expect(page?.filterIgnored).toBe(false)
          expect(idsOf(page?.spans ?? [])).toEqual(
            idsOf(spansOf('near-miss-agent').filter(({ traceId }) => traceIds.includes(traceId))),
          )
        })

        it('by attribute, typed: the quoted id, the bare integer, also beyond 2^53', async () => {
          const wanted = [
            { key: 'simulation_output_id', json: '"20261122140501000001"', finds: 1 },
            { key: 'simulation_output_id', json: '4815162342', finds: 1 },
            { key: 'simulation_output_id', json: '"4815162342"', finds: 0 },
            { key: 'simulation_output_id', json: '9007199254740993', finds: 1 },
            { key: 'session.id', json: '"1e5"', finds: 1 },
            { key: 'session.id', json: '1e5', finds: 0 },
          ]
          const found = await Promise.all(
            wanted.map(async ({ key, json }) => {
              const [page] = await ask({ project: 'near-miss-agent', range: null, attribute: { key, json } })
              return { key, json, finds: page?.filterIgnored ? 'ignored' : page?.spans.length }
            }),
          )
          expect(found).toEqual(wanted)
        })

        it('nothing by a list, and says why in text', async () => {
          const failure = await failureOf(ask({ project: 'support-agent', range: null, attribute: { key: 'x', json: '[1]' } }))
          expect([failure.code, failure.facts.text]).toEqual([
            'phoenix-rejected',
            expect.stringContaining("Invalid attribute value '[1]'"),
          ])
        })
      })

    if (!subjectOf.selects)
      describe('ignores', () => {
        it.each([
          ['roots', roots],
          ['traces', { project: 'near-miss-agent', range: null, traceIds: ['00'] }],
          [
            'attributes',
            { project: 'near-miss-agent', range: null, attribute: { key: 'simulation_output_id', json: '"nobody"' } },
          ],
        ] satisfies [string, SpanQuery][])('the filter by %s, which the client notices', async (_, query) => {
          const [page] = await ask(query)
          expect([page?.filterIgnored, page?.spans.length]).toEqual([true, spansOf('near-miss-agent').length])
        })
      })

    if (subjectOf.selects)
      describe('authentication', () => {
        it('is not asked for, or answers 401 to a missing and a wrong key', async () => {
          const codes = await Promise.all(
            [null, 'wrong-key-0000'].map((apiKey) =>
              withClient({ host: subject.url, apiKey }, (client) =>
                readAll(client, { project: 'support-agent', range: null }),
              ).then(
                () => 'answered',
                (error) => [error.code, error.facts.keySent],
              ),
            ),
          )
          expect(codes).toEqual(
            subject.apiKey === undefined
              ? ['answered', 'answered']
              : [
                  ['phoenix-unauthorized', false],
                  ['phoenix-unauthorized', true],
                ],
          )
        })
      })
  })
}

const idsOf = (spans: readonly Span[]): string[] => spans.map(({ spanId }) => spanId).sort()
/** Sorted, also the attributes: another Phoenix may store them in another order. */
const byId = (spans: readonly Span[]) =>
  [...spans].sort((a, b) => (a.spanId < b.spanId ? -1 : 1)).map((span) => ({ ...span, attributes: sorted(span.attributes) }))

const withoutAttributes = ({ attributes: _, ...span }: Span) => span

const sorted = (attributes: AttributeMap) => new Map([...attributes].sort(([a], [b]) => (a < b ? -1 : 1)))

function nth<T>(values: readonly T[], index: number): T {
  const value = [...values].sort()[index]
  if (value === undefined) throw new Error('too few values')
  return value
}
