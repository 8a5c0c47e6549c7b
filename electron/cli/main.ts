import { failureOf } from '../../shared/checks/errors.ts'
import { CompanionError } from '../../shared/contract/errors.ts'
import { productVersion } from '../engine/service/version.ts'
import { leaveProcess } from '../vault/index.ts'
import { commands } from './commands/index.ts'
import { exitCodeOfFailure, exitCodes } from './exit-codes.ts'
import { helpText } from './help.ts'
import { failureDocument } from './json.ts'
import { allowOnly, parseOptions } from './options.ts'
import { openCommandVault, type Session } from './session.ts'
import { createTerminal } from './terminal.ts'
import { failureText } from './text/failure.ts'

/** Runs one command line and ends the process with its exit code. Expected failures end in a sentence, bugs in a stack trace. */
export async function main(argv: readonly string[]): Promise<void> {
  let answered = false
  const plain = createTerminal(process, process.env)
  const terminal = {
    ...plain,
    out(text: string) {
      answered = true
      plain.out(text)
    },
  }
  const abort = new AbortController()
  const cancel = () => abort.abort()
  process.once('SIGINT', cancel)
  process.once('SIGTERM', cancel)
  let code: number = exitCodes.failed
  try {
    code = await run(argv, { terminal, env: process.env, signal: abort.signal, vault: await openCommandVault() })
  } catch (error) {
    const failure = failureOf(error)
    terminal.note(failureText(terminal, failure))
    // One document on standard output, also where the command had none to print; a second one would spoil the first.
    if (argv.includes('--json') && !answered) terminal.out(failureDocument(failure))
    if (failure.code === 'internal') terminal.note(error instanceof Error ? (error.stack ?? error.message) : String(error))
    code = exitCodeOfFailure(failure)
  } finally {
    terminal.clearStatus()
    process.off('SIGINT', cancel)
    process.off('SIGTERM', cancel)
  }
  // Pipes may still hold the answer; a keychain that never answers must not hold the process.
  await new Promise((resolve) => process.stdout.write('', resolve))
  leaveProcess(code)
}

async function run(argv: readonly string[], session: Session): Promise<number> {
  const { values, positionals } = parseOptions(argv)
  if (values.version === true) {
    session.terminal.out(await productVersion())
    return exitCodes.done
  }
  const [name, ...rest] = positionals
  const command = commands.find((each) => each.name === name)
  if (command === undefined && values.json === true && values.help !== true)
    throw new CompanionError('usage', name === undefined ? 'A command is missing' : 'There is no such command')
  if (command === undefined || values.help === true) {
    session.terminal.out(helpText(command ?? null))
    return values.help === true ? exitCodes.done : exitCodes.usage
  }
  allowOnly(values, command.options)
  return command.run(session, values, rest)
}
