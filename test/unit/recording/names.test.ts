import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKeyTags, createNameTags } from '../../../shared/recording/names.ts'
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

const keptNames = [
  ...['turn 0', 'turn 35', 'turn 112', 'step 3 of 5', 'ChatCompletion', 'RunnableSequence', 'conversation turn', 'stt.final'],
  ...['__start__', 'First Token Stream Event', 'support_graph', 'execute_tool', 'agent (main)', ''],
]
const taggedNames = [
  ...['call 491 701 234 567', '491 701 234 567', '491', 'user 12-03-85', 'user 12-3', 'http://10.20.30.40:808/', 'turn 1985'],
  ...[
    'negative customer interrupted agent: refusal',
    'customer wait for agent',
    'call_customer_and_stop_service',
    'Max',
    'call Max',
  ],
]

test.each(keptNames)('the name %j stays', (name) => {
  expect(createNameTags(createTagger(hashWith('a')))(name)).toBe(name)
})

test.each(taggedNames)('the name %j becomes another one', (name) => {
  expect(createNameTags(createTagger(hashWith('a')))(name)).not.toBe(name)
})

const keptKeys = [
  'llm.input_messages.0.message.tool_calls.1.tool_call.function.arguments',
  'llm.input_messages.1042.message.contents.12.message_content.text',
  'gen_ai.prompt.0.role',
  'stt.time_to_last_transcription_seconds',
  'metadata.ls_model_type',
]
const taggedKeys = [
  ...[
    'customer.4111.1111.1111.1111',
    'customer.47',
    'messages.4111.1111',
    'messages.0170',
    '4917.0123.4567',
    'user491.user701.user234',
  ],
  ...['messages.4111.calls.1111.tools.1111.items.1111', 'call 491 701', 'vip customer stop service', 'stop service'],
]

test.each(keptKeys)('the attribute name %j stays', (key) => {
  expect(createKeyTags(createTagger(hashWith('a')))(key)).toBe(key)
})

test.each(taggedKeys)('nothing of the digits and sentences of the attribute name %j stays', (key) => {
  const tag = createKeyTags(createTagger(hashWith('a')))(key)
  expect(tag).not.toBe(key)
  expect(tag.split('.').filter((segment) => /\d{2}| /.test(segment) && key.split('.').includes(segment)).length).toBeLessThan(2)
})

test('symbols, what is invisible and halves of characters become something else, and words beside them stay the same word', () => {
  const tagger = createTagger(hashWith('a'))
  const hidden = ['\u200b\u200c\u200b', '\u2060\u00ad', '∀€∃', '\u{1f3fd}', '\ud83d', '\udc4b', '\u0003\u0001', '\u202e']
  const word = tagger.word('maria')
  const tags = hidden.map((text) => ({ text, tag: tagger.word(`maria${text}maria`) }))
  expect(tags.filter(({ text, tag }) => tag.includes(text) || !tag.startsWith(word) || !tag.endsWith(word))).toEqual([])
})
