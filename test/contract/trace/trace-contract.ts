import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { normaliseSpan } from '../../../shared/aliases/normalise.ts'
import type { EngineClient } from '../../../shared/contract/index.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { readTraceFile } from '../../../shared/otlp/otlp-json-read.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { fromTraceRow, toTraceRow } from '../../../shared/otlp/trace-row.ts'
import { conversationOf } from '../../../shared/trace/conversation.ts'
import { builtInMetrics } from '../../../shared/trace/metrics.ts'
import { type SimulationTrace, traceOfSpans } from '../../../shared/trace/model.ts'
import { decodeOutline } from '../../../shared/trace/outline.ts'
import { outlineKeys } from '../../../shared/trace/outline-keys.ts'
import { searchSpans } from '../../../shared/trace/search.ts'
import { directlyFollows } from '../../../shared/trace/transitions.ts'
import { buildTree } from '../../../shared/trace/tree.ts'
import { makeSpan } from '../../support/arbitrary-spans.ts'
import { addNative, type StoreHome } from '../store/homes.ts'
import { nativeRow, traceId } from '../store/rows.ts'
import { type OpenedEngine, openEngine, recordedSpans } from './opened-engine.ts'

/** What an outline holds of each span, as plain values and without the order in which they were read. */
const plain = (trace: SimulationTrace) => ({
  start: trace.start,
  durationUs: trace.durationUs,
  spans: trace.spans
    .map(({ attributes, index, ...span }) => ({
      ...span,
      attributes: Object.fromEntries(outlineKeys.map((key) => [key, attributes.get(key)])),
    }))
    .sort((a, b) => (a.spanId < b.spanId ? -1 : 1)),
})

const projects = ['support-agent', 'langgraph-agent', 'odd-values-agent'] as const

