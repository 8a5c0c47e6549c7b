import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../electron/engine/service/engine.ts'
import { createRecordings } from '../../electron/engine/service/recordings.ts'
import { createMemoryVault } from '../../electron/vault/index.ts'
import type { HeldCase, RedactionLevel } from '../../shared/contract/recordings.ts'
import type { AttributeValue, Span } from '../../shared/otlp/span.ts'
import { unixNano } from '../../shared/otlp/time.ts'
import { makeSpan } from '../support/arbitrary-spans.ts'
import { sendSpans } from '../support/feed.ts'
import { createSystemKey, type RunningPhoenix, startPhoenix } from '../support/phoenix.ts'
import { realParts } from '../support/real-parts.ts'
import { defaultRequest } from '../support/replayed-engine.ts'
import { revealAll } from '../support/reveal.ts'

const never = { signal: new AbortController().signal, onProgress: () => undefined }
const secret = 'px-canary/"ä+\\ 0?7'
const sentence = 'Maria Lopez, born 4 May 1970, cannot pay her rent'
/** A key that Phoenix does not know: header, 401. */
const wrongKey = 'phx-canary-Zq81LmWk20'
/** Parts that are no tag by chance. */
const words = ['Maria', 'Lopez', 'cannot pay', 'her rent', 'px-canary', 'phx-canary', 'canary-Zq81']
const project = 'Maria Lopez px-canary'
const hint = 'D6Ne82sBQzKZwny7bavAdB'

/** The text as agents, SDKs and proxies write it. */
const spelled = (text: string): readonly string[] => [
  text,
  Buffer.from(text).toString('base64'),
  Buffer.from(`x${text}`).toString('base64url'),
  encodeURIComponent(text),
  JSON.stringify(JSON.stringify({ note: text })),
  Buffer.from(text).toString('hex'),
  gzipSync(text).toString('base64'),
]

/** One trace that carries the text in every place that a span has. */
function plant(text: string, at: number, key: string): Span[] {
  const traceId = (at + 1).toString(16).padStart(32, 'a')
  const startTime = unixNano(1_795_358_272_729_831_000n + BigInt(at) * 1_000_000n)
  const endTime = unixNano(startTime + 5_000_000n)
  const span = (place: number, given: Parameters<typeof makeSpan>[0]): Span =>
    makeSpan({
      ...{ traceId, spanId: (at * 100 + place + 1).toString(16).padStart(16, 'b'), startTime, endTime },
      parentSpanId: place === 0 ? null : (at * 100 + 1).toString(16).padStart(16, 'b'),
      ...given,
    })
  const attributes = (more: Record<string, AttributeValue>) => ({ 'openinference.span.kind': 'LLM', ...more })
  const exception = new Map<string, AttributeValue>([
    ['exception.type', text],
    ['exception.message', `${text}: ${key}`],
    ['exception.stacktrace', `File "${text}", line 7`],
    [text, text],
  ])
  return [
    span(0, {
      name: text,
      attributes: attributes({ session_id: hint, metadata: JSON.stringify({ [text]: text, user: sentence }) }),
    }),
    span(1, {
      name: 'llm',
      attributes: attributes({
        'input.value': text,
        'output.value': JSON.stringify({ answer: text, key }),
        'llm.input_messages.0.message.role': text,
        'llm.input_messages.0.message.content': `Bearer ${key} ${text}`,
        'llm.invocation_parameters': JSON.stringify({ headers: { authorization: `Bearer ${key}` }, user: text }),
        'llm.model_name': text,
        'llm.provider': text,
        'llm.token_count.prompt': text,
        'user.id': text,
        'url.full': `https://user:${encodeURIComponent(key)}@example.com/${encodeURIComponent(text)}?token=${encodeURIComponent(text)}`,
        'http.request.header.authorization': [`Bearer ${key}`],
        [text]: text,
        [`metadata.${text}`]: text,
        'session.id': text,
      }),
    }),
    span(2, {
      name: 'tool',
      status: { code: 'Error', message: `${text} ${key}` },
      attributes: { 'openinference.span.kind': text, 'tool.parameters': JSON.stringify({ who: text }), tags: [text, key] },
      events: [
        { name: 'exception', time: startTime, attributes: exception },
        { name: text, time: startTime, attributes: new Map([['note', text]]) },
      ],
    }),
  ]
}

