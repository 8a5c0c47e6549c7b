import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createNearTags } from '../../../shared/recording/near-tags.ts'
import { createTagger } from '../../../shared/recording/tagger.ts'

const tagger = createTagger((text) => createHmac('sha256', 'salt').update(text).digest())

/** Every letter with another one that differs from it in case only: `A`, `ᾈ` (whose capitals are two letters), `𐐀`, … */
const cased = Array.from({ length: 0x20000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code))
  .map((upper) => ({ upper, lower: upper.toLowerCase() }))
  .filter(({ upper, lower }) => lower !== upper && lower.length === upper.length)

const relation = (hint: string, value: string) => {
  const tags = createNearTags(hint, tagger)
  const [tag, of] = [tags.tag(value), tags.hint ?? '']
  return { equal: tag === of, sameLetters: tag.toLowerCase() === of.toLowerCase(), failures: tags.failures }
}

test('an id in other letter case stays one in other letter case, in every script', () => {
  expect(cased.length).toBeGreaterThan(1000)
  // Each block has its own rules; within one every seventh will do.
  const wrong = cased
    .filter((_, at) => at % 7 === 0)
    .filter(({ upper, lower }) =>
      [
        [`sim-${lower}-1a2b3c`, `sim-${upper}-1a2b3c`],
        [`sim-${upper}-1a2b3c`, `sim-${lower}-1a2b3c`],
      ].some(([hint = '', value = '']) => {
        const { equal, sameLetters, failures } = relation(hint, value)
        return equal || !sameLetters || failures > 0
      }),
    )
  expect(wrong).toEqual([])
})

test('a near miss for which there is no tag of the same kind is counted, and never becomes a match', () => {
  // Title case: both are capitals of the same letter.
  expect(relation('sim-ǅ-1a2b3c', 'sim-Ǆ-1a2b3c')).toEqual({ equal: false, sameLetters: false, failures: 1 })
})