/** What the viewer, the metrics and the heatmap get, wherever the spans are stored. */
export function describeTrace(name: string, prepare: () => Promise<StoreHome>): void {
  describe(name, () => {
    let home: StoreHome
    let opened: OpenedEngine
    let client: EngineClient
    const imported = new Map<string, { source: SpanSource; spans: Span[]; simulation: string }>()
    const of = (project: string) => {
      const found = imported.get(project)
      if (found === undefined) throw new Error(`${project} was not imported`)
      return found
    }

    beforeAll(async () => {
      home = await prepare()
      opened = await openEngine(home.location)
      client = opened.client
      for (const project of projects) {
        const { simulation, spans } = recordedSpans(project)
        const importId = await opened.importSpans(simulation, spans)
        const source = { kind: 'import', importId } as const
        imported.set(project, {
          source,
          simulation,
          spans: spans.map((span) => normaliseSpan(span, { importId, simulation })),
        })
      }
      await addNative(home, [
        nativeRow({ trace: 71, span: 1, SpanAttributes: { session_id: 'native one' } }),
        nativeRow({ trace: 71, span: 2, StatusCode: 'Error' }),
        nativeRow({ trace: 72, span: 1, ResourceAttributes: { 'service.name': 'my-agent', 'session.id': 'native one' } }),
        nativeRow({ trace: 73, span: 1, SpanName: 'alone' }),
      ])
    })
    afterAll(async () => {
      await opened.close()
      await home.leave()
    })

    it.each(projects)('opens a simulation whole: %s', async (project) => {
      const { source, spans, simulation } = of(project)
      const { header, outline } = await client.trace.open({ source })
      expect(plain(decodeOutline(outline))).toEqual(plain(traceOfSpans(spans)))
      expect(header).toMatchObject({
        simulation,
        origin: 'import',
        partial: null,
        spans: spans.length,
        traces: new Set(spans.map((span) => span.traceId)).size,
        errors: spans.filter((span) => span.status.code === 'Error').length,
      })
    })

    it.each(projects)('finds what the pure search finds: %s', async (project) => {
      const { source } = of(project)
      const trace = await opened.engine.sources.trace(source)
      for (const text of [
        'order',
        'LLM',
        'token',
        'ChatOpenAI',
        'error',
        'lookup failed',
        'exception',
        'stacktrace',
        'service.name',
        'arize',
        'ä',
        '%',
        'import.span_name',
        ' ',
        'no such text',
      ]) {
        for (const fields of [['name', 'key', 'value'], ['name'], ['value']] as const) {
          const expected = searchSpans(trace, { text, fields }).hits
          const { hits, total } = await client.trace.search({ source, query: text, fields: [...fields] })
          expect({ text, fields, total, hits }).toEqual({ text, fields, total: expected.length, hits: expected })
        }
      }
    })

    it('numbers spans alike in outline, search and conversation', async () => {
      const { source } = of('support-agent')
      const outline = decodeOutline((await client.trace.open({ source })).outline)
      const whole = await opened.engine.sources.trace(source)
      expect(whole.spans.map((span) => span.spanId)).toEqual(outline.spans.map((span) => span.spanId))
      const conversation = await client.trace.conversation({ source })
      const expected = conversationOf(buildTree(whole)).messages
      const first = conversation.messages.findIndex(({ span }) => span === conversation.messages.at(-1)?.span)
      expect(await client.trace.messageOf({ source, span: conversation.messages.at(-1)?.span ?? -1 })).toBe(first)
      expect(conversation.messages.map(({ role, text, span }) => ({ role, text: text.text, span }))).toEqual(
        expected.map(({ role, text, span }) => ({ role, text, span })),
      )
    })

    it('shows one span with its aliases, cuts a long value and gives it whole, and tells repeated ids apart', async () => {
      const long = 'ä'.repeat(5000)
      const twice = makeSpan({
        traceId: traceId(5),
        spanId: 'a'.repeat(16),
        name: 'first',
        attributes: { 'input.value': long, 'openinference.span.kind': 'LLM' },
      })
      const importId = await opened.importSpans('repeated', [
        twice,
        { ...twice, name: 'second', endTime: (twice.endTime + 5000n) as typeof twice.endTime },
      ])
      const source = { kind: 'import', importId } as const
      const address = { source, traceId: traceId(5), spanId: 'a'.repeat(16) }
      const [one, two] = [await client.trace.span(address), await client.trace.span({ ...address, occurrence: 1 })]
      expect({
        names: [one.phoenixName, two.phoenixName, one.name],
        occurrences: [one.occurrences, two.occurrence],
        input: one.attributes.find(({ key }) => key === 'input'),
        whole: (await client.trace.attribute({ ...address, key: 'input' })) === long,
        resource: await client.trace.attribute({ ...address, place: { in: 'resource' }, key: 'service.name' }),
        with: await client.trace.attributesWith({ ...address, text: 'Ä'.repeat(900) }),
        withKey: await client.trace.attributesWith({ ...address, text: 'INPUT' }),
        inResource: await client.trace.attributesWith({ ...address, place: { in: 'resource' }, text: 'ARIZE' }),
      }).toEqual({
        names: ['first', 'second', 'llm'],
        occurrences: [2, 1],
        input: { key: 'input', type: 'string', value: long.slice(0, 2000), cutFrom: 5000, aliasOf: 'input.value' },
        whole: true,
        resource: 'arize',
        with: ['input', 'input.value'],
        withKey: ['coval.import.aliases', 'input', 'input.value'],
        inResource: ['service.name'],
      })
      await expect(client.trace.span({ ...address, occurrence: 2 })).rejects.toMatchObject({ data: { code: 'usage' } })
      const question = { mode: 'directly-follows', key: { by: 'name' } } as const
      const { transitionsId } = await client.transitions.compute({ sources: [source], ...question })
      const { steps } = await client.transitions.steps({ transitionsId, from: 2, to: 3 })
      expect(steps.map(({ from, to }) => [from?.name, from?.occurrence, to?.name, to?.occurrence])).toEqual([
        ['first', 0, 'second', 1],
      ])
      await (await opened.engine.store()).removeImport(importId)
    })

    it('exports OTLP/JSON that opens again as the same simulation', async () => {
      const { source, spans } = of('support-agent')
      let text = ''
      let end = { spans: 0, characters: 0 }
      for await (const event of await client.trace.exportOtlp({ source })) {
        if (event.kind === 'part') text += event.text
        else end = { spans: event.spans, characters: event.characters }
      }
      expect(end).toEqual({ spans: spans.length, characters: text.length })
      const header = await client.trace.openFile({ name: 'case.json', text })
      const [fromFile, fromStore] = [await client.trace.open({ source: header.source }), await client.trace.open({ source })]
      expect(plain(decodeOutline(fromFile.outline))).toEqual(plain(decodeOutline(fromStore.outline)))
      if (header.source.kind !== 'file') throw new Error('no file')
      await client.trace.closeFile({ fileId: header.source.fileId })
      await expect(client.trace.open({ source: header.source })).rejects.toMatchObject({ data: { code: 'no-longer-held' } })
    })

    it('lists the traces of a simulation by their start', async () => {
      const source = { kind: 'native', by: 'simulation', id: 'native one' } as const
      const traces = await client.trace.traces({ source })
      expect(traces.map(({ traceId, spans, errors }) => ({ traceId, spans, errors }))).toEqual([
        { traceId: traceId(71), spans: 2, errors: 1 },
        { traceId: traceId(72), spans: 1, errors: 0 },
      ])
    })

    it('exports one trace of a simulation alone, and says so where there is no such trace', async () => {
      const source = { kind: 'native', by: 'simulation', id: 'native one' } as const
      let text = ''
      for await (const event of await client.trace.exportOtlp({ source, traceId: traceId(71) }))
        if (event.kind === 'part') text += event.text
      const read = readTraceFile(text)
      expect(read.ok && read.spans.map((span) => span.traceId)).toEqual([traceId(71), traceId(71)])
      await expect(client.trace.exportOtlp({ source, traceId: traceId(99) })).rejects.toMatchObject({ data: { code: 'usage' } })
    })

    it('refuses a file that holds no spans, naming the place', async () => {
      await expect(client.trace.openFile({ name: 'notes.txt', text: 'hello' })).rejects.toMatchObject({
        data: { code: 'usage', message: expect.stringContaining('notes.txt') },
      })
    })

    it('lists native spans by simulation, else by trace, and opens both', async () => {
      const { groups, more } = await client.trace.listNative({})
      expect({
        more,
        groups: groups
          .map(({ source, spans, traces, errors, services }) => ({ source, spans, traces, errors, services }))
          .sort((a, b) => a.spans - b.spans),
      }).toEqual({
        more: false,
        groups: [
          { source: { kind: 'native', by: 'trace', id: traceId(73) }, spans: 1, traces: 1, errors: 0, services: ['my-agent'] },
          {
            source: { kind: 'native', by: 'simulation', id: 'native one' },
            spans: 3,
            traces: 2,
            errors: 1,
            services: ['my-agent'],
          },
        ],
      })
      const { header } = await client.trace.open({ source: { kind: 'native', by: 'simulation', id: 'native one' } })
      expect(header).toMatchObject({ title: 'native one', origin: 'native', spans: 3, traces: 2, errors: 1 })
      const alone = await client.trace.open({ source: { kind: 'native', by: 'trace', id: traceId(73) } })
      expect(decodeOutline(alone.outline).spans.map((span) => span.name)).toEqual(['alone'])
      const nobody = { source: { kind: 'native', by: 'simulation', id: 'nobody' } } as const
      await expect(client.trace.open(nobody)).rejects.toMatchObject({ data: { code: 'usage' } })
      await expect(client.trace.conversation(nobody)).rejects.toMatchObject({ data: { code: 'usage' } })
    })

    it.each(projects)('measures what the pure code measures over the whole spans: %s', async (project) => {
      const { source, spans } = of(project)
      const stored = spans.map((span) =>
        fromTraceRow({
          ...toTraceRow(span),
          start: span.startTime,
          durationNs: span.endTime > span.startTime ? span.endTime - span.startTime : 0n,
        }),
      )
      const { metrics, computable, missing } = await client.metrics.builtIn({ source })
      expect(metrics).toEqual(builtInMetrics(buildTree(traceOfSpans(stored))))
      expect(computable + missing.length).toBe(metrics.length)
    })

    it('compares simulations side by side, saved metrics among the columns', async () => {
      const saved = await client.metrics.saveCustom({
        id: null,
        name: 'Longest prompt',
        spanName: 'llm',
        attribute: 'llm.token_count.prompt',
        aggregation: 'max',
        unit: 'tokens',
      })
      const sources = projects.map((project) => of(project).source)
      let last: unknown
      for await (const event of await client.metrics.compare({ sources })) last = event
      const report = (
        last as {
          report: {
            columns: { id: string }[]
            rows: { simulation: string; cells: { value: number | null; because: string | null }[] }[]
          }
        }
      ).report
      const column = report.columns.findIndex(({ id }) => id === `custom:${saved.id}`)
      const direct = await Promise.all(sources.map((source) => client.metrics.runCustom({ source, metric: saved })))
      expect(report.rows.map((row) => [row.simulation, row.cells[column]?.value ?? row.cells[column]?.because])).toEqual(
        projects.map((project, at) => {
          const answer = direct[at]
          return [of(project).simulation, answer?.ok ? answer.value : answer?.error]
        }),
      )
      await client.metrics.removeCustom({ id: saved.id })
    })

    const nativeOne = { kind: 'native', by: 'simulation', id: 'native one' } as const

    it('computes transitions over all simulations, imported and native, as the pure code does, and lists the spans of a cell', async () => {
      const records = await client.imports.list()
      const all: SpanSource[] = [...records.map(({ importId }) => ({ kind: 'import' as const, importId })), nativeOne]
      const log = await Promise.all(
        all.map(async (source, at) => ({ id: String(at), tree: buildTree(await opened.engine.sources.trace(source)) })),
      )
      for (const key of [
        { by: 'name' },
        { by: 'unnumbered' },
        { by: 'kind' },
        { by: 'tool' },
        { by: 'agent' },
        { by: 'attribute', attribute: 'llm.model_name' },
      ] as const) {
        const expected = directlyFollows(log, key)
        const report = await client.transitions.compute({ sources: 'all', mode: 'directly-follows', key, mostStates: null })
        expect({
          states: report.states.map((state) => state.name),
          cells: report.cells,
          spans: report.spans,
          counted: [report.simulations, report.native, report.moreNative],
        }).toEqual({
          states: expected.states,
          cells: expected.cells.map(({ steps: _, ...cell }) => cell),
          spans: log.reduce((sum, { tree }) => sum + tree.trace.spans.length, 0),
          counted: [all.length, 1, false],
        })
        const cell = expected.cells.find(({ from, to }) => from > 1 && to > 1)
        if (cell === undefined) continue
        const { total, steps } = await client.transitions.steps({
          transitionsId: report.transitionsId,
          from: cell.from,
          to: cell.to,
        })
        expect({ total, ids: steps.map((step) => [step.from?.spanId, step.to?.spanId]) }).toEqual({
          total: cell.count,
          ids: cell.steps.slice(0, 200).map((step) => [step.from?.spanId, step.to?.spanId]),
        })
      }
    })

    it('counts the chosen simulations that are there and names those that are gone, until none is left', async () => {
      const question = { mode: 'first-failure', key: { by: 'kind' } } as const
      const gone: SpanSource[] = [
        { kind: 'import', importId: 'nowhere' },
        { kind: 'native', by: 'simulation', id: 'nobody' },
        { kind: 'preview', previewId: 'long ago' },
      ]
      const report = await client.transitions.compute({ sources: [...gone, of('support-agent').source, nativeOne], ...question })
      expect({
        counted: [report.simulations, report.native, report.spans],
        missing: report.missing.map(({ source }) => source),
      }).toEqual({ counted: [2, 1, of('support-agent').spans.length + 3], missing: gone })
      await expect(client.transitions.compute({ sources: gone, ...question })).rejects.toMatchObject({ data: { code: 'usage' } })
    })
  })
}
