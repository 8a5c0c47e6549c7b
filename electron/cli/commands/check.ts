import { CompanionError } from '../../../shared/contract/errors.ts'
import { exitCodeOfChecks } from '../exit-codes.ts'
import { recordOptions, recordRun } from '../record-run.ts'
import { openEngine, readRequest, targetOptions } from '../session.ts'
import { checkLine, checkSummary } from '../text/check.ts'
import type { Command } from './command.ts'

export const checkCommand: Command = {
  name: 'check',
  form: '--host URL --project NAME --simulation ID',
  summary: 'run the troubleshooting checks; exit code 3 when one fails',
  options: [...targetOptions, ...recordOptions, 'only'],
  async run(session, options) {
    const { terminal, signal } = session
    const engine = await openEngine(session, options)
    try {
      const request = await readRequest(session, engine, options)
      return await recordRun(session, options, { engine, request }, async () => {
        let code: number | null = null
        // To its end: the answers are kept with the report behind the last event.
        for await (const event of engine.check(request, { signal, only: options.only ?? null })) {
          if (event.kind === 'gathering') terminal.status(event.what)
          else if (event.kind === 'check') {
            if (options.json !== true) terminal.out(checkLine(terminal, event.result))
          } else {
            terminal.clearStatus()
            terminal.out(options.json === true ? JSON.stringify(event.report) : checkSummary(terminal, event.report))
            code = exitCodeOfChecks(event.report)
          }
        }
        if (code === null) throw new CompanionError('cancelled', 'The checks were cancelled')
        return code
      })
    } finally {
      await engine.close()
    }
  },
}
