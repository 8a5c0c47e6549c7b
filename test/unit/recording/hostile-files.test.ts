import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { readCase } from '../../../electron/engine/recording/read-case.ts'
import { serveTraceFile } from '../../../electron/engine/recording/serve-trace-file.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { writePhoenixPage } from '../../../shared/otlp/phoenix-page.ts'
import { scanJson } from '../../../shared/recording/scan-json.ts'
import { makeSpan } from '../../support/arbitrary-spans.ts'
import { forgeCase } from '../../support/forged-case.ts'
import { answered, fileFrom } from '../../support/recorded-case.ts'

const page = writePhoenixPage([makeSpan({ attributes: { session_id: 'sim-1' } })])
let good: Buffer
let lines: string[]

beforeAll(async () => {
  good = await fileFrom({ exchanges: [answered(page)], request: { simulation: 'sim-1' } })
  lines = gunzipSync(good).toString('utf8').trimEnd().split('\n')
})

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const forge = (forged: readonly string[], change?: (manifest: Record<string, unknown>) => void, format?: number): Buffer =>
  forgeCase({ manifest: lines[1] ?? '', parts: forged }, change, format)

async function refusal(bytes: Buffer): Promise<string> {
  try {
    await readCase(bytes)
    return 'read'
  } catch (error) {
    return error instanceof CompanionError ? error.code : `a bug: ${String(error)}`
  }
}

const parts = (): string[] => lines.slice(2)
const bodyOf = (text: string): string => JSON.stringify({ kind: 'body', encoding: 'utf8', text })

