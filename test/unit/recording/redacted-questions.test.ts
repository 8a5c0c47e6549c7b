import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hintFilters } from '../../../electron/engine/import/filters.ts'
import { spansPath } from '../../../electron/engine/phoenix/query.ts'
import type { SpanQuery } from '../../../electron/engine/phoenix/types.ts'
import { writePhoenixPage } from '../../../shared/otlp/phoenix-page.ts'
import { parsePhoenixPage } from '../../../shared/otlp/phoenix-wire.ts'
import { parseInstant, toIsoMicros, type UnixNano, unixNano } from '../../../shared/otlp/time.ts'
import { collectIds, createRedactor, type Redactor } from '../../../shared/recording/redactor.ts'
import { anyCase } from '../../support/arbitrary-cases.ts'

const levels = ['structure', 'text', 'everything'] as const
const hashWith = (salt: string) => (text: string) => createHmac('sha256', salt).update(text).digest()
const anyProject = fc.constantFrom('p', 'support agent', 'Maria Lopez 4917 0123 4567', 'agent-ä%20x', '.', 'turn 12')
const anyWindow = fc.tuple(fc.integer({ min: 0, max: 2e9 }), fc.integer({ min: 1, max: 1e6 })).map(([start, seconds]) => ({
  start: unixNano(BigInt(start) * 1_000_000_000n),
  end: unixNano(BigInt(start + seconds) * 1_000_000_000n + 123_000n),
}))

/** Every question that an import asks of one page. */
const questions = (project: string, range: SpanQuery['range'], hint: string | null, traceIds: readonly string[]): SpanQuery[] => [
  { project, range },
  { project, range: null },
  { project, range, rootsOnly: true },
  { project, range, traceIds },
  ...(hint === null ? [] : hintFilters(hint).map((attribute) => ({ project, range, attribute }))),
]

const exchangeTo = (target: string) => ({
  ...({ kind: 'exchange', job: 'import', method: 'GET', attempt: 1, startedMs: 0, elapsedMs: 1, status: 200 } as const),
  ...{ target, headers: {}, body: null, failure: null },
})
const timeIn = (redactor: Redactor, time: UnixNano): UnixNano => parseInstant(redactor.time(toIsoMicros(time))) ?? unixNano(-1n)

describe.each(levels)('questions that were redacted at the level %s', (level) => {
  test('are those that an import of the redacted simulation asks, of every page', async () => {
    await fc.assert(
      fc.property(anyCase, anyProject, anyWindow, fc.nat(), fc.string(), ({ hint, spans }, project, range, row, salt): void => {
        const cursor = Buffer.from(`Span:${row}`).toString('base64')
        const page = writePhoenixPage(spans).replace(/"next_cursor":null\}$/, `"next_cursor":"${cursor}"}`)
        const traceIds = [...new Set(spans.map(({ traceId }) => traceId))]
        const redactor = createRedactor({ level, hash: hashWith(salt), hint, project, ids: collectIds([page]) })
        const body = parsePhoenixPage(redactor.body(page, { target: spansPath({ project, range }, null), status: 200 }))
        const request = { simulation: hint, window: { kind: 'find' }, limits: 'simulation', strategy: 'auto' } as const
        const asked = redactor.request({ ...request, connectionId: 'c', budgetSeconds: 1, replace: false })
        const moved = { start: timeIn(redactor, range.start), end: timeIn(redactor, range.end) }
        const ids = [...new Set(body.spans.map(({ traceId }) => traceId))]
        const before = questions(project, range, hint, traceIds)
        const after = questions(redactor.project(project), moved, asked.simulation, ids)
        for (const [first, next] of [[null, null] as const, [cursor, body.nextCursor] as const]) {
          const redacted = before.map((query) => redactor.exchange(exchangeTo(spansPath(query, first))).target)
          expect(redacted).toEqual(after.map((query) => spansPath(query, next)))
        }
      }),
    )
  })

  test('an unknown project is unknown under the name that it is asked by', async () => {
    await fc.assert(
      fc.property(anyProject, fc.string(), (project, salt): void => {
        const redactor = createRedactor({ level, hash: hashWith(salt), hint: 'x', project, ids: [] })
        const target = spansPath({ project, range: null }, null)
        expect(redactor.body(`Project with name ${project} not found`, { target, status: 404 })).toBe(
          `Project with name ${redactor.project(project)} not found`,
        )
      }),
    )
  })
})
