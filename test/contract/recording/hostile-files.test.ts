import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { gunzipSync, gzipSync } from 'node:zlib'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRouter } from '../../../electron/engine/service/router.ts'
import { filePieceBytes } from '../../../shared/contract/file-pieces.ts'
import type { EngineClient } from '../../../shared/contract/index.ts'
import { writePhoenixPage } from '../../../shared/otlp/phoenix-page.ts'
import { makeSpan } from '../../support/arbitrary-spans.ts'
import { forgeCase } from '../../support/forged-case.ts'
import { listenOn } from '../../support/listen.ts'
import { answered, fileFrom } from '../../support/recorded-case.ts'
import { type ReplayedEngine, startReplayedEngine } from '../../support/replayed-engine.ts'

/** Numbers that look random and are the same each time. */
function* numbers(seed: number): Generator<number, never, void> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    yield state / 2_147_483_648
  }
}

/** What somebody may hand over in place of a recording, as the app is given it: the file in pieces, with a name of theirs. */
describe('a hostile file through the door of the app', () => {
  let there: ReplayedEngine
  let client: EngineClient
  let good: Buffer
  let lines: string[]
  beforeAll(async () => {
    there = await startReplayedEngine([])
    client = createRouterClient(createRouter(there.engine, '0.0.0'))
    const page = writePhoenixPage([makeSpan({ attributes: { session_id: 'sim-1' } })])
    good = await fileFrom({ exchanges: [answered(page)], request: { simulation: 'sim-1' } })
    lines = gunzipSync(good).toString('utf8').trimEnd().split('\n')
  })
  afterAll(() => there.close())

  /** The code with which it is refused, or `opened`. */
  async function open(bytes: Buffer, name = 'case.cvcase'): Promise<string> {
    let uploadId: string | null = null
    try {
      for (let at = 0; uploadId === null || at < bytes.length; at += filePieceBytes) {
        const piece = bytes.subarray(at, at + filePieceBytes).toString('base64')
        const upload: { uploadId: string } = await client.recordings.upload({ uploadId, base64: piece })
        uploadId = upload.uploadId
      }
      const { id } = await client.recordings.open({ name, uploadId })
      await client.recordings.close({ id })
      return 'opened'
    } catch (error) {
      return (error as { data?: { code?: string } }).data?.code ?? String(error)
    }
  }

  const forge = (parts: readonly string[], format = 1): Buffer =>
    forgeCase({ manifest: lines[1] ?? '', parts }, undefined, format)

  /** What the person has: settings, data, temporary files, open recordings and connections. */
  async function belongings(): Promise<unknown> {
    const { config, data } = there.engine.directories
    const inside = (folder: string) => readdir(folder, { recursive: true }).catch(() => null)
    const temporary = (await readdir(tmpdir())).filter((name) => /cvcase|recording|upload|passwd/.test(name))
    const { connections } = await client.connections.list()
    const ids = connections.map(({ id }) => id)
    return [await inside(config), await inside(data), temporary, await client.recordings.opened(), ids]
  }

  const part = (): string[] => lines.slice(2)
  const body = (text: string): string => JSON.stringify({ kind: 'body', encoding: 'utf8', text })

  test.each<[string, string, () => Buffer]>([
    ['a bomb: 256 MB of zeros in 256 kB', 'recording-unreadable', () => gzipSync(Buffer.alloc(2 ** 28))],
    ['a newer format', 'recording-newer', () => forge(part(), 7)],
    ['another checksum', 'recording-unreadable', () => gzipSync(lines.join('\n').replace('sim', 'mis'))],
    ['a key of 5 MB', 'recording-unreadable', () => forge([...part(), body(`{"${'k'.repeat(5_000_000)}":1}`)])],
    ['an answer nested a million deep', 'recording-unreadable', () => forge([...part(), body('['.repeat(1_000_000))])],
    ['a zip', 'recording-unreadable', () => Buffer.from('PK\u0003\u0004../../etc/passwd')],
    ['a tar of paths', 'recording-unreadable', () => gzipSync('../../../../etc/passwd\0'.padEnd(512, '\0'))],
    ['a file of spans nested a million deep', 'recording-unreadable', () => Buffer.from('['.repeat(1_000_000))],
    ['nothing', 'recording-unreadable', () => Buffer.alloc(0)],
  ])('%s', async (_, code, make) => {
    const before = await belongings()
    expect([await open(make()), await belongings()]).toEqual([code, before])
  })

  test('cut off at fifty places', async () => {
    const before = await belongings()
    const random = numbers(7)
    const codes = new Set<string>()
    for (let time = 0; time < 50; time++) codes.add(await open(good.subarray(0, Math.floor(random.next().value * good.length))))
    expect([[...codes], await belongings()]).toEqual([['recording-unreadable'], before])
  })

  test.each([
    '../../../../etc/passwd',
    '/etc/cron.d/x.cvcase',
    'C:\\Windows\\x.cvcase',
    '\u202etxt.exe',
    'a\u0000b',
    '~/.bashrc',
  ])('a name that is a path is a name: %j', async (name) => {
    const before = await belongings()
    expect([await open(good, name), await belongings()]).toEqual(['opened', before])
  })

  test('paths inside a case lead nowhere: a replay asks no server that they name', async () => {
    const before = await belongings()
    const asked: (string | undefined)[] = []
    const elsewhere = await listenOn(
      createServer((request, response) => {
        asked.push(request.url)
        response.end()
      }),
    )
    try {
      const ends: unknown[] = []
      for (const prefix of ['/../../../../etc/passwd', `//127.0.0.1:${elsewhere.port}`, `http://127.0.0.1:${elsewhere.port}`]) {
        const moved = part().map((line) => line.replace('/v1/projects/', `${prefix}/v1/projects/`))
        expect(moved).not.toEqual(part())
        const made = forge(moved)
        const { uploadId } = await client.recordings.upload({ uploadId: null, base64: made.toString('base64') })
        const { id } = await client.recordings.open({ name: 'case.cvcase', uploadId })
        const replaying = async () => {
          for await (const event of await client.recordings.replay({ id })) if (event.kind === 'reports') return event.kind
          return null
        }
        ends.push(await replaying().catch((error) => error.data?.code ?? String(error)))
        await client.recordings.close({ id })
      }
      expect([ends, asked, await belongings()]).toEqual([['reports', 'reports', 'reports'], [], before])
    } finally {
      await elsewhere.close()
    }
  })

  test('an upload that never ends is let go of when it is larger than a recording may be', async () => {
    const piece = Buffer.alloc(filePieceBytes, 'x').toString('base64')
    let uploadId: string | null = null
    let code = ''
    for (let pieces = 0; code === '' && pieces < 400; pieces++)
      try {
        const upload: { uploadId: string } = await client.recordings.upload({ uploadId, base64: piece })
        uploadId = upload.uploadId
      } catch (error) {
        code = (error as { data: { code: string } }).data.code
      }
    expect(code).toBe('recording-unreadable')
    await expect(client.recordings.open({ name: 'x', uploadId: uploadId ?? '' })).rejects.toMatchObject({
      data: { code: 'recording-gone' },
    })
  })

  test('leaves the engine at work: a good file is opened after all that', async () => {
    expect(await open(good)).toBe('opened')
  })
})
