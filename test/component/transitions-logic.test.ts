import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { colourScale } from '../../renderer/features/transitions/colour-scale.ts'
import { layoutGraph, nodeHeight, nodeWidth } from '../../renderer/features/transitions/graph-layout.ts'
import { describeCell, linkOfState, matrixOf, shortText, stateOfLink } from '../../renderer/features/transitions/matrix.ts'
import type { AnalysisLocation } from '../../renderer/stores/analysis-location.ts'
import {
  analysisEntries,
  cellValues,
  metricsTabs,
  parseAnalysis,
  scopes,
  startAnalysis,
} from '../../renderer/stores/analysis-location.ts'
import { formatSource, parseSource } from '../../renderer/stores/span-source.ts'
import type { TransitionsReport } from '../../shared/contract/transitions.ts'

const cell = (from: number, to: number, count: number, medianGapUs: number | null = null) => ({
  from,
  to,
  count,
  rowShare: 1,
  errorRate: to === 1 ? null : 0,
  medianGapUs,
})

/** START → a → b → END, with a way back from b to a. */
const report: TransitionsReport = {
  transitionsId: 't',
  mode: 'directly-follows',
  key: { by: 'name' },
  definition: '',
  simulations: 5,
  spans: 15,
  empty: 0,
  withoutFailure: 0,
  partial: 0,
  native: 0,
  moreNative: false,
  missing: [],
  states: ['START', 'END', 'b', 'a'].map((name) => ({ name, occurrences: 5, averagePlace: 0 })),
  order: [0, 3, 2, 1],
  cells: [cell(0, 3, 5), cell(2, 1, 5), cell(2, 3, 2, -300), cell(3, 2, 7, 1500)],
  folded: null,
  elapsedMs: 1,
}

describe('the matrix', () => {
  it('leads from START and to END, in the order that the engine gave', () => {
    const matrix = matrixOf(report)
    const drawn = matrix.rows.map((row, at) => [
      row.name,
      ...matrix.columns.map((_, column) => matrix.at(at, column)?.count ?? 0),
    ])
    expect([matrix.columns.map((state) => state.name), drawn]).toEqual([
      ['a', 'b', 'END'],
      [
        ['START', 5, 0, 0],
        ['a', 0, 7, 0],
        ['b', 2, 0, 5],
      ],
    ])
  })

  it('says a cell in words', () => {
    expect([describeCell(undefined), describeCell(report.cells[2]), describeCell(report.cells[3])]).toEqual([
      'never',
      '2 steps, 100% of the row, no errors, overlapping by a median of 300 µs',
      '7 steps, 100% of the row, no errors, median gap 1.5 ms',
    ])
  })

  it('is short in a cell without claiming none or all', () => {
    expect([
      shortText(0.001, 'share'),
      shortText(0.999, 'share'),
      shortText(0, 'errors'),
      shortText(1234, 'count'),
      shortText(-12_400, 'gap'),
      shortText(2_500_000, 'gap'),
    ]).toEqual(['<1%', '>99%', '0%', '1.2k', '−12ms', '2.5s'])
  })
})