describe.runIf(realParts.phoenix !== null)('[security] a recording made against a live Phoenix with authentication', () => {
  let phoenix: RunningPhoenix
  let key: string
  let home: string
  let engine: Engine

  beforeAll(async () => {
    phoenix = await startPhoenix({ executable: realParts.phoenix ?? '', auth: true })
    key = (await createSystemKey(phoenix)).key
    const spans = [secret, sentence].flatMap((text) => spelled(text)).flatMap((text, at) => plant(text, at, key))
    await sendSpans({ url: phoenix.url, project, apiKey: key, spans })
    home = await mkdtemp(path.join(tmpdir(), 'coval-secrets-'))
    engine = createEngine({
      directories: { config: path.join(home, 'config'), data: path.join(home, 'data') },
      vault: createMemoryVault('a test'),
      surface: 'test',
    })
    const connect = (id: string, more: { host?: string; project?: string; apiKey?: string }) =>
      engine.targets.addTransient({
        connection: { id, name: `${id} ${sentence}`, host: more.host ?? phoenix.url, project: more.project ?? project },
        apiKey: more.apiKey ?? key,
      })
    connect('right', {})
    connect('wrong-key', { apiKey: wrongKey })
    connect('no-project', { project: `${sentence} px-canary` })
    connect('prefix', { host: `${phoenix.url}/s/${encodeURIComponent(sentence)}` })
    connect('user-info', { host: phoenix.url.replace('http://', `http://Maria:${encodeURIComponent(wrongKey)}@`) })
  })
  afterAll(async () => {
    await engine.close()
    await phoenix.stop()
    await rm(home, { recursive: true, force: true })
  })

  const runs: readonly (readonly [string, string, string])[] = [
    ['every place of a span', 'right', hint],
    ['a simulation that is a sentence', 'right', sentence],
    ['a simulation that is a secret', 'right', secret],
    ['a key that is refused', 'wrong-key', hint],
    ['a project that is not there', 'no-project', hint],
    ['a path before the address', 'prefix', hint],
  ]
  const heldCases = new Map<string, Promise<HeldCase>>()
  function heldOf(connectionId: string, simulation: string): Promise<HeldCase> {
    const id = `${connectionId} ${simulation}`
    const held = heldCases.get(id) ?? createRecordings(engine).record({ ...defaultRequest, connectionId, simulation }, never)
    heldCases.set(id, held)
    return held
  }
  const fileOf = async (held: HeldCase, level: RedactionLevel): Promise<Buffer> => {
    const recordings = createRecordings(engine)
    return recordings.file((await recordings.draft(held.id, level)).draftId).bytes
  }
  const reveal = (file: Buffer): string[] => {
    const texts = [...revealAll(file)].map((text) => text.toLowerCase())
    const wanted = [secret, sentence, key, wrongKey, ...words, ...spelled(secret), ...spelled(sentence), ...spelled(key)]
    return wanted.filter((one) => texts.some((text) => text.includes(one.toLowerCase())))
  }

  test.each(runs)('at the level structure shows nothing of %s', async (_, connectionId, simulation) => {
    expect(reveal(await fileOf(await heldOf(connectionId, simulation), 'structure'))).toEqual([])
  })

  test.each(runs)('at the level text shows nothing of %s', async (_, connectionId, simulation) => {
    expect(reveal(await fileOf(await heldOf(connectionId, simulation), 'text'))).toEqual([])
  })

  test('the search finds what is planted, where nothing is hidden', async () => {
    const held = await heldOf('no-project', hint)
    expect(reveal(await fileOf(held, 'everything'))).toEqual(expect.arrayContaining(['Maria', 'Lopez', 'px-canary']))
  })

  test('at the level everything a case whose spans hold the live key is not written', async () => {
    const held = await heldOf('right', hint)
    await expect(createRecordings(engine).draft(held.id, 'everything')).rejects.toMatchObject({ code: 'recording-secret' })
  })

  test('user info in an address is refused before anything is asked, in words that do not quote it', async () => {
    const refused = createRecordings(engine).record({ ...defaultRequest, connectionId: 'user-info', simulation: hint }, never)
    await expect(refused).rejects.toMatchObject({ code: 'usage', message: 'The Phoenix host is not an http or https address.' })
  })

  test('what was recorded is what was planted', async () => {
    const held = await heldOf('right', hint)
    const { report } = await engine.preview(
      { ...defaultRequest, connectionId: 'right', simulation: hint },
      { ...never, onEvent: () => undefined },
    )
    expect([held.complete, report.spans.matched]).toEqual([true, 42])
  })
})
