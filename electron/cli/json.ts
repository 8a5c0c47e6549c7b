import type { Failure } from '../../shared/contract/errors.ts'
import { reportFormat } from '../../shared/contract/import.ts'

/** What `--json` prints: the format's version before everything else, whatever the content. */
export const jsonDocument = (content: object): string => JSON.stringify({ format: reportFormat, ...content })

/** The document of a command that failed before it had one of its own. */
export const failureDocument = (error: Failure): string =>
  jsonDocument({ outcome: error.code === 'cancelled' ? 'cancelled' : 'failed', error })