const luminance = (css: string) => {
  const [red = 0, green = 0, blue = 0] = (
    css.startsWith('#')
      ? [1, 3, 5].map((at) => Number.parseInt(css.slice(at, at + 2), 16))
      : (css.match(/\d+/g) ?? []).map(Number)
  ).map((byte) => (byte / 255 <= 0.040_45 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('the colours', () => {
  it('carry a text that can be read, everywhere, in both themes', () => {
    const worst = (['light', 'dark'] as const).flatMap((scheme) =>
      cellValues.map((value) => {
        const scale = colourScale(value, [-5e6, 1, 1000, 5e6], scheme)
        return Math.min(
          ...Array.from({ length: 101 }, (_, at) => {
            const { css, ink } = scale.colour(scale.numberAt(at / 100))
            const [a = 0, b = 0] = [luminance(css), luminance(ink)].sort((x, y) => y - x)
            return (a + 0.05) / (b + 0.05)
          }),
        )
      }),
    )
    expect(Math.min(...worst)).toBeGreaterThanOrEqual(4.5)
  })

  it('grow steadily darker in the light theme and lighter in the dark one, so that grey tells them too', () => {
    for (const [scheme, direction] of [
      ['light', -1],
      ['dark', 1],
    ] as const) {
      const scale = colourScale('share', [], scheme)
      const steps = Array.from({ length: 21 }, (_, at) => luminance(scale.colour(at / 20).css) * direction)
      expect(steps).toEqual([...steps].sort((a, b) => a - b))
    }
  })
})

describe('the graph', () => {
  it('stands from left to right in layers, START first and END last', () => {
    const layout = layoutGraph(report, 1, 100)
    const places = layout.nodes.map((node) => [node.name, node.x])
    expect([...places].sort((a, b) => Number(a[1]) - Number(b[1])).map(([name]) => name)).toEqual(['START', 'a', 'b', 'END'])
    expect([layout.edges.length, layout.shown, layout.total]).toEqual([4, 19, 19])
  })

  it('keeps a way into and out of every state, however few edges are asked for, and no two states overlap', () => {
    const anyReport = fc
      .array(
        fc.record({
          from: fc.integer({ min: 2, max: 12 }),
          to: fc.integer({ min: 2, max: 12 }),
          count: fc.integer({ min: 1, max: 50 }),
        }),
        {
          minLength: 1,
          maxLength: 40,
        },
      )
      .map((raw): TransitionsReport => {
        const cells = new Map(raw.map(({ from, to, count }) => [`${from} ${to}`, cell(from, to, count)]))
        const ids = [...new Set(raw.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
        for (const id of ids) {
          cells.set(`0 ${id}`, cell(0, id, 1))
          cells.set(`${id} 1`, cell(id, 1, 1))
        }
        const states = Array.from({ length: 13 }, (_, id) => ({ name: `s${id}`, occurrences: 1, averagePlace: 0 }))
        return { ...report, states, order: [0, ...ids, 1], cells: [...cells.values()] }
      })
    void fc.assert(
      fc.property(anyReport, (one) => {
        const { nodes, edges } = layoutGraph(one, 0, 0)
        const inner = one.order.filter((id) => id > 1)
        expect(inner.filter((id) => !edges.some((edge) => edge.cell.to === id && edge.cell.from !== id))).toEqual([])
        expect(inner.filter((id) => !edges.some((edge) => edge.cell.from === id && edge.cell.to !== id))).toEqual([])
        for (const a of nodes)
          for (const b of nodes)
            if (a.id < b.id) expect(Math.abs(a.x - b.x) >= nodeWidth || Math.abs(a.y - b.y) >= nodeHeight).toBe(true)
      }),
    )
  })
})

describe('the link', () => {
  it('tells a span that is called START, END or like the folded ones from what those are', () => {
    const names = ['START', 'END', 'START', 'END', '~START', '~', '', 'llm', '2 rare states', '2 rare states']
    const states = names.map((name) => ({ name, occurrences: 1, averagePlace: 0 }))
    const odd: TransitionsReport = { ...report, states, folded: { state: 9, names: ['x', 'y'], share: 0.1 } }
    const links = names.map((_, id) => linkOfState(odd, id))
    expect(links).toEqual(['~START', '~END', 'START', 'END', '~~START', '~~', '', 'llm', '2 rare states', '~rare'])
    expect(links.map((link) => stateOfLink(odd, link))).toEqual(names.map((_, id) => id))
    expect([stateOfLink(odd, 'tool'), stateOfLink(report, '~rare')]).toEqual([null, null])
  })

  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  const analysis: fc.Arbitrary<AnalysisLocation> = fc.record({
    metrics: fc.constantFrom(...metricsTabs),
    picked: fc.array(name, { maxLength: 3 }),
    mode: fc.constantFrom('directly-follows', 'first-failure'),
    key: fc.oneof(
      fc.record({ by: fc.constantFrom('kind', 'name', 'unnumbered', 'tool', 'agent') }),
      fc.record({ by: fc.constant('attribute' as const), attribute: name }),
    ),
    scope: fc.constantFrom(...scopes),
    value: fc.constantFrom(...cellValues),
    graph: fc.boolean(),
    most: fc.option(fc.integer({ min: 2, max: 500 })),
    cell: fc.option(fc.tuple(name, name)),
  })

  it('brings Metrics and Heatmap back as they were', () => {
    void fc.assert(
      fc.property(analysis, (one) => {
        const entries = analysisEntries(one).filter((entry): entry is [string, string] => entry[1] !== null)
        expect(parseAnalysis(new URLSearchParams(new URLSearchParams(entries).toString()))).toEqual(one)
      }),
    )
    expect(analysisEntries(startAnalysis).filter(([, text]) => text !== null)).toEqual([])
  })

  it('names every kind of source, and nothing else', () => {
    const sources = [
      { kind: 'import', importId: 'a:b' },
      { kind: 'preview', previewId: 'p' },
      { kind: 'file', fileId: 'f\n' },
      { kind: 'native', by: 'simulation', id: 's' },
      { kind: 'native', by: 'trace', id: 't' },
    ] as const
    expect(sources.map((source) => parseSource(formatSource(source)))).toEqual(sources)
    expect([null, '', 'import:', 'host:x', 'x'].map(parseSource)).toEqual([null, null, null, null, null])
  })
})
