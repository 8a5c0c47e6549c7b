import type { CheckResult } from '../../../shared/contract/checks.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'

const words = { pass: 'PASS', warn: 'WARN', fail: 'FAIL', skipped: 'skipped' } as const

/** Text of others becomes part of a ticket: what Markdown or HTML would act on is escaped. */
const plain = (text: string): string => text.replace(/[\\*_[\]<>|#]/g, (character) => `\\${character}`).replace(/\s+/g, ' ')

/**
 * The checks as Markdown for a ticket. It is made of the results and of the request, which hold no secret; of the connection
 * only host and project are taken.
 */
export function writeReport(
  results: readonly CheckResult[],
  request: ImportRequest | null,
  connection: { readonly host: string; readonly project: string } | null,
): string {
  const head = [
    '## Coval Companion: checks',
    '',
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
