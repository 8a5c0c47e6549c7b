import { describe, expect, it } from 'vitest'
import { rangeOf, resolveWindow } from '../../../electron/engine/import/window.ts'
import { parseInstant } from '../../../shared/otlp/time.ts'

const exact = (start: string, end: string) => resolveWindow({ kind: 'exact', start, end }, new Date(0))
const at = (fraction: string) => `2026-11-22T14:00:00.${fraction}Z`

describe('a window that is given more finely than Phoenix stores times', () => {
  it('holds what starts within the last microsecond before its end, and in that of its start', () => {
    expect(exact(at('000000100'), at('915348500'))).toEqual({ start: at('000000'), end: at('915349'), source: 'given' })
    expect(exact(at('000000'), at('915348000'))).toEqual({ start: at('000000'), end: at('915348'), source: 'given' })
  })

  it('is not empty where it lies within one microsecond', () => {
    const window = exact(at('000000100'), at('000000900'))
    expect(window && rangeOf(window)).toEqual({ start: parseInstant(at('000000')), end: parseInstant(at('000001')) })
  })

  it('is refused where it ends before it starts, or as it starts', () => {
    expect(() => exact(at('000000900'), at('000000100'))).toThrow(expect.objectContaining({ code: 'usage' }))
    expect(() => exact(at('000000100'), at('000000100'))).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
