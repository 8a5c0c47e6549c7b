import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../electron/engine/service/engine.ts'
import { createRouter } from '../../../electron/engine/service/router.ts'
import { createMemoryVault } from '../../../electron/vault/index.ts'
import { filePieceCharacters } from '../../../shared/contract/file-pieces.ts'
import type { EngineClient } from '../../../shared/contract/index.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { writeOtlpJson } from '../../../shared/otlp/otlp-json.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import { anySpan, makeSpan } from '../../support/arbitrary-spans.ts'
import { readCorpusPages, readCorpusSpans } from '../../support/corpus.ts'

const otlp = (spans: readonly Span[]): string => [...writeOtlpJson(spans)].join('')

describe('a file of spans, handed over in pieces', () => {
  let home: string
  let engine: Engine
  let client: EngineClient
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'coval-files-'))
    engine = createEngine({
      directories: { config: path.join(home, 'config'), data: path.join(home, 'data') },
      vault: createMemoryVault('a test'),
      surface: 'test',
    })
    client = createRouterClient(createRouter(engine, '0.0.0'))
  })
  afterAll(async () => {
    await engine.close()
    await rm(home, { recursive: true, force: true })
  })

  /** As a page does it: every piece but the last is added, the last one opens. */
  async function open(text: string, length: number): Promise<SpanSource> {
    let uploadId: string | null = null
    let at = 0
    for (; at + length < text.length; at += length) {
      const added: { uploadId: string; characters: number } = await client.trace.addToFile({
        uploadId,
        text: text.slice(at, at + length),
      })
      expect(added.characters).toBe(at + length)
      uploadId = added.uploadId
    }
    return (await client.trace.openFile({ name: 'spans.json', text: text.slice(at), uploadId })).source
  }

  async function exported(source: SpanSource): Promise<string> {
    let text = ''
    let said = -1
    for await (const event of await client.trace.exportOtlp({ source })) {
      if (event.kind === 'part') text += event.text
      else said = event.characters
    }
    expect(said).toBe(text.length)
    return text
  }

  test('is the same as in one piece, wherever it is cut', async () => {
    const text = otlp([makeSpan({ name: 'ünï 🙂 "\\', attributes: { 'input.value': '🙂'.repeat(40), n: 9007199254740993n } })])
    const whole = await engine.sources.spans(await open(text, text.length))
    for (let length = 1; length <= 60; length++) expect(await engine.sources.spans(await open(text, length))).toEqual(whole)
  })

  test('exported and opened again holds the same spans, with every attribute, event and link', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySpan(), { maxLength: 6 }), fc.integer({ min: 1, max: 4000 }), async (spans, length) => {
        if (spans.length === 0) return
        const first = await open(otlp(spans), length)
        const again = await open(await exported(first), length)
        expect(await engine.sources.spans(again)).toEqual(await engine.sources.spans(first))
        expect((await engine.sources.spans(again)).length).toBe(spans.length)
      }),
      { numRuns: 100 },
    )
  })

  test.each(['support-agent', 'odd-values-agent', 'langgraph-agent'])(
    '%s, as Phoenix gave it, survives the way out and in',
    async (project) => {
      const first = await open(readCorpusPages(project)[0] ?? '', filePieceCharacters)
      const spans = await engine.sources.spans(first)
      expect(spans.length).toBeGreaterThan(10)
      const again = await open(await exported(first), filePieceCharacters)
      expect(await engine.sources.spans(again)).toEqual(spans)
    },
  )

  test('a piece longer than one may be is refused, and one of a file that another took the place of', async () => {
    const text = 'x'.repeat(filePieceCharacters + 1)
    await expect(client.trace.addToFile({ uploadId: null, text })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    const { uploadId } = await client.trace.addToFile({ uploadId: null, text: '{' })
    await client.trace.addToFile({ uploadId: null, text: '{' })
    const gone = { data: { code: 'no-longer-held' } }
    await expect(client.trace.addToFile({ uploadId, text: '}' })).rejects.toMatchObject(gone)
    await expect(client.trace.openFile({ name: 'a', text: '}', uploadId })).rejects.toMatchObject(gone)
    await expect(client.trace.addToFile({ uploadId: 'none', text: '}' })).rejects.toMatchObject(gone)
  })

  test('one that cannot be read is let go of: the next begins anew', async () => {
    const { uploadId } = await client.trace.addToFile({ uploadId: null, text: 'no spans at all, ' })
    const failure = { data: { code: 'usage', message: expect.stringContaining('notes.txt cannot be read as OTLP/JSON') } }
    await expect(client.trace.openFile({ name: 'notes.txt', text: 'really', uploadId })).rejects.toMatchObject(failure)
    const text = otlp(readCorpusSpans('support-agent').slice(0, 3))
    expect(await engine.sources.spans(await open(text, 1000))).toHaveLength(3)
  })

  test('leaves nothing on the disk', async () => {
    expect(await readdir(home)).toEqual([])
  })
})
