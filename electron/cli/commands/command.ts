import type { OptionName, Options } from '../options.ts'
import type { Session } from '../session.ts'

/** One command: what it is called, which options it knows, what it does. Returns the exit code; throws for failures. */
export interface Command {
  readonly name: string
  /** Words behind the name, for the help text. */
  readonly form: string
  readonly summary: string
  readonly options: readonly OptionName[]
  run(session: Session, options: Options, words: readonly string[]): Promise<number>
}
