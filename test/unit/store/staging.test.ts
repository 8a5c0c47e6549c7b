import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stagedLines } from '../../../electron/engine/store/imports/staging.ts'
import { plainType } from '../../../electron/engine/store/schema/columns.ts'
import { traceRow } from '../../contract/store/rows.ts'

describe('rows on their way into staging', () => {
  it('lose nothing, are marked with their import and carry times as whole nanoseconds', () => {
    const text = fc.string({ unit: 'binary' })
    void fc.assert(
      fc.property(fc.dictionary(text, text), text, (attributes, message) => {
        const row = traceRow({
          trace: 1,
          span: 2,
          SpanAttributes: attributes,
          StatusMessage: message,
          'Events.Timestamp': ['0000000000.000000007'],
        })
        const [line = ''] = [...stagedLines([row], 'imp')]
        expect(JSON.parse(line)).toEqual({
          ...row,
          Timestamp: row.Timestamp.replace('.', ''),
          'Events.Timestamp': ['7'],
          SpanAttributes: JSON.parse(JSON.stringify(attributes)),
          ResourceAttributes: { ...row.ResourceAttributes, 'coval.import.id': 'imp' },
        })
        expect(line).not.toContain('\n')
      }),
    )
  })

  it('go in several statements when they are large', () => {
    const rows = Array.from({ length: 5 }, (_, span) => traceRow({ trace: 1, span, StatusMessage: 'x'.repeat(6_000_000) }))
    expect([...stagedLines(rows, 'imp')].map((lines) => lines.split('\n').length)).toEqual([2, 2, 1])
  })

  it('refuses a time that no row of ours has', () => {
    expect(() => [...stagedLines([{ ...traceRow({ trace: 1, span: 1 }), Timestamp: 'yesterday' }], 'imp')]).toThrow('yesterday')
  })
})

describe('types of somebody else’s table', () => {
  it('are the same type with LowCardinality or a time zone', () => {
    expect(['Map(LowCardinality(String), String)', "Array(DateTime64(9, 'UTC'))", 'DateTime64(6)'].map(plainType)).toEqual([
      'Map(String, String)',
      'Array(DateTime64(9))',
      'DateTime64(6)',
    ])
  })
})
