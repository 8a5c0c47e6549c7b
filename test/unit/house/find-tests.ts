import { parseSync } from 'vite'

interface SyntaxNode {
  readonly type: string
  readonly [field: string]: unknown
}

/** The tests of a file, each with the titles of the groups around it: `[security] the sweep › finds a secret %s`. */
export function findTests(file: string, source: string): string[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`)
  const found: string[] = []
  visit(program, [], found)
  return found
}

function visit(value: unknown, groups: readonly string[], found: string[]): void {
  if (Array.isArray(value)) for (const item of value) visit(item, groups, found)
  else if (isNode(value)) {
    const named = readTitle(value)
    if (named !== null && named.kind !== 'describe') found.push([...groups, named.title].join(' › '))
    const inside = named?.kind === 'describe' ? [...groups, named.title] : groups
    for (const child of Object.values(value)) if (typeof child === 'object') visit(child, inside, found)
  }
}

/** The title of `test('…')`, `describe.each(…)('…')` and the like. */
function readTitle(node: SyntaxNode): { readonly kind: string; readonly title: string } | null {
  const title = node.type === 'CallExpression' ? readText((node.arguments as unknown[])[0]) : null
  if (title === null) return null
  let called = node.callee
  while (isNode(called) && called.type !== 'Identifier')
    called = called.type === 'CallExpression' ? called.callee : called.type === 'MemberExpression' ? called.object : null
  const kind = isNode(called) ? String(called.name) : ''
  return ['test', 'it', 'describe'].includes(kind) ? { kind, title } : null
}

function readText(node: unknown): string | null {
  if (!isNode(node)) return null
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type !== 'TemplateLiteral') return null
  return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('…')
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