describe('a hostile or damaged file ends in a clear error', () => {
  test('a good one is read, also when it is forged anew', async () => {
    expect([await refusal(good), await refusal(forge(parts()))]).toEqual(['read', 'read'])
  })

  test('cut off after any byte', async () => {
    const codes = new Set<string>()
    for (let length = 0; length < good.length; length++) codes.add(await refusal(good.subarray(0, length)))
    expect([...codes]).toEqual(['recording-unreadable'])
  })

  test('with any byte flipped it is refused, or read with the very same content', async () => {
    const content = JSON.stringify(await readCase(good))
    for (let at = 0; at < good.length; at++) {
      const flipped = Buffer.from(good)
      flipped[at] = (flipped[at] ?? 0) ^ 0xff
      const code = await refusal(flipped)
      // gzip's own header holds bytes that mean nothing, such as the time.
      if (code === 'read') expect(JSON.stringify(await readCase(flipped))).toBe(content)
      else expect(code).toBe('recording-unreadable')
    }
  })

  test('one report of a kind is read', async () => {
    expect(await refusal(forge([checksPart, ...parts()]))).toBe('read')
  })

  test('a newer format is refused with its own code', async () => {
    expect(await refusal(forge(parts(), () => undefined, 2))).toBe('recording-newer')
  })

  test.each<[string, (parts: readonly string[]) => Buffer]>([
    ['holds parts of a kind that this program does not know', (them) => forge([...them, '{"kind":"comparison"}'], undefined, 2)],
    ['names its parts in another way', (them) => forge(them, (manifest) => delete manifest.parts, 2)],
    ['has another first line', () => gzipSync(`{"coval-case":2,"manifest":{"sha512":"${'a'.repeat(128)}"}}\nanything\n`)],
  ])('a newer format is told as one, also where it %s', async (_, make) => {
    expect(await refusal(make(parts()))).toBe('recording-newer')
  })

  test('zeros behind its end are no part of it', async () => {
    expect(await refusal(Buffer.concat([good, Buffer.alloc(100)]))).toBe('recording-unreadable')
  })

  test('millions of empty values in few bytes are refused before they take memory', async () => {
    const empty = `[${'{},'.repeat(8_000_001)}{}]`
    expect(await refusal(forge([`{"kind":"preview","report":${empty}}`]))).toBe('recording-unreadable')
    expect(await refusal(forge([...parts().slice(0, -1), bodyOf(`{"data":${empty},"next_cursor":null}`)]))).toBe(
      'recording-unreadable',
    )
    expect(scanJson(empty)).toBe('of more than 8,000,000 values')
  })

  test('a format that there never was', async () => {
    expect(await refusal(forge(parts(), () => undefined, 0))).toBe('recording-unreadable')
  })

  test.each<[string, () => Buffer]>([
    ['not gzip at all', () => Buffer.from('PK\u0003\u0004 a zip')],
    ['nothing', () => Buffer.alloc(0)],
    ['a bomb in the first line: 256 MB of zeros', () => gzipSync(Buffer.alloc(2 ** 28))],
    ['a bomb of line ends', () => gzipSync(Buffer.alloc(2 ** 26, '\n'))],
    ['a bomb behind a good file', () => Buffer.concat([good, gzipSync(Buffer.alloc(2 ** 26))])],
    ['a recording of no day', () => forge(parts(), (manifest) => Object.assign(manifest, { recordedAt: 'the other day' }))],
    ['a job of no day', () => forge(parts(), (manifest) => Object.assign(manifest, { startedAt: { preview: 'NaN' } }))],
    ['a body larger than its manifest says', () => forge([...parts(), bodyOf('x'.repeat(1000))], (manifest) => shrink(manifest))],
    ['a manifest that asks for more than there is', () => forge(parts(), (manifest) => claim(manifest, 300 * 2 ** 20))],
    ['absurd counts', () => forge(parts(), (manifest) => Object.assign(manifest, { parts: { length: 1e9 } }))],
    [
      'a hundred thousand parts',
      () =>
        forge(parts(), (manifest) => Object.assign(manifest, { parts: Array.from({ length: 100_000 }, () => one(manifest)) })),
    ],
    ['a negative count', () => forge(parts(), (manifest) => Object.assign(manifest, { unfaithful: -1 }))],
    ['a key of 5 MB in an answer', () => forge([...parts(), bodyOf(`{"data":[{"${'k'.repeat(5_000_000)}":1}]}`)])],
    ['a key of 5 MB in a part', () => forge([...parts(), `{"kind":"exchange","${'k'.repeat(5_000_000)}":1}`])],
    ['an answer nested a million deep', () => forge([...parts(), bodyOf('['.repeat(1_000_000))])],
    ['a part nested a million deep', () => forge([...parts(), `{"kind":"body","x":${'['.repeat(1_000_000)}`])],
    ['a kind that is none', () => forge([...parts(), '{"kind":"script"}'])],
    ['a member that is none', () => forge(parts(), (manifest) => Object.assign(manifest, { path: '../../etc/passwd' }))],
    [
      'a request that names an answer that is not there',
      () => forge(parts().filter((part) => !part.startsWith('{"kind":"body"'))),
    ],
    ['another method', () => forge(parts().map((part) => part.replace('"method":"GET"', '"method":"POST"')))],
    [
      'a header that is not on the list',
      () => forge(parts().map((part) => part.replace('"headers":{', '"headers":{"set-cookie":"a",'))),
    ],
    ['two reports of one kind', () => forge([checksPart, checksPart, ...parts()])],
    ['a manifest that lists a part twice', () => forge(parts(), (manifest) => repeat(manifest))],
    ['a part with another checksum', () => forge(parts(), (manifest) => falsify(manifest))],
    [
      'a manifest with another checksum',
      () => gzipSync([`{"coval-case":1,"manifest":"${'0'.repeat(64)}"}`, ...lines.slice(1), ''].join('\n')),
    ],
    [
      'parts in another order than the manifest says',
      () => gzipSync([...lines.slice(0, 2), ...parts().reverse(), ''].join('\n')),
    ],
    ['the file twice', () => Buffer.concat([good, good])],
    ['JSON that is none', () => forge([...parts(), '{"kind":"body","text":"'])],
  ])('%s', async (_, make) => {
    expect(await refusal(make())).toBe('recording-unreadable')
  })

  test('a path is nothing but text: it is served on loopback and names no file', async () => {
    const made = forge(parts().map((part) => part.replace('/v1/projects/', '/../../../../etc/passwd/v1/projects/')))
    const before = readdirSync(tmpdir()).length
    expect((await readCase(made)).exchanges[0]?.target).toContain('/../../../../etc/passwd/')
    expect(readdirSync(tmpdir()).length).toBe(before)
  })
})

const checksPart = '{"kind":"checks","report":{"format":1,"checks":[]}}'

function repeat(manifest: Record<string, unknown>): void {
  const declared = manifest.parts as unknown[]
  declared.push(declared.at(-1))
}

function falsify(manifest: Record<string, unknown>): void {
  const declared = manifest.parts as { sha256: string }[]
  for (const part of declared.slice(-1)) part.sha256 = sha256('something else')
}

const one = (manifest: Record<string, unknown>): unknown => (manifest.parts as unknown[])[0]

function shrink(manifest: Record<string, unknown>): void {
  const declared = manifest.parts as { bytes: number }[]
  for (const part of declared.slice(-1)) part.bytes = 40
}

function claim(manifest: Record<string, unknown>, bytes: number): void {
  const declared = manifest.parts as { bytes: number }[]
  for (const part of declared.slice(-1)) part.bytes = bytes
}

describe('a hostile file of spans', () => {
  test.each<[string, string]>([
    ['is empty', ''],
    ['is no JSON', '{"resourceSpans": '],
    ['holds no spans', '{"a": 1}'],
    ['is nested a million deep', '['.repeat(1_000_000)],
    ['has a key of 5 MB', `{"resourceSpans":[{"${'k'.repeat(5_000_000)}":1}]}`],
  ])('that %s', async (_, text) => {
    await expect(serveTraceFile(text)).rejects.toMatchObject({ code: 'recording-unreadable' })
  })
})
