import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKeyTags } from '../../../shared/recording/names.ts'
import { createTagger } from '../../../shared/recording/tagger.ts'
import { isKnownSegment } from '../../../shared/recording/vocabulary.ts'

const hashWith = (salt: string) => (text: string) => createHmac('sha256', salt).update(text).digest()
const shortSegment = fc.stringMatching(/^[a-z~]{1,3}$/)

test('the tag of a short attribute name is never a known word, and different names stay different', async () => {
  await fc.assert(
    fc.property(fc.string(), fc.uniqueArray(shortSegment, { minLength: 1, maxLength: 40 }), (salt, segments) => {
      const tagKey = createKeyTags(createTagger(hashWith(salt)))
      const tags = segments.map((segment) => ({ segment, tag: tagKey(`metadata.${segment}`).replace('metadata.', '') }))
      expect(tags.filter(({ segment, tag }) => isKnownSegment(tag) && tag !== segment)).toEqual([])
      expect(new Set(tags.map(({ tag }) => tag)).size).toBe(segments.length)
    }),
  )
})
