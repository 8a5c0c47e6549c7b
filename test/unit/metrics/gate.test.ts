import { describe, expect, it } from 'vitest'
import { checkThresholds, readThresholds } from '../../../electron/engine/metrics/built-in.ts'
import { compareSources } from '../../../electron/engine/metrics/compare.ts'
import type { SpanSources } from '../../../electron/engine/trace/span-sources.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import type { SourceHeader } from '../../../shared/contract/trace.ts'
import { traceOf } from '../trace/build.ts'

const spans = traceOf([{ id: 'a', name: 'llm', from: 0, to: 1_000_000, attributes: { 'openinference.span.kind': 'LLM' } }])
const whole: SpanSource = { kind: 'import', importId: 'whole' }
const partial: SpanSource = { kind: 'import', importId: 'partial' }
const gone: SpanSource = { kind: 'import', importId: 'gone' }

const headerOf = (importId: string) =>
  ({
    title: importId,
    simulation: importId,
    project: 'p',
    start: null,
    spans: 1,
    partial: importId === 'partial' ? { reason: 'span-cap', detail: '5,000 of 7,000 spans were read' } : null,
  }) as unknown as SourceHeader

const sourcesWhere = (failure: CompanionError): SpanSources =>
  ({
    outlinedTrace: async (source: SpanSource) => {
      const id = source.kind === 'import' ? source.importId : ''
      if (id === 'gone') throw failure
      return { header: headerOf(id), trace: spans }
    },
  }) as unknown as SpanSources
const absent = new CompanionError('usage', 'This import is no longer in the store')
const sources = sourcesWhere(absent)

describe('a gate', () => {
  const texts = ['max(llm) > 2s', 'max(llm) > 0.5s', 'max(tts) > 1s']
  const check = async (source: SpanSource, allowPartial: boolean) =>
    (await checkThresholds(sources, source, readThresholds(texts, []), { allowPartial })).map(({ outcome, because }) => [
      outcome,
      because,
    ])
  const noSpans = 'No spans named tts, and none of that type.'

  it('does not pass over a partial import, unless that is allowed', async () => {
    const because = 'The import is partial: 5,000 of 7,000 spans were read'
    expect([await check(whole, false), await check(partial, false), await check(partial, true)]).toEqual([
      [
        ['passed', null],
        ['failed', null],
        ['not-computable', noSpans],
      ],
      [
        ['not-computable', because],
        ['failed', null],
        ['not-computable', noSpans],
      ],
      [
        ['passed', null],
        ['failed', null],
        ['not-computable', noSpans],
      ],
    ])
  })
})

describe('simulations side by side', () => {
  const saved = { id: 's', name: 'Calls', spanName: 'llm', attribute: null, aggregation: 'count', unit: 'count' } as const
  const compare = (wanted: readonly SpanSource[], from = sources) =>
    compareSources(from, wanted, { custom: [saved], signal: new AbortController().signal, onProgress: () => undefined })

  it('are all there but the one that is gone, which says so', async () => {
    const report = await compare([whole, gone, partial])
    expect(report.rows.map(({ title, error, cells }) => [title, error, cells.length, cells.at(-1)])).toEqual([
      ['whole', null, report.columns.length, { value: 1, because: null, parts: [] }],
      ['gone', absent.message, report.columns.length, { value: null, because: absent.message, parts: [] }],
      ['partial', null, report.columns.length, { value: 1, because: null, parts: [] }],
    ])
    expect((await compare([gone])).columns).toEqual(report.columns)
  })

  it('fail as a whole where the store does', async () => {
    const failure = new CompanionError('store-unreachable', 'nobody answers')
    await expect(compare([whole, gone], sourcesWhere(failure))).rejects.toBe(failure)
  })
})
