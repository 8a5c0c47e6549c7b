import { quoteName } from '../connection/connection.ts'
import { isPureFunction, pureTableFunctions } from './functions.ts'

/** What the server has that a name in the SQL could mean. */
export interface Surroundings {
  /** In lower case. */
  readonly databases: ReadonlySet<string>
  /** Tables and views of the current database. */
  readonly tables: ReadonlySet<string>
  /** Functions that the server's owner defined. */
  readonly ownFunctions: ReadonlySet<string>
}

/** What ClickHouse puts where a SELECT has no FROM: one row with a zero. */
const noTable = 'system.one'

/** Parts of a SELECT that name nothing outside it. What ClickHouse may add one day is refused until somebody looked at it. */
const allowedNodes: ReadonlySet<string> = new Set([
  'SelectWithUnionQuery',
  'SelectIntersectExceptQuery',
  'SelectQuery',
  'ExpressionList',
  'Function',
  'Identifier',
  'Literal',
  'Asterisk',
  'QualifiedAsterisk',
  'ColumnsTransformerList',
  'ColumnsExceptTransformer',
  'ColumnsReplaceTransformer',
  'ColumnsReplaceTransformer::Replacement',
  'ColumnsRegexpMatcher',
  'ColumnsListMatcher',
  'Subquery',
  'WithElement',
  'TablesInSelectQuery',
  'TablesInSelectQueryElement',
  'TableExpression',
  'TableIdentifier',
  'TableJoin',
  'ArrayJoin',
  'OrderByElement',
  'InterpolateElement',
  'WindowDefinition',
  'WindowListElement',
  'SampleRatio',
])

interface Node {
  readonly type: string
  /** What follows the type: a name, or a literal. */
  readonly name: string
  readonly aliased: boolean
  readonly children: number
  readonly depth: number
}

export type Examination =
  /** `names`: what could stand for a table somewhere, and so must be one of the query's own there. */
  { readonly ok: true; readonly names: readonly string[] } | { readonly ok: false; readonly problem: string }

/**
 * Whether a SELECT reaches beyond the table `spans`. A table must be `spans` or a name that the SELECT introduces by WITH; where
 * such a name holds is ClickHouse's matter, so that whoever runs the SELECT has to define `names` around it (`outermost`): a name
 * used outside its WITH would else be looked for in the database, which embedded means the file of that name.
 * @param canonical the SELECT as ClickHouse itself writes it on one line
 * @param lines what `EXPLAIN AST` answers for it
 */
