import * as fc from 'fast-check'
import { correlationKeys } from '../../shared/correlation/keys.ts'
import type { AttributeMap, AttributeValue } from '../../shared/otlp/span.ts'
import { unixNano } from '../../shared/otlp/time.ts'
import { anyHint, anySpan, anyText, anyTime, anyValue } from './arbitrary-spans.ts'

/** Values around a hint: itself, and everything that is almost it. */
const nearValues = (hint: string): fc.Arbitrary<AttributeValue> =>
  fc.oneof(
    fc.constantFrom<AttributeValue>(
      hint,
      hint.toUpperCase(),
      hint.toLowerCase(),
      ` ${hint}`,
      `${hint}\n`,
      `\u200b${hint}`,
      `"${hint}"`,
      `'${hint}' `,
      `sim-${hint}`,
      `${hint}:1`,
      `x${hint}y`,
      hint.slice(0, Math.ceil(hint.length / 2)),
      `${hint.slice(0, -3)}…`,
      hint.slice(-Math.ceil(hint.length / 2)),
      '',
      '  ',
      '{{simulation_id}}',
      'your-simulation-id',
      'undefined',
      'N/A',
      [hint],
      new Map([['id', hint]]),
      'D6Ne82sBQzKZwny7bavAdB',
      'd6ne82sbqzkzwny7bavadb',
      4815162342n,
      -1n,
      1.5,
      -9957669157972178,
      123456789012345680000,
      true,
    ),
    // The report shows bytes as base64, which could be any text: their tags are not compared.
    anyValue.filter((value) => !(value instanceof Uint8Array)),
    anyText,
  )

const metadataOf = (hint: string): fc.Arbitrary<AttributeValue> =>
  fc.oneof(
    fc.constantFrom<AttributeValue>(
      JSON.stringify({ simulation_output_id: hint, customer: 'Maria' }),
      JSON.stringify({ session: { id: hint } }),
      JSON.stringify({ 'session.id': `${hint} ` }),
      JSON.stringify(JSON.stringify({ session_id: hint })),
      JSON.stringify({ deep: { deeper: [hint] } }),
      JSON.stringify([{ session_id: hint }]),
      JSON.stringify(['a', [1, 2, hint], hint]),
      JSON.stringify({ note: { '4917': hint, list: ['a', hint] } }),
      JSON.stringify({ conversation: hint, session_id: 42 }),
      `{'simulation_output_id': '${hint}'}`,
      `session ${hint}`,
      new Map<string, AttributeValue>([['session_id', hint]]),
      new Map<string, AttributeValue>([['session', new Map([['id', hint]])]]),
      [hint],
    ),
    anyValue,
  )

const kinds = fc.constantFrom<AttributeValue>('LLM', 'llm', ' LLM', 'CHAIN', 'TOOL', 7n, 'My own kind')
const tokenCounts = fc.constantFrom<AttributeValue>(12n, '12', 12.5, 'twelve', '', 123456789012345n, '1e3')
const texts = fc.constantFrom<AttributeValue>(
  'Hello',
  'Hella',
  'hello',
  '',
  '{"a": 1}',
  ['Hello'],
  new Map([['a', 'Hello']]),
  '["Hello"]',
)

/** Attributes in which the rules of correlation and aliases find something. */
const telling = (hint: string): fc.Arbitrary<AttributeMap> => {
  const near = nearValues(hint)
  const entry = fc.oneof(
    fc.tuple(fc.constantFrom(...correlationKeys, ...correlationKeys.map((key) => `metadata.${key}`)), near),
    fc.tuple(
      fc.constantFrom(
        'conversation.id',
        'my_session_id',
        'callId',
        'metadata.customer.id',
        'metadata.0.session_id',
        'customer name',
        'note',
      ),
      near,
    ),
    fc.tuple(fc.constant('metadata'), metadataOf(hint)),
    fc.tuple(fc.constant('openinference.span.kind'), kinds),
    fc.tuple(fc.constantFrom('llm.token_count.prompt', 'gen_ai.usage.input_tokens', 'llm.token_count.completion'), tokenCounts),
    fc.tuple(fc.constantFrom('input.value', 'input', 'output.value', 'output'), texts),
    fc.tuple(
      fc.constantFrom('llm.provider', 'llm.system', 'gen_ai.provider.name', 'gen_ai.operation.name'),
      fc.constantFrom<AttributeValue>('openai', 'Maria GmbH', 'azure', 'chat'),
    ),
    fc.tuple(anyText, anyValue),
  )
  return fc.array(entry, { maxLength: 7 }).map((entries) => new Map(entries))
}

/** Also times that were seconds or milliseconds taken for nanoseconds, and the beginning of time. */
const everyTime = fc.oneof(anyTime(), anyTime(0n, 60_000_000_000_000n), anyTime(0n, 2_000_000_000n), fc.constant(unixNano(0n)))

/** A few spans, some in one trace, around a hint; null without one. */
export const anyCase = anyHint.chain((hint) =>
  fc.record({
    // Without a hint every span of the window is taken.
    hint: fc.option(fc.constant(hint), { freq: 12 }),
    spans: fc.array(anySpan(telling(hint), everyTime), { minLength: 1, maxLength: 8 }).chain((spans) =>
      // Spans share traces, so that two ids meet in one.
      fc
        .array(fc.nat({ max: 2 }), { minLength: spans.length, maxLength: spans.length })
        .map((places) =>
          spans.map((span, at) => ({ ...span, traceId: spans[(places[at] ?? 0) % spans.length]?.traceId ?? span.traceId })),
        ),
    ),
  }),
)
