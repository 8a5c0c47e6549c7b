import * as fc from 'fast-check'
import type { AttributeMap, AttributeValue, Span } from '../../shared/otlp/span.ts'
import { type UnixNano, unixNano } from '../../shared/otlp/time.ts'

/** A span with plain values, for tests that care about one thing of it. Attributes may be given as an object. */
export function makeSpan(
  given: Partial<Omit<Span, 'attributes'>> & { attributes?: Readonly<Record<string, AttributeValue>> } = {},
): Span {
  const { attributes = {}, ...fields } = given
  return {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    parentSpanId: null,
    traceState: '',
    name: 'conversation',
    kind: 'Internal',
    startTime: unixNano(1_795_358_272_729_831_000n),
    endTime: unixNano(1_795_358_273_000_000_000n),
    status: { code: 'Unset', message: '' },
    attributes: new Map(Object.entries(attributes)),
    events: [],
    links: [],
    resource: new Map(),
    scope: { name: '', version: '' },
    ...fields,
  }
}

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })

/** Texts that parsers trip over, among ordinary and full-Unicode ones. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '"int_value":12345678901234567890',
    '\\"int_value\\":12345678901234567',
    '{"start_time_unix_nano": 1795358272729831000}',
    '"next_cursor":"U3Bhbjox"}',
    '\\',
    '"',
    '__proto__',
    'constructor',
    '\u0000',
    '\u2028',
    '🙂',
    '9007199254740993',
  ),
)

const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  anyText,
  fc.boolean(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Uint8Array.from(bytes)),
  fc.constant(null),
)

export const anyValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(anyText, tie('value')), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
})).value

export const anyAttributes = (keys: fc.Arbitrary<string> = anyText): fc.Arbitrary<AttributeMap> =>
  fc.array(fc.tuple(keys, anyValue), { maxLength: 8 }).map((entries) => new Map(entries))

/** Whole microseconds, as Phoenix stores them. */
export const anyTime = (min = 0n, max = 4_000_000_000_000_000n): fc.Arbitrary<UnixNano> =>
  fc.bigInt({ min, max }).map((micros) => unixNano(micros * 1000n))

export const anySpan = (
  attributes: fc.Arbitrary<AttributeMap> = anyAttributes(),
  time: fc.Arbitrary<UnixNano> = anyTime(),
): fc.Arbitrary<Span> =>
  fc.record({
    traceId: hex(32),
    spanId: hex(16),
    parentSpanId: fc.option(hex(16)),
    traceState: fc.constantFrom('', 'vendor=1'),
    name: anyText,
    kind: fc.constantFrom('Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'),
    startTime: time,
    endTime: time,
    status: fc.record({ code: fc.constantFrom('Unset', 'Ok', 'Error'), message: anyText }),
    attributes,
    events: fc.array(fc.record({ name: anyText, time, attributes: anyAttributes() }), { maxLength: 3 }),
    links: fc.array(fc.record({ traceId: hex(32), spanId: hex(16), traceState: fc.constant(''), attributes: anyAttributes() }), {
      maxLength: 2,
    }),
    resource: fc.constant(new Map()),
    scope: fc.constant({ name: '', version: '' }),
  })

/** Ids with anything in them but the empty string. */
export const anyHint: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ABCDEFGHJKabcdefghjk23456789'), minLength: 22, maxLength: 27 }),
  fc.constantFrom(
    '1e5',
    'true',
    'null',
    '0',
    '4815162342',
    '0170.1234567',
    '1234567.25',
    '48213e90',
    '12345e67890123',
    '5e-7',
    '-1.5',
    '\u200bD6Ne82sBQzKZwny7bavAdB',
    'id\u200bwith\u200bmarks',
    'cost in €',
    '9007199254740993',
    '-1',
    '[]',
    '"quoted"',
    'a.b*c',
    '(',
    '$&',
    '\\d',
    'é',
    'a b',
    '__proto__',
  ),
  fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
)
