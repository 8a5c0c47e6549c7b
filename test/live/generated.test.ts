import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../electron/engine/service/engine.ts'
import { createMemoryVault } from '../../electron/vault/index.ts'
import type { ImportReport, ImportRequest } from '../../shared/contract/import.ts'
import type { RecordedManifest } from '../support/corpus.ts'
import { runGenerator, waitForStoredSpans } from '../support/generators.ts'
import { type RunningPhoenix, startPhoenix } from '../support/phoenix.ts'
import { realParts } from '../support/real-parts.ts'
import { defaultRequest, exactWindow } from '../support/replayed-engine.ts'

const { phoenix: executable, generators, generatorsPython: python } = realParts

/** Real instrumentations feed a fresh Phoenix; the counts come from their own side. */
describe.runIf(executable !== null && generators !== null && python !== null)(
  'a fresh Phoenix, fed by real instrumentations',
  () => {
    let phoenix: RunningPhoenix
    let home: string
    let engine: Engine
    let stored = 0
    /** Moved ahead once a project is stored whole: nothing is on its way any more, so nobody has to wait for it. */
    let ahead = 0
    beforeAll(async () => {
      phoenix = await startPhoenix({ executable: executable ?? '' })
      home = await mkdtemp(path.join(tmpdir(), 'coval-live-'))
      const directories = { config: path.join(home, 'config'), data: path.join(home, 'data') }
      engine = createEngine({
        directories,
        vault: createMemoryVault('a test'),
        surface: 'test',
        now: () => new Date(Date.now() + ahead),
      })
    })
    afterAll(async () => {
      await engine?.close()
      await phoenix?.stop()
      await rm(home, { recursive: true, force: true })
    })

    const generate = async (script: string, project: string): Promise<RecordedManifest> => {
      engine.targets.addTransient({ connection: { id: project, name: project, host: phoenix.url, project }, apiKey: null })
      return runGenerator({ phoenix, generators: generators ?? '', python: python ?? '', script, project })
    }
    const settle = async (manifest: RecordedManifest) => {
      stored += manifest.spans_total
      await waitForStoredSpans(phoenix, stored)
      ahead = 60 * 60 * 1000
    }
    const run = (project: string, request: Partial<ImportRequest>): Promise<ImportReport> =>
      engine.import(
        { ...defaultRequest, connectionId: project, budgetSeconds: 90, ...request },
        { signal: new AbortController().signal, onProgress: () => undefined },
      )

    it('imports begun while Phoenix is still storing wait until each simulation is whole', async () => {
      const manifest = await generate('dev1_support_agent', 'support-agent')
      const reports: ImportReport[] = []
      for (const simulation of manifest.simulations) {
        reports.push(await run('support-agent', { simulation: simulation.simulation_id, window: exactWindow(simulation) }))
      }
      await settle(manifest)
      expect(reports.map(({ outcome, spans, partial }) => ({ outcome, written: spans.written, partial }))).toEqual(
        manifest.simulations.map((simulation) => ({
          outcome: 'imported',
          written: simulation.expected_spans_as_phoenix_returns_them,
          partial: null,
        })),
      )
    })

    it.each([
      ['dev3_metadata_agent', 'metadata-agent'],
      ['dev4_near_miss_agent', 'near-miss-agent'],
    ])('%s: every simulation is imported with the counts of its manifest', async (script, project) => {
      const manifest = await generate(script, project)
      await settle(manifest)
      const took: Record<string, number> = {}
      for (const simulation of manifest.simulations) {
        const { preview } = engine
        const { report } = await preview(
          {
            ...defaultRequest,
            connectionId: project,
            simulation: simulation.simulation_id,
            window: exactWindow(simulation),
            budgetSeconds: 10,
          },
          { signal: new AbortController().signal, onEvent: () => undefined },
        )
        took[simulation.simulation_id] = report.spans.matched
      }
      expect(took).toEqual(
        Object.fromEntries(manifest.simulations.map((each) => [each.simulation_id, each.expected_spans_as_phoenix_returns_them])),
      )
    })

    it('busy-agent: all 40 simulations come whole by selection, where five pages of the window leave none whole', async () => {
      const manifest = await generate('dev6_busy_agent', 'busy-agent')
      await settle(manifest)
      const expected = manifest.simulations.map((each) => each.expected_spans_as_phoenix_returns_them)
      const wholeWindow = {
        kind: 'exact',
        start: manifest.simulations.map((each) => windowText(each, 'start')).sort()[0] ?? '',
        end:
          manifest.simulations
            .map((each) => windowText(each, 'end'))
            .sort()
            .at(-1) ?? '',
      } as const
      const selected: ImportReport[] = []
      for (const { simulation_id: simulation } of manifest.simulations)
        selected.push(await run('busy-agent', { simulation, window: wholeWindow }))
      expect(manifest.simulations).toHaveLength(40)
      expect(selected.map(({ strategy, spans }) => [strategy?.kind, spans.written])).toEqual(
        expected.map((count) => ['select', count]),
      )

      const documented = await run('busy-agent', {
        simulation: manifest.simulations[1]?.simulation_id ?? '',
        window: wholeWindow,
        limits: 'documented',
        replace: true,
      })
      expect(documented).toMatchObject({ outcome: 'imported', partial: { reason: 'page-cap' } })
      expect(documented.spans.written).toBeLessThan(expected[1] ?? 0)
    }, 600_000)
  },
)

const windowText = (simulation: RecordedManifest['simulations'][number], side: 'start' | 'end'): string => {
  const window = exactWindow(simulation)
  if (window.kind !== 'exact') throw new Error('a recorded window is exact')
  return window[side]
}
