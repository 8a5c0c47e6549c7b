import { expect, test } from 'vitest'
import { describeErrors } from '../../../shared/checks/describe-errors.ts'
import { checks, evaluateCheck } from '../../../shared/checks/index.ts'
import { windowReadCheck } from '../../../shared/checks/window-read.ts'
import { factsWith, previewWith } from './facts.ts'

test('what people read of the checks has the apostrophes of a book', () => {
  const said = [...checks.flatMap(({ title, symptom }) => [title, symptom ?? '']), describeErrors()]
  expect(said.filter((text) => /\w'\w/.test(text))).toEqual([])
})

test.each([
  ['select', null, 'the simulation’s own traces alone'],
  ['scan', 'the server ignored a filter', 'the whole window, because the server ignored a filter'],
  ['documented', null, 'the newest pages of the window'],
] as const)('how the window was read (%s) is said in words', (kind, reason, words) => {
  const preview = previewWith({ requests: 3, elapsedMs: 412, strategy: { kind, reason, unsearchable: [] } })
  const { evidence } = evaluateCheck(windowReadCheck, factsWith({ preview }))
  expect(evidence).toEqual([`3 requests in 0.4 s; Phoenix was asked for ${words}`])
})
