import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { readTime } from '../../../electron/engine/replay/datetime.ts'
import { type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { sliceSpans } from '../../../electron/engine/replay/slice-spans.ts'
import { readCorpusProjects } from '../../support/corpus.ts'

describe('slicing a page', () => {
  it('cuts out every item byte for byte, whatever its strings hold', () => {
    const item = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value))
    fc.assert(
      fc.property(fc.array(item), (items) => {
        expect(sliceSpans(`{"data":[${items.join(',')}],"next_cursor":null}`)).toEqual(items)
      }),
    )
  })

  it('keeps integers that JavaScript cannot', () => {
    expect(sliceSpans('{"data":[{"a":9007199254740993, "b":"]}\\\\"}],"next_cursor":null}')).toEqual([
      '{"a":9007199254740993, "b":"]}\\\\"}',
    ])
  })

  it.each(['', '[]', '{"data":[{"a":1}', '{"data":["a'])('refuses %j', (text) => {
    expect(() => sliceSpans(text)).toThrow('not a recorded page')
  })
})

it.each([
  ['2026-11-22T14:37:52.729831Z', 1795358272729831n],
  ['2026-11-22T14:37:52.729831999Z', 1795358272729831n],
  ['2026-11-22T15:37:52.729831+01:00', 1795358272729831n],
  ['2026-11-22T14:37:52', 1795358272000000n],
  ['2026-11-22', 1795305600000000n],
  ['1795305600', 1795305600000000n],
  ['1795305600000', 1795305600000000n],
])('the time %s is read to the microsecond', (text, micros) => {
  expect(readTime(text)).toEqual({ micros })
})

describe('the replay server', () => {
  let server: ReplayServer | null = null
  afterEach(() => server?.close())

  it('lets spans arrive late: the project appears with the first, the newest row comes first', async () => {
    const recordings = readCorpusProjects(['support-agent'])
    server = await startReplayServer({ recordings, arrivals: ({ root }) => ({ afterRequests: root ? 2 : 1 }) })
    const answers: (number | string)[] = []
    for (let request = 0; request < 4; request++) {
      const response = await fetch(`${server.url}/v1/projects/support-agent/spans/otlpv1?limit=1000`)
      if (!response.ok) answers.push(response.status)
      else {
        const { data } = (await response.json()) as { data: { parent_span_id: string | null }[] }
        answers.push(`${data.length} spans, the first is a ${data[0]?.parent_span_id === null ? 'root' : 'child'}`)
      }
    }
    expect(answers).toEqual([
      404,
      '62 spans, the first is a child',
      '66 spans, the first is a root',
      '66 spans, the first is a root',
    ])
  })

  it('as an older version it ignores what that one did not know, and packs nothing', async () => {
    const recordings = readCorpusProjects(['support-agent'])
    server = await startReplayServer({ recordings, version: '12.0.0' })
    const response = await fetch(
      `${server.url}/v1/projects/support-agent/spans/otlpv1?limit=1000&parent_id=null&trace_id=00&attribute=x:[1]`,
    )
    const { data } = (await response.json()) as { data: unknown[] }
    expect([data.length, response.headers.get('content-encoding'), response.headers.get('x-phoenix-server-version')]).toEqual([
      66,
      null,
      '12.0.0',
    ])
  })
})

it('a filter reads an integer that a file holds as text', async () => {
  const row = {
    ...{ name: 'a', trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16), parent_span_id: null, status: { code: 0 } },
    ...{ start_time_unix_nano: 1_795_358_272_729_831_000, end_time_unix_nano: 1_795_358_272_729_831_000 },
    attributes: [{ key: 'count', value: { int_value: '12' } }],
  }
  const server = await startReplayServer({
    recordings: [{ name: 'p', pages: [JSON.stringify({ data: [row], next_cursor: null })] }],
  })
  try {
    const count = async (value: string) => {
      const answer = await fetch(`${server.url}/v1/projects/p/spans/otlpv1?attribute=${encodeURIComponent(`count:${value}`)}`)
      return [answer.status, ((await answer.json()) as { data: unknown[] }).data.length]
    }
    expect([await count('12'), await count('13')]).toEqual([
      [200, 1],
      [200, 0],
    ])
  } finally {
    await server.close()
  }
})