export function examine(canonical: string, lines: readonly string[], surroundings: Surroundings): Examination {
  // An escaped name could pretend to be lines of the answer that is read below, and these words to be no part of the name.
  for (const [quoted] of canonical.matchAll(quotedParts)) {
    if (!quoted.startsWith('`')) continue
    if (quoted.includes('\\')) return refuse(`The name ${quoted} holds an escape, which is not supported.`)
    if (/ \((?:alias|children) /.test(quoted)) return refuse(`The name ${quoted} is not supported.`)
  }
  const own = namesOfWith(canonical)
  const nodes = lines.map(readNode)
  if (!isWhole(nodes)) return refuse('The SELECT could not be understood.')
  const names = new Set<string>()
  for (const [place, node] of nodes.entries()) {
    if (!allowedNodes.has(node.type)) return refuse(refusalOf(node))
    if (node.type === 'Function') {
      const problem = functionProblem(node, nodes[place - 1], surroundings)
      if (problem !== null) return refuse(problem)
    }
    if (!mayBeTable(nodes, place) || node.name === noTable) continue
    const isTable = node.type === 'TableIdentifier'
    if (reachesDatabase(node.name, surroundings) || (isTable && (node.name.includes('.') || !own.has(node.name))))
      return refuse(`Only the table spans may be read, not ${node.name}.`)
    if (node.name !== spansTable) names.add(node.name)
  }
  return { ok: true, names: [...names] }
}

/** The one table; a WITH of the query's own may hide it. */
export const spansTable = 'spans'

const refuse = (problem: string): Examination => ({ ok: false, problem })

/** Whether an identifier stands, or by an alias may come to stand, where ClickHouse would take it for a table. */
function mayBeTable(nodes: readonly Node[], place: number): boolean {
  const node = nodes[place]
  if (node?.type === 'TableIdentifier') return true
  // `WITH name AS alias SELECT x IN alias`
  return node?.type === 'Identifier' && (node.aliased || isMemberArgument(nodes, place, node.depth))
}

/** Every argument of IN counts; only the right one can be a table. */
function isMemberArgument(nodes: readonly Node[], place: number, depth: number): boolean {
  for (let at = place - 1; at >= 0; at--) {
    const node = nodes[at]
    if (node === undefined || node.depth > depth - 2) continue
    return node.type === 'Function' && memberFunction.test(node.name)
  }
  return false
}

const memberFunction = /^(?:global)?(?:not)?(?:null)?in(?:ignoreset)?$/i

function reachesDatabase(name: string, { databases, tables }: Surroundings): boolean {
  if (tables.has(name)) return true
  // A database's name may hold dots itself.
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
    if (databases.has(name.slice(0, dot).toLowerCase())) return true
  return false
}

const quotedParts = /'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g

/** `spans`, and every name that some WITH gives to a SELECT. ClickHouse's parser does not say them. */
function namesOfWith(canonical: string): ReadonlySet<string> {
  const plain = canonical.replace(quotedParts, (quoted) => (quoted.startsWith("'") ? "''" : quoted))
  const definitions = plain.matchAll(
    /(?:`([^`]+)`|([A-Za-z_]\w*))(?:\([^()]*\))? AS (?:(?:NOT )?MATERIALIZED )?\((?=SELECT |WITH |FROM |\()/g,
  )
  return new Set([spansTable, ...[...definitions].map(([, quoted, bare]) => quoted ?? bare ?? '')])
}

/** The names as tables that cannot be read, for a WITH around the SELECT: a use is an error while ClickHouse reads the query. */
export const outermost = (names: readonly string[]): readonly string[] =>
  names.map((name) => `${quoteName(name)} AS (SELECT ${quoteName(`the table ${name}`)})`)

/** The name, where an error is about one of these tables. */
export const nameOfTable = (message: string): string | null => /identifier `the table ([^`]+)`/.exec(message)?.[1] ?? null

/** Every node has as many children as it says: no line is another's text. */
function isWhole(nodes: readonly Node[]): boolean {
  const open: number[] = []
  for (const [place, { depth, children }] of nodes.entries()) {
    if (open.slice(depth).some((missing) => missing > 0)) return false
    open.length = Math.min(open.length, depth)
    const missing = open[depth - 1] ?? 0
    if (place === 0 ? depth !== 0 : depth === 0 || missing === 0) return false
    if (depth > 0) open[depth - 1] = missing - 1
    open[depth] = children
  }
  return nodes.length > 0 && open.every((missing) => missing === 0)
}

function readNode(line: string): Node {
  const [, indent = '', type = '', rest = ''] = /^( *)(\S+) ?(.*)$/s.exec(line) ?? []
  const children = Number(/\(children (\d+)\)$/.exec(rest)?.[1] ?? 0)
  const named = rest.replace(/ ?\(children \d+\)$/, '')
  const name = named.replace(/ ?\(alias .*\)$/s, '')
  return { type, name, aliased: name !== named, children, depth: indent.length }
}

function refusalOf(node: Node): string {
  if (node.type === 'Set') return 'SETTINGS may not be changed.'
  if (node.type === 'QueryParameter') return 'Parameters in braces are not supported.'
  if (node.type === 'ColumnsApplyTransformer') return 'APPLY is not supported.'
  return `${node.type} is not supported.`
}

function functionProblem({ name, depth }: Node, before: Node | undefined, { ownFunctions }: Surroundings): string | null {
  const isTableFunction = pureTableFunctions.has(name.toLowerCase())
  if (before?.type === 'TableExpression' && before.depth === depth - 1)
    return isTableFunction ? null : `The table function ${name} is not allowed.`
  if (ownFunctions.has(name) || (!isPureFunction(name) && !isTableFunction)) return `The function ${name} is not allowed.`
  return null
}
