import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReplayOptions } from '../../../electron/engine/replay/server.ts'
import { createRecordings } from '../../../electron/engine/service/recordings.ts'
import { createRouter } from '../../../electron/engine/service/router.ts'
import type { Comparison, RedactionLevel } from '../../../shared/contract/recordings.ts'
import { runCommandLine } from '../../support/command-line.ts'
import { readCorpusManifest } from '../../support/corpus.ts'
import { defaultRequest, exactWindow, type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

const never = { signal: new AbortController().signal, onProgress: () => undefined }
const projects = ['support-agent', 'metadata-agent', 'near-miss-agent', 'odd-values-agent'] as const
type Project = (typeof projects)[number]

function firstOf(project: Project) {
  const [simulation] = readCorpusManifest(project).simulations
  if (simulation === undefined) throw new Error(`${project} holds no simulation`)
  return { id: simulation.simulation_id, window: exactWindow(simulation) }
}

/** Checks of the machine stand as recorded; a live side has its own. */
const differences = ({ rows }: Pick<Comparison, 'rows'>): string[] =>
  rows.filter(({ same, section }) => !same && section !== 'checks').map(({ section, what }) => `${section}: ${what}`)

describe('a recording beside a live Phoenix', () => {
  const files = new Map<string, Buffer>()
  let home: string
  let folder: string

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'coval-live-'))
    folder = await mkdtemp(path.join(tmpdir(), 'coval-live-'))
    const here = await startReplayedEngine(projects)
    const recorder = createRecordings(here.engine)
    for (const project of projects) {
      const { id, window } = firstOf(project)
      const request = { ...defaultRequest, connectionId: here.connect(project), simulation: id, window }
      const held = await recorder.record(request, never)
      for (const level of ['structure', 'everything'] as const)
        files.set(`${project} ${level}`, recorder.file((await recorder.draft(held.id, level)).draftId).bytes)
    }
    await here.close()
  })
  afterAll(async () => {
    await rm(home, { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
  })

  const fileOf = (project: Project, level: RedactionLevel): Buffer => files.get(`${project} ${level}`) ?? Buffer.alloc(0)

  /** Asks as the app does: a file is uploaded and opened, and compared with what the live side answers now. */
  async function compareThroughRouter(
    there: ReplayedEngine,
    project: Project,
    { level = 'everything', simulation = firstOf(project).id, apiKey = null as string | null } = {} as {
      level?: RedactionLevel
      simulation?: string
      apiKey?: string | null
    },
  ): Promise<Comparison> {
    const client = createRouterClient(createRouter(there.engine, '0.0.0'))
    const { uploadId } = await client.recordings.upload({ uploadId: null, base64: fileOf(project, level).toString('base64') })
    const opened = await client.recordings.open({ name: `${project}.cvcase`, uploadId })
    const { window } = firstOf(project)
    const request = { ...defaultRequest, connectionId: there.connect(project, apiKey), simulation, window }
    const left = { kind: 'recording', id: opened.id } as const
    for await (const event of await client.recordings.compare({ left, right: { kind: 'live', request } }))
      if (event.kind === 'comparison') return event.comparison
    throw new Error('the comparison ended without an answer')
  }

  async function live<Result>(
    served: readonly string[],
    options: Omit<ReplayOptions, 'recordings'>,
    use: (there: ReplayedEngine) => Promise<Result>,
  ): Promise<Result> {
    const there = await startReplayedEngine(served, options)
    try {
      return await use(there)
    } finally {
      await there.close()
    }
  }

  test.each(projects.flatMap((project) => (['structure', 'everything'] as const).map((level) => ({ project, level }))))(
    'does not differ from what it was recorded from: $project, $level',
    async ({ project, level }) => {
      await live(projects, {}, async (there) => {
        const comparison = await compareThroughRouter(there, project, { level })
        expect(differences(comparison)).toEqual([])
        expect([comparison.left, comparison.right]).toEqual([`${project}.cvcase`, `replayed-${project}`])
        expect(await there.engine.imports.list(null)).toEqual([])
      })
    },
  )

  test('differs where the live side has another simulation', async () => {
    const [, other] = readCorpusManifest('support-agent').simulations
    await live(projects, {}, async (there) => {
      const simulation = other?.simulation_id ?? ''
      const found = differences(await compareThroughRouter(there, 'support-agent', { simulation }))
      expect(found).toContain('spans: matching spans')
      expect(found.length).toBeGreaterThan(10)
    })
  })

  test('says which Phoenix is older and reads by another way', async () => {
    await live(projects, { version: '12.0.0' }, async (there) => {
      const { rows } = await compareThroughRouter(there, 'support-agent')
      const row = rows.find(({ what }) => what === 'Phoenix')
      expect(row).toEqual({ section: 'settings', what: 'Phoenix', left: '20.26.1', right: '12.0.0', same: false })
    })
  })

  test('says what kept the live side from answering', async () => {
    await live(projects, { apiKey: 'phx-right' }, async (there) => {
      const { rows } = await compareThroughRouter(there, 'support-agent', { apiKey: 'phx-wrong' })
      const row = rows.find(({ section, what }) => section === 'matches' && what === 'error')
      expect([row?.left, row?.right]).toEqual(['none', 'phoenix-unauthorized'])
    })
  })

  test('is the same table on the command line, with an exit code that says whether something differs', async () => {
    const file = path.join(folder, 'case.cvcase')
    await writeFile(file, fileOf('support-agent', 'everything'))
    await live(projects, {}, async ({ server }) => {
      const [, other] = readCorpusManifest('support-agent').simulations
      const ask = (simulation: string) => {
        const { window } = firstOf('support-agent')
        const times = window.kind === 'exact' ? ['--from', window.start, '--to', window.end] : []
        const target = ['--host', server.url, '--project', 'support-agent', '--simulation', simulation, ...times]
        return runCommandLine(home, ['compare', file, '--live', ...target, '--json'])
      }
      const [same, different] = [await ask(firstOf('support-agent').id), await ask(other?.simulation_id ?? '')]
      expect(differences(JSON.parse(same.stdout))).toEqual([])
      expect([different.code, differences(JSON.parse(different.stdout)).includes('spans: matching spans')]).toEqual([3, true])
    })
  })
})
