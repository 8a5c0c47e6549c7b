import { isPureFunction, pureTableFunctions } from './functions.ts'

/** What the server has that a name in the SQL could mean. */
export interface Surroundings {
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

const memberFunctions: ReadonlySet<string> = new Set(['in', 'notin', 'globalin', 'globalnotin', 'nullin', 'notnullin'])

interface Node {
  readonly type: string
  /** What follows the type: a name, or a literal. */
  readonly name: string
  readonly depth: number
}

/**
 * Why a SELECT reaches beyond the table `spans`, or null where it does not.
 * @param canonical the SELECT as ClickHouse itself writes it on one line
 * @param lines what `EXPLAIN AST` answers for it
 */
export function findReach(canonical: string, lines: readonly string[], surroundings: Surroundings): string | null {
  // An escaped name could pretend to be lines of the answer that is read below.
  for (const [quoted] of canonical.matchAll(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g))
    if (quoted.startsWith('`') && quoted.includes('\\')) return `The name ${quoted} holds an escape, which is not supported.`
  const nodes = lines.map(readNode)
  for (const [place, node] of nodes.entries()) {
    if (!allowedNodes.has(node.type)) return refusalOf(node)
    const problem =
      node.type === 'TableIdentifier'
        ? tableProblem(node.name, surroundings)
        : node.type === 'Function'
          ? functionProblem(node, nodes, place, surroundings)
          : null
    if (problem !== null) return problem
  }
  return null
}

function readNode(line: string): Node {
  const [, indent = '', type = '', rest = ''] = /^( *)(\S+) ?(.*)$/s.exec(line) ?? []
  return { type, name: rest.replace(/ \(children \d+\)$/, '').replace(/ \(alias .*\)$/s, ''), depth: indent.length }
}

function refusalOf(node: Node): string {
  if (node.type === 'Set') return 'SETTINGS may not be changed.'
  if (node.type === 'QueryParameter') return 'Parameters in braces are not supported.'
  if (node.type === 'ColumnsApplyTransformer') return 'APPLY is not supported.'
  return `${node.type} is not supported.`
}

function tableProblem(name: string, { tables }: Surroundings): string | null {
  if (name !== noTable && (name.includes('.') || tables.has(name))) return `Only the table spans may be read, not ${name}.`
  return null
}

function functionProblem(
  { name, depth }: Node,
  nodes: readonly Node[],
  place: number,
  { tables, ownFunctions }: Surroundings,
): string | null {
  const standsForTable = nodes[place - 1]?.type === 'TableExpression' && nodes[place - 1]?.depth === depth - 1
  if (standsForTable) return pureTableFunctions.has(name.toLowerCase()) ? null : `The table function ${name} is not allowed.`
  const plain = name.toLowerCase()
  const isTableFunction = pureTableFunctions.has(plain)
  if (ownFunctions.has(name) || (!isPureFunction(name) && !isTableFunction)) return `The function ${name} is not allowed.`
  if (!memberFunctions.has(plain)) return null
  // `x IN name`: the name may be a table's.
  for (let at = place + 1; at < nodes.length; at++) {
    const node = nodes[at]
    if (node === undefined || node.depth <= depth) break
    if (node.depth === depth + 2 && node.type === 'Identifier' && (node.name.includes('.') || tables.has(node.name))) {
      const isRight = nodes.slice(at + 1).find((next) => next.depth <= depth + 2)?.depth !== depth + 2
      if (isRight) return `Only the table spans may be read, not ${node.name}.`
    }
  }
  return null
}
