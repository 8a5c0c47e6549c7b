import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ReplayServer, startReplayServer } from '../../electron/engine/replay/server.ts'
import { type JudgeDraft, JudgeResult, type JudgeScale } from '../../shared/contract/judges.ts'
import type { SpanSource } from '../../shared/contract/source.ts'
import { canaryIn } from '../support/canary.ts'
import { runCommandLine } from '../support/command-line.ts'
import { readCorpusManifest, readCorpusProjects } from '../support/corpus.ts'
import { type EngineInProcess, startEngineProcess } from '../support/engine-process.ts'
import { type JudgeEndpointServer, send, startJudgeEndpoint } from '../support/judge-endpoint.ts'
import { type LlamaStart, type RunningLlama, startLlama } from '../support/llama.ts'
import { realParts } from '../support/real-parts.ts'
import { defaultRequest, exactWindow } from '../support/replayed-engine.ts'

const python = realParts.llamaPython
const project = 'support-agent'
const [recorded] = readCorpusManifest(project).simulations
if (recorded === undefined) throw new Error('the recording holds no simulation')
/** Two keys that occur nowhere else; visible ASCII, because they travel in a header. */
const key = 'sk-canary/"+\\0?7='
const wrongKey = 'sk-wrong-canary/"+\\9?3='

const binary: JudgeScale = { kind: 'binary' }
const question = 'Was the order found?'

/**
 * The product's engine in its own process, a recorded simulation that it imports, and llama.cpp's own server with a made-up model
 * (`support/made_model.py`): HTTP, keys, schemas, limits and errors are real, the opinions are not.
 */
