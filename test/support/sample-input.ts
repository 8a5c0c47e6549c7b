import * as z from 'zod'

/** What of JSON Schema our contract's inputs come out as. */
const Node = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
  $ref: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  minItems: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
})

/** Text for a field by its name; array items have their array's. */
export type TextFor = (field: string) => string

/**
 * An input that has the schema's shape, with `textFor` its field wherever free text is accepted. What a rule of its own demands (a refinement,
 * a pattern) may still refuse it: an input that was refused has been read, too.
 */
export function sampleInput(schema: z.ZodType, textFor: TextFor): unknown {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' })
  return sample(root, textFor, '')
}

function sample(raw: unknown, textFor: TextFor, field: string): unknown {
  const node = Node.parse(raw)
  if (node.const !== undefined) return node.const
  if (node.enum) return node.enum[0]
  const choice = (node.anyOf ?? node.oneOf)?.find((one) => Node.parse(one).type !== 'null')
  if (choice !== undefined) return sample(choice, textFor, field)
  if (node.allOf) return Object.assign({}, ...node.allOf.map((part) => sample(part, textFor, field)))
  const type = Array.isArray(node.type) ? node.type.find((one) => one !== 'null') : node.type
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(node.properties ?? {}).map(([name, property]) => [name, sample(property, textFor, name)]),
      )
    case 'array':
      return [sample(node.items ?? {}, textFor, field)]
    case 'string':
      if (node.format === 'date-time') return '2026-01-02T03:04:05.000Z'
      return node.pattern === undefined ? textFor(field).slice(0, node.maxLength) : 'demo'
    case 'number':
    case 'integer':
      return Math.max(node.minimum ?? 1, (node.exclusiveMinimum ?? 0) + 1)
    case 'boolean':
      return false
    default:
      return null
  }
}
