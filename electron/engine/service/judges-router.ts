import { judgeAccount, judgeKeyState, readBaseUrl, saveJudgeKey, viewEndpoint } from '../judges/endpoint.ts'
import { previewJudge, runJudge } from '../judges/judge.ts'
import type { Engine } from './engine.ts'
import type { Implementer } from './implementer.ts'

const never = new AbortController().signal

/** `judges.…` */
export function createJudgesRouter(os: Implementer, engine: Engine) {
  const { measures, credentials, judgeResults: results } = engine
  const partsUnder = (signal: AbortSignal | undefined) => {
    const { sources } = engine.under(signal)
    return { sources, measures, credentials, results, now: engine.now }
  }
  return {
    listEndpoints: os.judges.listEndpoints.handler(async () =>
      Promise.all((await measures.endpoints.list()).map((endpoint) => viewEndpoint(credentials, endpoint))),
    ),
    saveEndpoint: os.judges.saveEndpoint.handler(async ({ input }) =>
      viewEndpoint(credentials, await measures.endpoints.save({ ...input, baseUrl: readBaseUrl(input.baseUrl) })),
    ),
    removeEndpoint: os.judges.removeEndpoint.handler(async ({ input }) => {
      // The key goes first: an endpoint that is gone could never be asked to give it up.
      await credentials.remove(judgeAccount(input.id))
      await measures.endpoints.remove(input.id)
    }),
    setKey: os.judges.setKey.handler(async ({ input }) =>
      saveJudgeKey(credentials, await measures.endpoints.get(input.id), input.key),
    ),
    removeKey: os.judges.removeKey.handler(async ({ input }) => {
      const endpoint = await measures.endpoints.get(input.id)
      await credentials.remove(judgeAccount(endpoint.id))
      return judgeKeyState(credentials, endpoint)
    }),
    list: os.judges.list.handler(() => measures.judges.list()),
    save: os.judges.save.handler(async ({ input }) => {
      await measures.endpoints.get(input.endpointId)
      return measures.judges.save(input)
    }),
    remove: os.judges.remove.handler(async ({ input }) => {
      await measures.judges.remove(input.id)
    }),
    preview: os.judges.preview.handler(({ input, signal }) => previewJudge(partsUnder(signal), input.source, input.judge)),
    run: os.judges.run.handler(({ input, signal }) => runJudge(partsUnder(signal), input, signal ?? never)),
    results: os.judges.results.handler(({ input }) => results.list(input.source)),
    removeResult: os.judges.removeResult.handler(({ input }) => results.remove(input.id)),
  }
}
