import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { snippet } from '../../../shared/correlation/snippets.ts'
import { anyText } from '../../support/arbitrary-spans.ts'
import { holds } from '../../support/holds.ts'

const kinds = (['opentelemetry', 'openinference'] as const).flatMap((flavor) =>
  (['python', 'typescript'] as const).map((language) => ({ flavor, language })),
)

describe('a snippet', () => {
  it.each(kinds)('in $language for $flavor sets simulation_output_id', (kind) => {
    const code = snippet({ ...kind, simulation: 'EUKedLXXcg45RCvErqvvrX' })
    expect(code).toMatch(/simulation_output_id["']?[,:] "EUKedLXXcg45RCvErqvvrX"/)
    expect(code.endsWith('\n')).toBe(true)
  })

  it.each(kinds)('in $language for $flavor holds any id as one string literal in one line', (kind) => {
    holds(
      fc.property(anyText, (simulation) => {
        const line =
          snippet({ ...kind, simulation })
            .split('\n')
            .find((text) => /simulation_output_id["']?[,:]/.test(text)) ?? ''
        const literal = /simulation_output_id["']?[,:] ("(?:[^"\\]|\\.)*")/.exec(line)?.[1] ?? ''
        expect(JSON.parse(literal)).toBe(simulation)
        expect(literal).toMatch(/^[\u0020-\u007e\ud800-\udfff]*$/)
      }),
    )
  })

  it('names a variable where there is no id', () => {
    expect(
      kinds.map((kind) => /simulation_?[oO]utput_?[iI]d(?=[)} ]*[)}])/.exec(snippet({ ...kind, simulation: null }))?.[0]),
    ).toEqual([...['simulation_output_id', 'simulationOutputId', 'simulation_output_id', 'simulationOutputId']])
  })
})
