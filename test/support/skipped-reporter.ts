import type { Reporter, TestModule } from 'vitest/node'

/** Names at the end of a run what was not run, so that a green run without Phoenix or a keychain does not pass for a whole one. */
export class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = describeSkipped(modules.map((module) => ({ file: module.relativeModuleId, suites: listSkippedSuites(module) })))
    if (lines.length > 0) console.log(`\n${lines.join('\n')}\n`)
  }
}

export interface SkippedFile {
  readonly file: string
  /** For each skipped test the name of its outermost suite, else its own. */
  readonly suites: readonly string[]
}

/** Lines for people: a file a line, with its skipped suites and how many tests each holds; none when nothing was skipped. */
export function describeSkipped(files: readonly SkippedFile[]): string[] {
  const skipped = files.filter(({ suites }) => suites.length > 0)
  if (skipped.length === 0) return []
  const total = skipped.reduce((sum, { suites }) => sum + suites.length, 0)
  const lines = skipped.flatMap(({ file, suites }) =>
    [...new Set(suites)].map((suite) => `  ${file}: ${suite} (${countTests(suites.filter((name) => name === suite).length)})`),
  )
  return [
    `Not run here, for want of real parts: ${countTests(total)}`,
    ...lines,
    'CONTRIBUTING.md, "Real parts", says how to get them; CI runs everything.',
  ]
}

function listSkippedSuites(module: TestModule): string[] {
  return [...module.children.allTests('skipped')].map((test) => test.fullName.split(' > ')[0] ?? test.name)
}

function countTests(count: number): string {
  return count === 1 ? '1 test' : `${count} tests`
}
