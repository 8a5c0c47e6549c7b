import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSimulationInput } from '../../../shared/correlation/simulation-input.ts'
import { anyText } from '../../support/arbitrary-spans.ts'
import { holds } from '../../support/holds.ts'

const id = 'EUKedLXXcg45RCvErqvvrX'
const run = 'K8gJpzcShqBPWkBY8mHZyG'
const printable = fc.string({ minLength: 1, maxLength: 100 }).filter((text) => text.trim() === text)

describe('a typed simulation', () => {
  it.each([id, '1e5', 'true', '20261122140501000001', 'a b', 'é', 'call-2026/11', 'x:y'])(
    '%j is an id, taken as it is',
    (text) => {
      expect(parseSimulationInput(`  ${text}\n`)).toEqual({ kind: 'id', simulation: text })
    },
  )

  it.each([
    `https://app.coval.dev/acme/runs/${run}/results/${id}/traces`,
    `https://app.coval.dev/acme/runs/${run}/results/${id}`,
    `http://app.coval.dev/acme/runs/${run}/results/${id}/?tab=traces#top`,
    `app.coval.dev/acme/runs/${run}/results/${id}/traces`,
    `  HTTPS://APP.COVAL.DEV/acme/runs/${run}/results/${id}/traces `,
  ])('%s is a result of Coval', (text) => {
    expect(parseSimulationInput(text)).toEqual({ kind: 'result-url', simulation: id, organization: 'acme', runId: run })
  })

  it.each([
    ['', /Type or paste/],
    [' \n', /Type or paste/],
    [`https://app.coval.dev/acme/runs/${run}`, /a run id is not a simulation output id/],
    [`https://app.coval.dev/acme/runs/${run}/results/`, /a run id is not a simulation output id/],
    [`https://app.coval.dev/acme/runs/${run}/results/${run}/traces`, /names the run where/],
    ['https://app.coval.dev/acme/agents', /names no result/],
    ['https://app.coval.dev/acme/runs/%E0/results/x', /names no result/],
    [`https://example.com/acme/runs/${run}/results/${id}`, /not one of Coval/],
    [`https://app.coval.dev.example.com/acme/runs/${run}/results/${id}`, /not one of Coval/],
    [`https://app.coval.dev@example.com/acme/runs/${run}/results/${id}`, /not one of Coval/],
    ['ftp://app.coval.dev/x', /not one of a Coval result/],
    ['a\u0000b', /control characters/],
    ['x'.repeat(501), /longer/],
  ])('%j is refused with its reason', (text, reason) => {
    expect(parseSimulationInput(text)).toEqual({ kind: 'invalid', reason: expect.stringMatching(reason) })
  })

  it('never throws, and gives an id without control characters or nothing', () => {
    holds(
      fc.property(
        fc.oneof(
          anyText,
          anyText.map((text) => `coval-companion://import?simulation=${text}`),
          anyText.map((text) => `https://app.coval.dev/${text}`),
        ),
        (text) => {
          const input = parseSimulationInput(text)
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
          expect(input.kind === 'invalid' || /^[^\u0000-\u001f]{1,500}$/.test(input.simulation)).toBe(true)
        },
      ),
    )
  })
})

describe('a deep link', () => {
  it('fills simulation, window and project', () => {
    const link = `coval-companion://import?simulation=${id}&start=2026-11-22T15:38:02%2B01:00&end=2026-11-22T14:40:00.5Z&project=my+agent`
    expect(parseSimulationInput(link)).toEqual({
      kind: 'deep-link',
      simulation: id,
      start: '2026-11-22T14:38:02.000000Z',
      end: '2026-11-22T14:40:00.500000Z',
      project: 'my agent',
      ignored: [],
    })
  })

  it.each([
    `coval-companion://import/?simulation=${id}`,
    `COVAL-COMPANION:import?simulation=${id}#x`,
    `coval-companion://import?simulation=${id}&`,
  ])('may be written as %s', (link) => {
    expect(parseSimulationInput(link)).toEqual({
      kind: 'deep-link',
      simulation: id,
      start: null,
      end: null,
      project: null,
      ignored: [],
    })
  })

  it('cannot set a host, a key or anything else, and says what it did not read', () => {
    const link = `coval-companion://import?simulation=${id}&host=http://evil.example&key=x&apiKey=y&Project=z&host=again`
    expect(parseSimulationInput(link)).toEqual(
      expect.objectContaining({ simulation: id, project: null, ignored: ['host', 'key', 'apiKey', 'Project'] }),
    )
  })

  it.each([
    ['coval-companion://settings?simulation=x', /other than an import/],
    ['coval-companion://importer?simulation=x', /other than an import/],
    ['coval-companion://import', /no simulation/],
    ['coval-companion://import?simulation=%20', /no simulation/],
    ['coval-companion://import?simulation=a&simulation=b', /twice/],
    ['coval-companion://import?simulation=%E0%A4%A', /encoded/],
    ['coval-companion://import?simulation=a%00b', /control characters/],
    ['coval-companion://import?simulation=a&start=2026-11-22T14:38:02Z', /one end/],
    ['coval-companion://import?simulation=a&start=2026-11-22T14:38:02&end=2026-11-22T14:39:02Z', /zone/],
    ['coval-companion://import?simulation=a&start=2026-11-22T14:38:02Z&end=2026-11-22T14:38:02Z', /ends before/],
    ['coval-companion://import?simulation=a&project=x%2Fy', /project/],
  ])('%s is refused with its reason', (link, reason) => {
    expect(parseSimulationInput(link)).toEqual({ kind: 'invalid', reason: expect.stringMatching(reason) })
  })

  it('carries any id and project through its encoding', () => {
    holds(
      fc.property(
        printable,
        printable.filter((text) => !/[/?#]/.test(text)),
        (simulation, project) => {
          for (const query of [
            `simulation=${encodeURIComponent(simulation)}&project=${encodeURIComponent(project)}`,
            new URLSearchParams({ simulation, project }).toString(),
          ]) {
            expect(parseSimulationInput(`coval-companion://import?${query}`)).toEqual({
              kind: 'deep-link',
              simulation,
              start: null,
              end: null,
              project,
              ignored: [],
            })
          }
        },
      ),
    )
  })
})
