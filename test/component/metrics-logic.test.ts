import { describe, expect, it } from 'vitest'
import { compareCsv } from '../../renderer/features/metrics/compare-export.ts'
import { comparedColumns, sortRows } from '../../renderer/features/metrics/compare-order.ts'
import { csvOf } from '../../renderer/features/metrics/csv.ts'
import { columnFormat, metricText } from '../../renderer/features/metrics/format-metric.ts'
import { draftOf, formOf } from '../../renderer/features/metrics/judge-draft.ts'
import { placeOf } from '../../renderer/features/metrics/sql-place.ts'
import type { CompareReport } from '../../shared/contract/metrics.ts'

const report: CompareReport = {
  format: 1,
  columns: [
    { id: 'duration', title: 'Simulation duration', unit: 's', kind: 'built-in' },
    { id: 'custom:1', title: 'Politeness', unit: 'score', kind: 'custom' },
  ],
  rows: (
    [
      ['a', 2.5, 1],
      ['b', null, 4],
      ['c', 0.25, 4],
      ['d', 9, 3],
    ] as const
  ).map(([title, duration, score]) => ({
    source: { kind: 'import', importId: title },
    title,
    simulation: title,
    project: 'p',
    start: null,
    spans: 3,
    partial: null,
    error: null,
    cells: [
      { value: duration, because: duration === null ? 'There are no spans.' : null, parts: [] },
      { value: score, because: null, parts: [] },
    ],
  })),
}

describe('a metric on screen', () => {
  it('is short, in one unit, and never rounded to zero', () => {
    expect([
      metricText(12.3456, 's'),
      metricText(0.000_42, 's'),
      metricText(-0.25, 's'),
      metricText(0.0513, 'ratio'),
      metricText(5.13, 'percent'),
      metricText(193_632, 'tokens'),
      metricText(1, 'tokens'),
      metricText(2.5, 'score'),
      metricText(0, 's'),
    ]).toEqual(['12.346 s', '0.420 ms', '−0.250 s', '5.1 %', '5.1 %', '193,632 tokens', '1 token', '2.50', '0.000 s'])
  })

  it('has the same decimals all down a column', () => {
    const { unit, format } = columnFormat([1, 2.5, 30], 'score')
    expect([unit, ...[1, 2.5, 30].map(format)]).toEqual(['', '1.00', '2.50', '30.00'])
    expect(columnFormat([0.001, 0.0004], 's').unit).toBe('ms')
    const seconds = columnFormat([61.4, 0.004, 0.0001, 0], 's')
    expect([seconds.unit, ...[61.4, 0.004, 0.0001, 0].map(seconds.format)]).toEqual(['s', '61.400', '0.004', '<0.001', '0.000'])
  })
})

describe('simulations side by side', () => {
  it('are ordered by a column either way, those without a value last', () => {
    const titles = (sort: string) => sortRows(report, sort).map((row) => row.title)
    expect([titles('duration'), titles('-duration'), titles('-title')]).toEqual([
      ['c', 'a', 'd', 'b'],
      ['d', 'a', 'c', 'b'],
      ['d', 'c', 'b', 'a'],
    ])
  })

  it('name best and worst only where less is better without doubt, and nothing where many share a place', () => {
    const standings = comparedColumns(report).map((column) => [...column.standings].map(([row, word]) => [row.title, word]))
    expect(standings).toEqual([
      [
        ['c', 'best'],
        ['d', 'worst'],
      ],
      [['a', 'least']],
    ])
  })

  it('go to CSV exactly, a missing value as an empty field', () => {
    expect(compareCsv(report, report.rows.slice(0, 2))).toBe(
      'simulation,source,project,start,spans,partial,Simulation duration [s],Politeness [score],error\r\n' +
        'a,import:a,p,,3,,2.5,1,\r\nb,import:b,p,,3,,,4,\r\n',
    )
  })

  it('go to CSV with the reason where one could not be read', () => {
    const [row] = report.rows
    if (row === undefined) throw new Error('the report has rows')
    const error = 'The store holds no such import'
    const cells = report.columns.map(() => ({ value: null, because: error, parts: [] }))
    const gone = { ...row, simulation: null, project: null, spans: 0, error, cells }
    expect(compareCsv(report, [gone]).split('\r\n')[1]).toBe(`a,import:a,,,,,,,${error}`)
  })
})

describe('CSV', () => {
  it('quotes what would break a line, and disarms what a spreadsheet would run', () => {
    expect(csvOf([['a,b', 'say "x"', '=HYPERLINK("http://x")', '-5', -5, null]])).toBe(
      '"a,b","say ""x""","\'=HYPERLINK(""http://x"")",-5,-5,\r\n',
    )
  })

  it.each([
    [' =1', "' =1"],
    ['\n=1', '"\n\'=1"'],
    ['\u200b@SUM(1)', "'\u200b@SUM(1)"],
    ['\uff1d1', "'\uff1d1"],
    ['a;=1', '"a;\'=1"'],
    ['a\t +1;b', '"a\t\' +1;b"'],
    ['-1-cmd', "'-1-cmd"],
    ['-1.5e3', '-1.5e3'],
    ['a = b - c', 'a = b - c'],
  ])('disarms %j wherever a spreadsheet may start a cell', (text, field) => {
    expect(csvOf([['x', text]])).toBe(`x,${field}\r\n`)
  })
})

describe('the place of an SQL error', () => {
  it('is the line, the column and the word', () => {
    expect(placeOf('SELECT 1\n  FORM spans', 11)).toEqual({ line: 2, column: 3, before: '  ', marked: 'FORM', after: ' spans' })
    expect(placeOf('SELECT', 6)).toEqual({ line: 1, column: 7, before: 'SELECT', marked: '', after: '' })
    expect(placeOf('SELECT', 7)).toBeNull()
  })
})

describe('a judge that is being written', () => {
  const form = { ...formOf(null, 'endpoint'), question: 'Was it polite?' }
  it('says what is missing', () => {
    expect([
      draftOf({ ...form, question: ' ' }),
      draftOf({ ...form, kind: 'categorical', categories: 'yes\n yes \n' }),
      draftOf({ ...form, kind: 'numerical', min: 5, max: 5 }),
    ]).toEqual([
      { missing: 'Ask a question.' },
      { missing: 'Name two categories at least, one a line.' },
      { missing: 'The least score must lie below the most.' },
    ])
  })

  it('takes its name from the question where it has none', () => {
    expect(draftOf({ ...form, kind: 'categorical', categories: 'solved\n\nnot solved' })).toEqual({
      draft: {
        name: 'Was it polite?',
        endpointId: 'endpoint',
        question: 'Was it polite?',
        scale: { kind: 'categorical', categories: ['solved', 'not solved'] },
        maxBytes: 60_000,
      },
    })
  })
})