describe.runIf(python !== null)('judges that ask llama.cpp', () => {
  let home: string
  let phoenix: ReplayServer
  let engine: EngineInProcess
  let source: SpanSource
  /** Keeps to schemas and wants no key. */
  let llama: RunningLlama
  const toClose: (() => Promise<unknown>)[] = []
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'coval-judges-'))
    phoenix = await startReplayServer({ recordings: readCorpusProjects([project]) })
    engine = await startEngineProcess(home)
    const { id } = await engine.client.connections.save({ id: null, name: 'recorded', host: phoenix.url, project })
    const request = { ...defaultRequest, connectionId: id, simulation: recorded.simulation_id, window: exactWindow(recorded) }
    let importId: string | null = null
    for await (const event of await engine.client.imports.run(request))
      if (event.kind === 'report') importId = event.report.importId
    if (importId === null) throw new Error('nothing was imported')
    source = { kind: 'import', importId }
    llama = await startLlama({ python: python ?? '', habit: 'brief', context: 8000 })
  })
  afterEach(async () => {
    for (const close of toClose.splice(0).reverse()) await close()
    for (const { id } of await engine.client.judges.results({ source: null })) await engine.client.judges.removeResult({ id })
  })
  afterAll(async () => {
    await llama?.stop()
    await engine?.close()
    await phoenix?.close()
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  })

  const startAnother = async (how: Partial<LlamaStart>): Promise<RunningLlama> => {
    const another = await startLlama({ python: python ?? '', habit: 'brief', context: 8000, ...how })
    toClose.push(another.stop)
    return another
  }
  /** What many endpoints are: no schema is taken. What comes without one goes on to llama.cpp. */
  const startWithoutSchemas = async ({ baseUrl }: RunningLlama): Promise<JudgeEndpointServer> => {
    const gateway = await startJudgeEndpoint()
    toClose.push(gateway.close)
    gateway.answerWith(({ body, text }, response) => {
      if ('response_format' in body) return send(response, 400, '{"error":{"message":"response_format is not supported"}}')
      const forward = async () => {
        const answer = await fetch(`${baseUrl}/chat/completions`, { method: 'POST', body: text })
        send(response, answer.status, await answer.text())
      }
      forward().catch(() => response.destroy())
    })
    return gateway
  }
  const saveEndpoint = async (baseUrl: string): Promise<string> => {
    const { judges } = engine.client
    const { id } = await judges.saveEndpoint({ id: null, name: 'a model of mine', baseUrl, model: 'my-model' })
    toClose.push(async () => {
      for (const judge of await engine.client.judges.list()) await engine.client.judges.remove({ id: judge.id })
      await engine.client.judges.removeEndpoint({ id })
    })
    return id
  }
  const draft = (endpointId: string, change: Partial<JudgeDraft> = {}): JudgeDraft => ({
    ...{ name: 'found', endpointId, question, scale: binary, maxBytes: 60_000 },
    ...change,
  })
  const saveJudge = async (endpointId: string, change: Partial<JudgeDraft> = {}): Promise<string> =>
    (await engine.client.judges.save({ id: null, ...draft(endpointId, change) })).id
  const run = (judgeId: string, change: { source?: SpanSource; seconds?: number } = {}, signal?: AbortSignal) =>
    engine.client.judges.run({ source, judgeId, promptHash: null, ...change }, signal === undefined ? {} : { signal })
  /** `code: what happened`, and that nothing was kept. */
  const failureOf = async (running: Promise<unknown>): Promise<string> => {
    const said = await running.then(
      (value) => `no failure: ${JSON.stringify(value)}`,
      (error: Error & { data?: { code: string; message: string } }) =>
        error.data === undefined ? error.name : `${error.data.code}: ${error.data.message}`,
    )
    expect(await engine.client.judges.results({ source: null })).toEqual([])
    return said
  }

  it.each<[JudgeScale, boolean | string | number]>([
    [binary, true],
    [{ kind: 'categorical', categories: ['"so"', 'not \\ so, ä😀'] }, '"so"'],
    [{ kind: 'numerical', min: 1, max: 5 }, 4],
  ])('gets an answer of the schema and keeps it with model, prompt and time: %j', async (scale, value) => {
    const { baseUrl } = llama
    const endpointId = await saveEndpoint(baseUrl)
    const { promptHash } = await engine.client.judges.preview({ source, judge: draft(endpointId, { scale }) })
    const judgeId = await saveJudge(endpointId, { scale })
    const result = await run(judgeId)
    expect(result).toEqual({
      ...{ id: expect.any(String), judgeId, judgeName: 'found', source, simulation: recorded.simulation_id, question, scale },
      ...{ value, reason: 'It seems so.', model: 'made-judge', requestedModel: 'my-model', origin: new URL(baseUrl).origin },
      ...{ promptHash, partial: null, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), elapsedMs: expect.any(Number) },
      tokens: { input: expect.any(Number), output: expect.any(Number) },
    })
    expect(await engine.client.judges.results({ source })).toEqual([result])
  })

  it('takes no score from outside the range, which llama.cpp does not keep to', async () => {
    const { baseUrl } = llama
    const judgeId = await saveJudge(await saveEndpoint(baseUrl), { scale: { kind: 'numerical', min: 0, max: 1 } })
    expect(await failureOf(run(judgeId))).toBe('judge-unusable: the answer 4 lies outside of 0 to 1')
  })

  it('takes no score from a server that takes a schema and ignores it, though the answer is JSON and nearly right', async () => {
    const { baseUrl } = await startAnother({ habit: 'candid', ignoresSchemas: true })
    const judgeId = await saveJudge(await saveEndpoint(baseUrl))
    expect(await failureOf(run(judgeId))).toBe('judge-unusable: the answer is not of the form that was asked for')
  })

  it('takes no score from prose, where the endpoint knows no schema', async () => {
    const gateway = await startWithoutSchemas(llama)
    const judgeId = await saveJudge(await saveEndpoint(gateway.baseUrl))
    expect(await failureOf(run(judgeId))).toBe('judge-unusable: the answer is not of the form that was asked for')
    expect(gateway.asked.map(({ body }) => 'response_format' in body)).toEqual([true, false])
  })

  it('takes the answer of a model that keeps to the form by itself, where the endpoint knows no schema', async () => {
    const gateway = await startWithoutSchemas(await startAnother({ habit: 'candid' }))
    const judgeId = await saveJudge(await saveEndpoint(gateway.baseUrl))
    expect(await run(judgeId)).toMatchObject({ value: true, reason: 'It seems so.', model: 'made-judge' })
  })

  it('takes no score from an answer that filled the context and was cut off', async () => {
    const { baseUrl } = await startAnother({ habit: 'endless', context: 3072 })
    const judgeId = await saveJudge(await saveEndpoint(baseUrl))
    expect(await failureOf(run(judgeId))).toBe('judge-unusable: the answer was cut off')
  })

  it('tells a prompt that is longer than the context in the server’s words', async () => {
    const { baseUrl } = await startAnother({ context: 1000 })
    const judgeId = await saveJudge(await saveEndpoint(baseUrl))
    expect((await failureOf(run(judgeId))).replace(/\(\d+ tokens\)/, '(n tokens)')).toBe(
      `judge-rejected: ${new URL(baseUrl).origin} answered 400: request (n tokens) exceeds the available context size (1024 tokens), try increasing it`,
    )
  })

  it('[security] is let in with the key only, which is nowhere in what is printed, answered or kept', async () => {
    const { baseUrl } = await startAnother({ key })
    const { origin } = new URL(baseUrl)
    const endpointId = await saveEndpoint(baseUrl)
    const judgeId = await saveJudge(endpointId)
    const refused = `judge-unauthorized: ${origin} answered 401`
    const without = await failureOf(run(judgeId))
    await engine.client.judges.setKey({ id: endpointId, key: wrongKey })
    const wrong = await failureOf(run(judgeId))
    const state = await engine.client.judges.setKey({ id: endpointId, key })
    const result = await run(judgeId)
    expect([without, wrong, result.value]).toEqual([refused, refused, true])
    const answered = JSON.stringify([state, result, wrong, await engine.client.judges.listEndpoints()])
    const shown = [answered, ...engine.printed, ...(await filesIn(home))]
    expect([...canaryIn(shown, key), ...canaryIn(shown, wrongKey)]).toEqual([])
    expect(shown.some((text) => text.includes(result.promptHash) && text.includes('judge-results'))).toBe(true)
  })

  it('ends at once when cancelled while the model writes, and llama.cpp stops writing', async () => {
    const endless = await startAnother({ habit: 'endless', context: 131_072 })
    const judgeId = await saveJudge(await saveEndpoint(endless.baseUrl))
    const stop = new AbortController()
    const running = failureOf(run(judgeId, {}, stop.signal))
    await endless.writing()
    stop.abort()
    expect(await running).toBe('AbortError')
    await endless.logged('cancel task')
    expect(await engine.client.judges.results({ source: null })).toEqual([])
  })

  it('ends with its time while the model writes, and llama.cpp stops writing', async () => {
    const endless = await startAnother({ habit: 'endless', context: 131_072 })
    const judgeId = await saveJudge(await saveEndpoint(endless.baseUrl))
    expect(await failureOf(run(judgeId, { seconds: 2 }))).toBe(
      `judge-unreachable: ${new URL(endless.baseUrl).origin} did not answer in time`,
    )
    await endless.logged('cancel task')
  })

  it('can be asked about a text that holds half of a surrogate pair', async () => {
    const { baseUrl } = llama
    const judgeId = await saveJudge(await saveEndpoint(baseUrl))
    const { source: file } = await engine.client.trace.openFile({ name: 'cut.json', text: fileWithHalfAPair })
    expect(await run(judgeId, { source: file })).toMatchObject({ value: true })
  })

  it('keeps what was answered for the next start, and the command line asks the same judge', async () => {
    const { baseUrl } = llama
    const judgeId = await saveJudge(await saveEndpoint(baseUrl))
    const kept = await run(judgeId)
    await engine.close()
    const words = ['judge', 'found', '--simulation', recorded.simulation_id, '--json']
    const asked = await runCommandLine(home, words, { env: { COVAL_COMPANION_HOME: path.join(home, 'companion') } })
    engine = await startEngineProcess(home)
    const results = await engine.client.judges.results({ source })
    expect([asked.code, asked.stderr, results]).toEqual([0, '', [JudgeResult.parse(JSON.parse(asked.stdout)), kept]])
    expect(results[0]).toEqual({ ...kept, id: results[0]?.id, at: results[0]?.at, elapsedMs: results[0]?.elapsedMs })
  })
})

/** A span as OTLP has it, whose messages are JSON in an attribute; a program cut the last of them in the middle of an emoji. */
const fileWithHalfAPair = JSON.stringify({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: 'a'.repeat(32),
              spanId: 'b'.repeat(16),
              name: 'llm',
              startTimeUnixNano: '1795358272729831000',
              endTimeUnixNano: '1795358273000000000',
              attributes: [
                { key: 'openinference.span.kind', value: { stringValue: 'LLM' } },
                { key: 'llm.output_messages.0.message.role', value: { stringValue: 'assistant' } },
                { key: 'llm.output_messages.0.message.content', value: { stringValue: 'Found it \ud83d' } },
              ],
            },
          ],
        },
      ],
    },
  ],
})

/** The text of every file below a folder, with its path. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  return Promise.all(files.map(async (file) => `${file}\n${await readFile(file, 'latin1')}`))
}
