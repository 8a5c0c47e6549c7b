import type { Failure } from '../../../shared/contract/errors.ts'
import { harmless, type Terminal } from '../terminal.ts'

/** The fact, its stable code, and the next step. */
export function failureText(terminal: Terminal, failure: Failure): string {
  const lines = [
    `${terminal.bad('✗')} ${harmless(failure.message)} ${terminal.dim(`(${failure.code})`)}`,
    `  → ${harmless(failure.next)}`,
  ]
  if (failure.check !== null) lines.push(terminal.dim(`  More: coval-companion check --only ${failure.check}`))
  return lines.join('\n')
}
