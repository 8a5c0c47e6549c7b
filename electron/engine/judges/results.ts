import { join } from 'node:path'
import * as z from 'zod'
import { JudgeResult } from '../../../shared/contract/judges.ts'
import type { SpanSource } from '../../../shared/contract/source.ts'
import { changeVersioned, type FileKind, readVersioned } from '../settings/versioned-file.ts'

const ResultsDocument = z.strictObject({ version: z.literal(1), results: z.array(JudgeResult) })
type ResultsDocument = z.infer<typeof ResultsDocument>

const resultsFile: FileKind<ResultsDocument> = {
  name: 'judge results',
  version: 1,
  schema: ResultsDocument,
  empty: { version: 1, results: [] },
}

/** The newest so many are kept. */
const mostResults = 2000

/**
 * What judges answered, in a file of this user's. Not in the trace store: it may be read-only, shared, or another one tomorrow,
 * and a result stays true of what was judged.
 */
export interface JudgeResults {
  readonly path: string
  /** Newest first. */
  list(source: SpanSource | null): Promise<JudgeResult[]>
  add(result: JudgeResult): Promise<void>
  remove(id: string): Promise<void>
}

export function openJudgeResults({ directory }: { directory: string }): JudgeResults {
  const path = join(directory, 'judge-results.json')
  return {
    path,
    async list(source) {
      const { results } = await readVersioned(path, resultsFile)
      return source === null ? results : results.filter((result) => keyOf(result.source) === keyOf(source))
    },
    add: (result) =>
      changeVersioned(path, resultsFile, (document) => ({
        document: { ...document, results: [result, ...document.results].slice(0, mostResults) },
        result: undefined,
      })),
    remove: (id) =>
      changeVersioned(path, resultsFile, (document) => ({
        document: { ...document, results: document.results.filter((result) => result.id !== id) },
        result: undefined,
      })),
  }
}

/** Two sources are the same where this is. */
export function keyOf(source: SpanSource): string {
  switch (source.kind) {
    case 'import':
      return `import ${source.importId}`
    case 'native':
      return `native ${source.by} ${source.id}`
    case 'preview':
      return `preview ${source.previewId}`
    case 'file':
      return `file ${source.fileId}`
  }
}
