import { expect, test } from 'vitest'
import type { PhoenixClient, PhoenixClientOptions } from '../../../electron/engine/phoenix/types.ts'
import { HeldCases } from '../../../electron/engine/recording/held-cases.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import { answered } from '../../support/recorded-case.ts'
import { defaultRequest } from '../../support/replayed-engine.ts'

const options = { host: 'http://127.0.0.1', apiKey: null, deadline: 0, signal: new AbortController().signal }
const about = { connectionName: 'One', host: 'http://127.0.0.1', project: 'p', apiKey: null, startedAt: new Date(0) }
const reportOf = (requests: number) => ({ requests }) as PreviewReport

/** Cases whose jobs are answered `bytes` when they open Phoenix. */
function hold() {
  let bytes = 0
  const cases = new HeldCases(1000)
  const open = ({ capture }: PhoenixClientOptions) => {
    capture?.(answered('', { body: { bytes: Buffer.alloc(bytes), encoding: 'identity' } }))
    return {} as PhoenixClient
  }
  return {
    cases,
    begin(budgetSeconds: number, size: number) {
      const request = { ...defaultRequest, connectionId: 'one', simulation: 'a', budgetSeconds }
      const job = cases.begin({ ...about, kind: 'preview', request }, open)
      bytes = size
      job.openPhoenix(options)
      return job
    },
  }
}
const view = ({ cases }: ReturnType<typeof hold>) =>
  cases.list().map(({ id, bytes }) => ({ bytes, preview: cases.get(id).preview, budget: cases.get(id).request.budgetSeconds }))

test('what ended stays held while the same is run again; a report comes with its own answers and its own request', () => {
  const held = hold()
  const first = held.begin(90, 100)
  expect(view(held)).toEqual([])
  first.finish({ preview: reportOf(1) })
  const second = held.begin(10, 30)
  expect(view(held)).toEqual([{ bytes: 100, preview: reportOf(1), budget: 90 }])
  second.finish({ preview: reportOf(2) })
  expect(view(held)).toEqual([{ bytes: 30, preview: reportOf(2), budget: 10 }])
})

test('of two runs at a time the one that began last is held, whichever ends last', () => {
  const held = hold()
  const first = held.begin(90, 100)
  const second = held.begin(10, 30)
  second.finish({ preview: reportOf(2) })
  first.finish({ preview: reportOf(1) })
  expect(view(held)).toEqual([{ bytes: 30, preview: reportOf(2), budget: 10 }])
})
