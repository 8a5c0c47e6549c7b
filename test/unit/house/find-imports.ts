import { parseSync } from 'vite'

export interface FoundImport {
  /** Null where it is computed while the program runs. */
  readonly specifier: string | null
  /** Gone after compilation: `import type`, `export type … from`, `import('…')` as a type. */
  readonly typeOnly: boolean
  readonly line: number
}

interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly [field: string]: unknown
}

/**
 * Every way in which a source file names another module: import and export declarations, `import()` as a call and as a type,
 * `import x = require()`, `require()`, `require.resolve()` and `import.meta.resolve()`. Throws on a syntax error.
 */
export function findImports(file: string, source: string): FoundImport[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join('; ')}`)
  const found: FoundImport[] = []
  visit(program, (node) => {
    const named = toImport(node)
    if (named !== null) found.push({ ...named, line: source.slice(0, node.start).split('\n').length })
  })
  return found
}

function toImport(node: SyntaxNode): Omit<FoundImport, 'line'> | null {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: readText(node.source), typeOnly: node.importKind === 'type' }
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return isNode(node.source) ? { specifier: readText(node.source), typeOnly: node.exportKind === 'type' } : null
    case 'ImportExpression':
      return { specifier: readText(node.source), typeOnly: false }
    case 'TSImportType':
      return { specifier: readText(node.source), typeOnly: true }
    case 'TSExternalModuleReference':
      return { specifier: readText(node.expression), typeOnly: false }
    case 'CallExpression':
      return isResolution(node.callee) ? { specifier: readText((node.arguments as unknown[])[0]), typeOnly: false } : null
    default:
      return null
  }
}

/** `require`, `require.resolve`, `import.meta.resolve`. */
function isResolution(callee: unknown): boolean {
  if (!isNode(callee)) return false
  if (callee.type === 'Identifier') return callee.name === 'require'
  if (callee.type !== 'MemberExpression' || !isNode(callee.object) || !isNode(callee.property)) return false
  const owner = callee.object
  return (
    callee.property.name === 'resolve' &&
    (owner.type === 'MetaProperty' || (owner.type === 'Identifier' && owner.name === 'require'))
  )
}

function readText(node: unknown): string | null {
  if (!isNode(node)) return null
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type !== 'TemplateLiteral') return null
  const [only, ...others] = node.quasis as { value: { cooked: string } }[]
  return others.length === 0 && only !== undefined ? only.value.cooked : null
}

function visit(value: unknown, see: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see)
  else if (isNode(value)) {
    see(value)
    for (const child of Object.values(value)) if (typeof child === 'object') visit(child, see)
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
