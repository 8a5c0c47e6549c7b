import type { CheckReport, CheckResult, CheckVerdict } from '../../../shared/contract/checks.ts'
import { formatNumberOf } from '../../../shared/report/counts.ts'
import { harmless, type Terminal } from '../terminal.ts'

const marks: Readonly<Record<CheckVerdict, string>> = { pass: '✓', warn: '!', fail: '✗', skipped: '–' }

function paint(terminal: Terminal, verdict: CheckVerdict, text: string): string {
  switch (verdict) {
    case 'pass':
      return terminal.good(text)
    case 'warn':
      return terminal.warn(text)
    case 'fail':
      return terminal.bad(text)
    case 'skipped':
      return terminal.dim(text)
  }
}

/** One check as it comes: verdict, title, evidence, and the next step where there is one. */
export function checkLine(terminal: Terminal, result: CheckResult): string {
  const head = `${paint(terminal, result.verdict, marks[result.verdict])} ${result.title} ${terminal.dim(`(${result.id})`)}`
  const evidence = result.evidence.map((line) => `    ${terminal.dim(harmless(line))}`)
  const next = result.next === null ? [] : [`    → ${harmless(result.next.text)}`]
  return [head, ...evidence, ...next].join('\n')
}

export function checkSummary(terminal: Terminal, report: CheckReport): string {
  const count = (verdict: CheckVerdict) => report.checks.filter((check) => check.verdict === verdict).length
  const failed = count('fail')
  const line = `${formatNumberOf(report.checks.length, 'check')}: ${count('pass')} passed, ${failed} failed, ${count('warn')} with a warning, ${count('skipped')} skipped`
  return `\n${failed > 0 ? terminal.bad(line) : terminal.good(line)}`
}
