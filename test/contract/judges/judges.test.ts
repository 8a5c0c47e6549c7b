import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JudgeDraft, JudgeScale } from '../../../shared/contract/judges.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { canaryIn } from '../../support/canary.ts'
import { freePort } from '../../support/clickhouse.ts'
import { completion, type JudgeEndpointServer, send, startJudgeEndpoint } from '../../support/judge-endpoint.ts'
import { embeddedHome, type StoreHome } from '../store/homes.ts'
import { type OpenedEngine, openEngine, recordedSpans } from '../trace/opened-engine.ts'

/** A key that occurs nowhere else; visible ASCII, because it travels in a header. */
const key = 'sk-canary/"+\\0?7='

describe('judges', () => {
  let home: StoreHome
  let opened: OpenedEngine
  let server: JudgeEndpointServer
  let source: SpanSource
  let endpointId: string
  beforeEach(async () => {
    home = await embeddedHome()
    opened = await openEngine(home.location)
    server = await startJudgeEndpoint()
    const { simulation, spans } = recordedSpans('support-agent')
    source = { kind: 'import', importId: await opened.importSpans(simulation, spans) }
    const saved = await opened.client.judges.saveEndpoint({
      id: null,
      name: 'local',
      baseUrl: `${server.baseUrl}/`,
      model: 'judge-model',
    })
    endpointId = saved.id
  })
  afterEach(async () => {
    await server.close()
    await opened.close()
    await home.leave()
  })

  const draft = (scale: JudgeScale): JudgeDraft => ({
    name: 'found',
    endpointId,
    question: 'Was the order found?',
    scale,
    maxBytes: 60_000,
  })
  const save = async (scale: JudgeScale = { kind: 'binary' }) =>
    (await opened.client.judges.save({ id: null, ...draft(scale) })).id
  const run = (judgeId: string, change: { promptHash?: string; seconds?: number } = {}) =>
    opened.client.judges.run({ source, judgeId, promptHash: null, ...change })
  const codeOf = (running: Promise<unknown>) =>
    running.then(
      () => 'no failure',
      (error: { data?: { code?: string } }) => error.data?.code ?? String(error),
    )

  it('sends what the preview shows, byte for byte, and keeps the result with model, prompt hash and time', async () => {
    const judgeId = await save()
    const preview = await opened.client.judges.preview({ source, judge: draft({ kind: 'binary' }) })
    expect(server.asked).toEqual([])
    const result = await run(judgeId, { promptHash: preview.promptHash })
    expect({
      url: preview.url,
      path: server.asked.map((request) => request.path),
      same: server.asked[0]?.text === preview.body,
      bytes: preview.bytes === Buffer.byteLength(preview.body),
      authorization: server.asked[0]?.headers.authorization,
    }).toEqual({
      url: `${server.baseUrl}/chat/completions`,
      path: ['/v1/chat/completions'],
      same: true,
      bytes: true,
      authorization: undefined,
    })
    expect(result).toMatchObject({
      value: true,
      reason: 'It was.',
      model: 'judge-model-2026',
      requestedModel: 'judge-model',
      origin: new URL(server.baseUrl).origin,
      promptHash: preview.promptHash,
      at: '2026-11-22T15:00:00.000Z',
      tokens: { input: 321, output: 12 },
    })
    expect(await opened.client.judges.results({ source })).toEqual([result])
    expect(await opened.client.judges.results({ source: { kind: 'import', importId: 'another' } })).toEqual([])
    await opened.client.judges.removeResult({ id: result.id })
    expect(await opened.client.judges.results({ source: null })).toEqual([])
  })

  it.each<[JudgeScale, string, boolean | string | number]>([
    [{ kind: 'binary' }, '{"reason":"r","answer":false}', false],
    [{ kind: 'categorical', categories: ['good', 'bad'] }, '{"reason":"r","answer":"bad"}', 'bad'],
    [{ kind: 'numerical', min: 1, max: 5 }, '```json\n{"reason":"r","answer":4.5}\n```', 4.5],
    [{ kind: 'numerical', min: -1, max: 1 }, ' {"reason":"r","answer":0} ', 0],
  ])('takes the answer that was asked for: %j', async (scale, content, value) => {
    server.answerWith((_, response) => send(response, 200, completion(content)))
    expect(await run(await save(scale))).toMatchObject({ value, scale })
  })

  it.each<[string, JudgeScale, string]>([
    ['prose', { kind: 'binary' }, completion('Yes, it was found.')],
    ['prose around JSON', { kind: 'binary' }, completion('Sure: {"reason":"r","answer":true}')],
    ['a word for a truth value', { kind: 'binary' }, completion('{"reason":"r","answer":"true"}')],
    ['an unknown category', { kind: 'categorical', categories: ['good', 'bad'] }, completion('{"reason":"r","answer":"Good"}')],
    ['a number out of range', { kind: 'numerical', min: 1, max: 5 }, completion('{"reason":"r","answer":6}')],
    ['a number as text', { kind: 'numerical', min: 1, max: 5 }, completion('{"reason":"r","answer":"4"}')],
    ['no reason', { kind: 'binary' }, completion('{"answer":true}')],
    ['more than was asked for', { kind: 'binary' }, completion('{"reason":"r","answer":true,"answer_if_unsure":false}')],
    ['nothing', { kind: 'binary' }, completion('')],
    [
      'an answer cut off',
      { kind: 'binary' },
      completion('{"reason":"r","answer":true}', {
        choices: [{ message: { content: '{"reason":"r","answer":true}' }, finish_reason: 'length' }],
      }),
    ],
    ['a refusal', { kind: 'binary' }, completion('', { choices: [{ message: { content: null, refusal: 'No.' } }] })],
    ['no choices', { kind: 'binary' }, completion('', { choices: [] })],
    ['no completion', { kind: 'binary' }, '{"hello":1}'],
    ['no JSON', { kind: 'binary' }, '<html>hello</html>'],
    ['far too much', { kind: 'binary' }, `"${'x'.repeat(2_100_000)}"`],
  ])('makes an error and no score of %s', async (_, scale, body) => {
    server.answerWith((_request, response) => send(response, 200, body))
    expect(await codeOf(run(await save(scale)))).toBe('judge-unusable')
    expect(await opened.client.judges.results({ source: null })).toEqual([])
  })

  it('names a number that lies outside of the scale', async () => {
    server.answerWith((_, response) => send(response, 200, completion('{"reason":"r","answer":-0.5}')))
    const running = run(await save({ kind: 'numerical', min: 0, max: 1 }))
    await expect(running).rejects.toMatchObject({ data: { message: 'the answer -0.5 lies outside of 0 to 1' } })
  })

  it('asks again without a schema where the endpoint knows none', async () => {
    server.answerWith(({ body }, response) =>
      'response_format' in body
        ? send(response, 400, '{"error":{"message":"response_format is not supported"}}')
        : send(response, 200, completion('{"confidence":0.9,"reason":"r","answer":true}')),
    )
    expect(await run(await save())).toMatchObject({ value: true, reason: 'r' })
    expect(server.asked.map(({ body }) => [Object.keys(body), body.messages])).toEqual([
      [['model', 'messages', 'stream', 'temperature', 'response_format'], server.asked[0]?.body.messages],
      [['model', 'messages', 'stream'], server.asked[0]?.body.messages],
    ])
  })

  it.each([
    [400, '{"error":{"message":"too many tokens","type":"invalid_request_error","code":"context_length_exceeded"}}'],
    [400, '{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}'],
    [413, '{"error":"too large"}'],
  ])('sends a prompt that is too long once: %i %s', async (status, answer) => {
    server.answerWith((_, response) => send(response, status, answer))
    expect([await codeOf(run(await save())), server.asked.length]).toEqual(['judge-rejected', 1])
  })

  it.each([
    [401, 'judge-unauthorized'],
    [403, 'judge-unauthorized'],
    [400, 'judge-rejected'],
    [404, 'judge-rejected'],
    [429, 'judge-rejected'],
    [500, 'judge-rejected'],
  ])('tells the status %i as %s', async (status, code) => {
    server.answerWith((_, response) => send(response, status, '{"error":{"message":"no such model"}}'))
    expect(await codeOf(run(await save()))).toBe(code)
  })

  it.each([
    [503, 'Wait until the endpoint is ready, then run it again.'],
    [429, 'Wait until the endpoint is ready, then run it again.'],
    [404, 'Correct base URL and model of the endpoint, or lower the bytes that the judge may send.'],
  ])('advises to wait where the status %i says that waiting helps', async (status, next) => {
    server.answerWith((_, response) => send(response, status, '{"error":{"message":"Loading model"}}'))
    await expect(run(await save())).rejects.toMatchObject({ data: { message: expect.stringContaining('Loading model'), next } })
  })

  it('[security] follows no redirect: neither prompt nor key goes elsewhere', async () => {
    const other = await startJudgeEndpoint()
    await opened.client.judges.setKey({ id: endpointId, key })
    server.answerWith((_, response) => send(response, 307, '', { location: `${other.baseUrl}/chat/completions` }))
    expect([await codeOf(run(await save())), other.asked]).toEqual(['judge-rejected', []])
    await other.close()
  })

  it('ends with its deadline while the answer trickles, and at once when cancelled', async () => {
    const { promise: underWay, resolve: answering } = Promise.withResolvers<void>()
    server.answerWith((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"model":')
      answering()
    })
    const judgeId = await save()
    expect(await codeOf(run(judgeId, { seconds: 1 }))).toBe('judge-unreachable')
    const stop = new AbortController()
    const running = opened.client.judges.run({ source, judgeId, promptHash: null }, { signal: stop.signal })
    await underWay
    stop.abort()
    expect(await codeOf(running)).toBe('cancelled')
  })

  it('says that nobody listens, and that a connection broke', async () => {
    const judgeId = await save()
    server.answerWith((_, response) => {
      response.destroy()
    })
    const broken = await codeOf(run(judgeId))
    await opened.client.judges.saveEndpoint({
      id: endpointId,
      name: 'local',
      baseUrl: `http://127.0.0.1:${await freePort()}`,
      model: 'm',
    })
    expect([broken, await codeOf(run(judgeId))]).toEqual(['judge-unreachable', 'judge-unreachable'])
  })

  it('does not send a prompt that is not the one that was agreed to', async () => {
    expect([await codeOf(run(await save(), { promptHash: '0'.repeat(64) })), server.asked]).toEqual(['usage', []])
  })

  it('[security] sends the key to the origin that it was saved for only, and shows it nowhere', async () => {
    const kept = await opened.client.judges.setKey({ id: endpointId, key })
    const judgeId = await save()
    server.answerWith((_, response) =>
      send(response, 200, completion(JSON.stringify({ reason: `your key is ${key}`, answer: true }))),
    )
    const answered = [
      kept,
      await opened.client.judges.listEndpoints(),
      await opened.client.judges.preview({ source, judge: draft({ kind: 'binary' }) }),
      await run(judgeId),
      await opened.client.judges.results({ source: null }),
    ]
    server.answerWith((_, response) => send(response, 500, JSON.stringify({ error: { message: `bad key ${key}` } })))
    await run(judgeId).catch((error: { data: unknown }) => answered.push(error.data as never))
    const files = await Promise.all(
      ['metrics.json', 'judge-results.json'].map((name) => readFile(path.join(opened.config, name), 'utf8')),
    )
    expect({
      sent: server.asked.map((request) => request.headers.authorization),
      inBodies: canaryIn(
        server.asked.map((request) => request.text),
        key,
      ),
      shown: canaryIn([JSON.stringify(answered), ...files], key),
    }).toEqual({ sent: [`Bearer ${key}`, `Bearer ${key}`], inBodies: [], shown: [] })

    const moved = await startJudgeEndpoint()
    const view = await opened.client.judges.saveEndpoint({ id: endpointId, name: 'local', baseUrl: moved.baseUrl, model: 'm' })
    expect([view.key.originMismatch, await codeOf(run(judgeId)), moved.asked]).toEqual([true, 'key-origin-mismatch', []])
    await moved.close()
    await opened.client.judges.removeEndpoint({ id: endpointId })
    expect(await opened.engine.credentials.peek(`judge:${endpointId}`)).toBeNull()
  })

  it('[security] shows no piece of the key where the words of the endpoint are cut within it', async () => {
    await opened.client.judges.setKey({ id: endpointId, key })
    const judgeId = await save()
    for (let before = 200 - key.length; before <= 200; before++) {
      server.answerWith((_, response) => send(response, 500, JSON.stringify({ error: `${'x'.repeat(before)}${key}` })))
      await expect(run(judgeId)).rejects.toMatchObject({ data: { message: expect.not.stringContaining('xsk') } })
    }
  })

  it('[security] keeps no key that the endpoint gives as the model’s name', async () => {
    await opened.client.judges.setKey({ id: endpointId, key })
    server.answerWith((_, response) => send(response, 200, completion('{"reason":"r","answer":true}', { model: `for ${key}` })))
    expect(canaryIn([JSON.stringify(await run(await save()))], key)).toEqual([])
  })

  it('warns of plain http to a host that is not loopback, and refuses what is no base URL', async () => {
    const saveAt = (baseUrl: string) => opened.client.judges.saveEndpoint({ id: null, name: baseUrl, baseUrl, model: 'm' })
    expect([
      (await saveAt('http://models.example.com/v1')).plainHttpWarning,
      (await saveAt('https://models.example.com/v1/')).baseUrl,
      (await saveAt('http://localhost:11434/v1')).plainHttpWarning,
      await codeOf(saveAt('ftp://models.example.com')),
      await codeOf(saveAt('https://me:secret@models.example.com')),
      await codeOf(saveAt('https://models.example.com/v1?key=1')),
    ]).toEqual([true, 'https://models.example.com/v1', false, 'usage', 'usage', 'usage'])
  })
})
