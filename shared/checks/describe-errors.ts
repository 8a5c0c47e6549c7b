import { errorCodes } from '../contract/error-codes.ts'
import { explanations } from './errors.ts'
import { checks } from './index.ts'

/** The text of docs/errors.md: every code, what happened, the check that explains it, the next step. */
export function describeErrors(): string {
  const rows = errorCodes.map((code) => {
    const { check, why, meaning, next } = explanations[code]
    const advice = typeof next === 'string' ? next : next({})
    return `| \`${code}\` | ${meaning} | ${check === null ? `none: ${why}` : `\`${check}\``} | ${advice} |`
  })
  const list = checks.map(({ id, title, symptom }) => `| \`${id}\` | ${title} | ${symptom ?? ''} |`)
  return `${[
    '# Errors and checks',
    '',
    'Written by `node scripts/write-error-docs.ts` from `shared/checks`; do not edit by hand.',
    '',
    '## Error codes',
    '',
    'Every expected failure has one of these codes. They are stable: in `--json` output it is `error.code`, and `error.next` is the last column',
    '(with names filled in where they are known). `coval-companion check` runs the checks.',
    '',
    '| code | what happened | check | next step |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Checks',
    '',
    'In the order in which they are shown. The symptom is the row of the troubleshooting table on Coval’s page.',
    '',
    '| check | passes when | symptom |',
    '|---|---|---|',
    ...list,
  ].join('\n')}\n`
}
