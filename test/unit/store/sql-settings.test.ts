import { expect, it } from 'vitest'
import type { Connection } from '../../../electron/engine/store/connection/connection.ts'
import { runSpanSql } from '../../../electron/engine/store/sql/run.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'

const tree = [
  'SelectWithUnionQuery (children 1)',
  ' ExpressionList (children 1)',
  '  SelectQuery (children 2)',
  '   ExpressionList (children 1)',
  '    Literal UInt64_1',
  '   TablesInSelectQuery (children 1)',
  '    TablesInSelectQueryElement (children 1)',
  '     TableExpression (children 1)',
  '      TableIdentifier spans',
]

const refusal = (number: string, words: string): CompanionError =>
  new CompanionError('store-failed', `here: ClickHouse answered E: ${words}`, { number, type: 'E' })

interface Behaviour {
  readonly kind: Connection['kind']
  /** Settings that the user may not change. */
  readonly fixed: readonly string[]
  readonly isReadOnly: boolean
  readonly asking: () => unknown[][]
}

/** A ClickHouse that knows only what running a person's SELECT needs; `asked` is every form in which it was run. */
function connectionThat({ kind, fixed, isReadOnly, asking }: Behaviour): { connection: Connection; asked: string[] } {
  const asked: string[] = []
  const never = (): never => {
    throw new Error('not expected')
  }
  const query = async (sql: string): Promise<never[]> => {
    const answer = (): object[] => {
      if (sql.includes('formatQuerySingleLine')) return [{ text: 'SELECT 1 FROM spans' }]
      if (sql.includes('EXPLAIN AST')) return tree.map((explain) => ({ explain }))
      if (sql.includes('getSetting')) return [{ value: isReadOnly ? '1' : '0' }]
      if (sql.startsWith('SELECT 1 SETTINGS') && fixed.some((setting) => sql.includes(`${setting} =`)))
        throw refusal(isReadOnly ? '164' : '452', `Cannot modify '${fixed[0]}' setting`)
      return []
    }
    return answer() as never[]
  }
  return {
    asked,
    connection: {
      kind,
      location: 'here',
      query,
      ask: async (sql) => {
        asked.push(sql.includes(' SETTINGS ') ? sql.slice(sql.indexOf(' SETTINGS ') + 1) : '')
        return { meta: [{ name: '1', type: 'UInt8' }], data: asking() }
      },
      columns: never,
      lines: never,
      command: never,
      insert: never,
      close: never,
    },
  }
}

const run = (connection: Connection) =>
  runSpanSql(connection, { statement: 'SELECT 1', parameters: {} }, 'SELECT 1 FROM spans', { seconds: 5, rows: 10 })

const bounds =
  "max_execution_time = 5, max_memory_usage = 2000000000, max_result_bytes = 20000000, result_overflow_mode = 'throw'"

it.each(['embedded', 'server'] as const)(
  '[security] runs once and within all limits, whatever the error of a person’s SQL says (%s)',
  async (kind) => {
    const { connection, asked } = connectionThat({
      kind,
      fixed: [],
      isReadOnly: false,
      asking: () => {
        throw refusal('164', "Cannot modify 'readonly' setting in readonly mode")
      },
    })
    expect([await run(connection), asked]).toMatchObject([{ ok: false }, [`SETTINGS readonly = 1, ${bounds}`]])
  },
)

it.each([
  ['a user who may change nothing', ['readonly', 'max_execution_time'], true, ''],
  ['a user who may change all but readonly', ['readonly'], true, `SETTINGS ${bounds}`],
  ['a user whose memory is set', ['max_memory_usage'], false, 'SETTINGS readonly = 1'],
] as const)(
  '[security] keeps as many limits as the server allows %s, and never runs one that may write',
  async (_, fixed, isReadOnly, form) => {
    const { connection, asked } = connectionThat({ kind: 'server', fixed, isReadOnly, asking: () => [[1]] })
    expect([await run(connection), asked]).toMatchObject([{ ok: true }, [form]])
  },
)
