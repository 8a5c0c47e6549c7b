import type { CheckResult } from '../../../shared/contract/checks.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import { formatNumberOf } from '../../../shared/report/counts.ts'

const words = { pass: 'PASS', warn: 'WARN', fail: 'FAIL', skipped: 'skipped' } as const

/**
 * Text of others becomes part of a ticket: what Markdown or HTML would act on is escaped, but for what stands in `backticks`, where
 * neither acts and an attribute's name must stay what it is.
 */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .split(/(`[^`]+`)/)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(/[\\`*_[\]<>|#]/g, (character) => `\\${character}`)))
    .join('')

/** `1 failed, 1 warning, 18 passed`; what there is none of is left out. */
function countVerdicts(results: readonly CheckResult[]): string {
  const count = (verdict: CheckResult['verdict']) => results.filter((result) => result.verdict === verdict).length
  const [failed, warnings, passed, skipped] = [count('fail'), count('warn'), count('pass'), count('skipped')]
  return [
    failed > 0 ? `${failed} failed` : null,
    warnings > 0 ? formatNumberOf(warnings, 'warning') : null,
    passed > 0 ? `${passed} passed` : null,
    skipped > 0 ? `${skipped} skipped` : null,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

/** Of what program and when: a ticket is read by others, and later. */
export interface ReportOrigin {
  /** Null while the engine has not told it. */
  readonly version: string | null
  /** When the last run began, in milliseconds since 1970. */
  readonly startedAt: number | null
}

/**
 * The checks as Markdown for a ticket. It is made of the results and of the request, which hold no secret; of the connection
 * only host and project are taken.
 */
export function writeReport(
  results: readonly CheckResult[],
  request: ImportRequest | null,
  connection: { readonly host: string; readonly project: string } | null,
  { version, startedAt }: ReportOrigin,
): string {
  const head = [
    '## Coval Companion: checks',
    '',
    `- Result: ${countVerdicts(results)}`,
    ...(startedAt === null ? [] : [`- Run at: ${new Date(startedAt).toISOString()}`]),
    ...(version === null ? [] : [`- Version: ${version}`]),
    ...(connection ? [`- Phoenix: ${connection.host}`, `- Project: \`${connection.project}\``] : []),
    ...(request
      ? [
          `- Simulation: ${request.simulation === null ? 'none given' : `\`${request.simulation}\``}`,
          `- Window: ${describeWindow(request)}`,
          `- Limits: ${request.limits}`,
        ]
      : []),
    '',
  ]
  const body = results.flatMap((result) => [
    `- **${words[result.verdict]}** ${plain(result.title)} (\`${result.id}\`)`,
    ...result.evidence.map((line) => `  - ${plain(line)}`),
    ...(result.next ? [`  - Next: ${plain(result.next.text)}`] : []),
  ])
  return `${[...head, ...body].join('\n')}\n`
}

function describeWindow({ window }: ImportRequest): string {
  switch (window.kind) {
    case 'find':
      return 'to be found'
    case 'last':
      return `the last ${window.seconds} s`
    case 'exact':
      return `${window.start} – ${window.end}`
  }
}
