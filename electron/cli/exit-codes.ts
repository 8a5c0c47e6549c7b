import type { CheckReport } from '../../shared/contract/checks.ts'
import type { Failure } from '../../shared/contract/errors.ts'
import type { ImportReport } from '../../shared/contract/import.ts'
import type { PreviewReport } from '../../shared/contract/preview.ts'

/** Stable: scripts rely on them. */
export const exitCodes = { done: 0, failed: 1, usage: 2, empty: 3, skipped: 4, cancelled: 130 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export function exitCodeOfFailure(failure: Failure | null): ExitCode {
  if (failure?.code === 'cancelled') return exitCodes.cancelled
  return failure?.code === 'usage' ? exitCodes.usage : exitCodes.failed
}

export function exitCodeOfImport(report: ImportReport): ExitCode {
  switch (report.outcome) {
    case 'imported':
      return exitCodes.done
    case 'empty':
      return exitCodes.empty
    case 'skipped':
    case 'already-imported':
      return exitCodes.skipped
    case 'cancelled':
      return exitCodes.cancelled
    case 'failed':
      return exitCodeOfFailure(report.error)
  }
}

export function exitCodeOfPreview(report: PreviewReport): ExitCode {
  switch (report.outcome) {
    case 'matched':
      return exitCodes.done
    case 'empty':
      return exitCodes.empty
    case 'cancelled':
      return exitCodes.cancelled
    case 'failed':
      return exitCodeOfFailure(report.error)
  }
}

export const exitCodeOfChecks = (report: CheckReport): ExitCode =>
  report.checks.some((check) => check.verdict === 'fail') ? exitCodes.empty : exitCodes.done
