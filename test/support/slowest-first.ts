import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take longest, longest first. One that were begun last would leave a core without work until it ends. */
export const slowest = [
  'test/live/generated.test.ts',
  'test/contract/trace/embedded.test.ts',
  'test/contract/trace/server.test.ts',
  'test/contract/import/corpus.test.ts',
  'test/contract/recording/replay.test.ts',
  'test/contract/store/crash.test.ts',
]

/** Where no earlier run tells how long a file takes, as in a fresh clone, Vitest goes by its bytes: these are among the smallest. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const place = ({ moduleId }: TestSpecification) => {
      const at = slowest.findIndex((file) => moduleId.endsWith(`/${file}`))
      return at < 0 ? slowest.length : at
    }
    return sorted.toSorted((one, other) => place(one) - place(other))
  }
}
