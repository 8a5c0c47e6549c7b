import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { writerSteps } from '../../../electron/engine/store/imports/writer.ts'
import { findClickHouse } from '../../support/clickhouse.ts'

type Kill = { readonly step: string } | { readonly after: 'spawn' | 'open'; readonly ms: number }

interface Seen {
  readonly generation: number
  readonly whole: boolean
  readonly spans: number
  readonly strayRows: readonly number[]
  readonly ownRows: number
  readonly staging: readonly string[]
}

/** Milliseconds that look random and are the same in every run. */
function* delays(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    yield state % 331
  }
}

const killsOf = (seed: number, first: number): Kill[] => {
  const random = delays(seed)
  const next = () => random.next().value ?? 0
  return [
    ...writerSteps.map((step): Kill => ({ step: `${step}:${first}` })),
    ...Array.from({ length: 14 }, (): Kill => ({ after: 'open', ms: next() })),
    ...Array.from({ length: 4 }, (): Kill => ({ after: 'spawn', ms: 250 + next() })),
  ]
}

/** Opens the store in a process of its own, imports there, and kills it. Answers what it saw on opening and what it finished. */
async function importAndDie(path: string, kill: Kill | null): Promise<{ seen: Seen | null; committed: number | null }> {
  const script = join(import.meta.dirname, 'crash-child.ts')
  const step = kill !== null && 'step' in kill ? [kill.step] : []
  const child = spawn(process.execPath, [script, path, kill === null ? 'look' : 'import', ...step], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const end = (ms: number) => setTimeout(() => child.kill('SIGKILL'), ms)
  const timers = [end(60_000)]
  if (kill !== null && 'ms' in kill && kill.after === 'spawn') timers.push(end(kill.ms))
  let seen: Seen | null = null
  let committed: number | null = null
  for await (const line of createInterface({ input: child.stdout })) {
    const said: unknown = JSON.parse(line)
    if (typeof said === 'object' && said !== null && 'committed' in said) committed = Number(said.committed)
    else {
      seen = said as Seen
      if (kill !== null && 'ms' in kill && kill.after === 'open') timers.push(end(kill.ms))
    }
  }
  await gone
  for (const timer of timers) clearTimeout(timer)
  return { seen, committed }
}

describe.runIf(findClickHouse() !== null)('a killed process', () => {
  // Two lanes, each with its own directory, 26 kills each: the second lane's named steps fall on a replacing import.
  it.concurrent.each([
    ['in the first import', 1, 7],
    ['while it replaces one', 2, 11],
  ])(
    'leaves the old import or the new one, whole, and nothing else: %s',
    async (_, first, seed) => {
      const path = await mkdtemp(join(tmpdir(), 'coval-crash-'))
      try {
        let finished = 0
        let previous: Kill | null = null
        for (const kill of [...killsOf(seed, first), null]) {
          const { seen, committed } = await importAndDie(path, kill)
          if (seen !== null) {
            const told = { killed: previous, ...seen, generation: seen.generation - finished }
            const { generation, spans } = seen
            expect(told).toEqual({
              killed: previous,
              // What was acknowledged, or the one after it whose acknowledgement was cut off.
              generation: expect.toSatisfy((ahead: number) => ahead === 0 || ahead === 1),
              whole: true,
              spans: generation === 0 ? 0 : 200 + (generation % 5) * 100,
              strayRows: [],
              ownRows: spans,
              staging: [],
            })
            finished = generation
          }
          finished = committed ?? finished
          previous = kill
        }
        // Three of the named steps come after the import counts.
        expect(finished).toBeGreaterThanOrEqual(3)
      } finally {
        await rm(path, { recursive: true })
      }
    },
    240_000,
  )
})
