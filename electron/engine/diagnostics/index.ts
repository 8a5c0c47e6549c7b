export { type GatherOptions, gatherFacts } from './gather.ts'
export { type RunChecksOptions, runChecks } from './run-checks.ts'
export type { DiagnosticDependencies } from './types.ts'
