import { expect, test } from 'vitest'
import { createTerminal } from '../../../electron/cli/terminal.ts'
import { draftText } from '../../../electron/cli/text/recording.ts'
import type { DraftCase } from '../../../shared/contract/recordings.ts'

const silent = { write: () => true }
const terminal = createTerminal({ stdout: silent, stderr: silent }, {})
const draft: DraftCase = {
  ...{ draftId: 'd', level: 'structure', fileName: 'case.cvcase', packedBytes: 1, unpackedBytes: 2, lines: 3, manifest: {} },
  ...{ redaction: [], complete: true, unfaithful: 0, secretsSwept: 2, secretsTooShort: 0 },
}

test('[security] a draft says for how many secrets it was searched, and for which it could not be', () => {
  const linesOf = (given: Partial<DraftCase>) =>
    draftText(terminal, { ...draft, ...given })
      .split('\n')
      .filter((line) => /swept|secret/.test(line))
      .map((line) => line.trim())
  const short = '! 1 secret of fewer than four characters could not be looked for.'
  expect([
    linesOf({}),
    linesOf({ secretsSwept: 1, secretsTooShort: 1 }),
    linesOf({ secretsSwept: 0, secretsTooShort: 1 }),
    linesOf({ secretsSwept: 0 }),
  ]).toEqual([
    ['swept  2 secrets looked for in every spelling, none found'],
    ['swept  1 secret looked for in every spelling, none found', short],
    ['swept  no secret was looked for', short],
    ['swept  no key or password is known here, so there was none to look for'],
  ])
})
