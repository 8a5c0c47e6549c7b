import { CompanionError } from '../../../shared/contract/errors.ts'
import { formatCount } from '../../../shared/report/counts.ts'
import { previewJudge, runJudge } from '../../engine/judges/judge.ts'
import { exitCodes } from '../exit-codes.ts'
import { findSource } from '../find-source.ts'
import { jsonDocument } from '../json.ts'
import { openEngine } from '../session.ts'
import { harmless } from '../terminal.ts'
import type { Command } from './command.ts'

export const judgeCommand: Command = {
  name: 'judge',
  form: 'NAME --simulation ID [--preview]',
  summary: 'ask a saved judge about an imported simulation, or show what it would be sent',
  options: ['simulation', 'preview', 'store', 'table', 'with-password', 'json'],
  async run(session, options, [name]) {
    const { terminal, signal } = session
    if (name === undefined) throw new CompanionError('usage', 'Name a judge that was saved in the app')
    const engine = await openEngine(session, options)
    try {
      const { measures, sources, credentials, judgeResults: results, now } = engine
      const parts = { measures, sources, credentials, results, now }
      const judge = await measures.judges.get(name)
      const source = await findSource(engine, options)
      if (options.preview === true) {
        const preview = await previewJudge(parts, source, judge)
        if (options.json === true) terminal.out(jsonDocument(preview))
        else {
          const parts = preview.messages.map(({ role, content }) => `${terminal.bold(role)}\n${harmlessLines(content)}`)
          terminal.out([`POST ${preview.url}, ${formatCount(preview.bytes)} bytes`, ...parts].join('\n\n'))
        }
        return exitCodes.done
      }
      const result = await runJudge(parts, { source, judgeId: judge.id, promptHash: null, seconds: 120 }, signal)
      if (options.json === true) terminal.out(jsonDocument(result))
      else {
        terminal.out(`${terminal.bold(harmless(String(result.value)))}\n${harmlessLines(result.reason)}`)
        if (result.partial !== null) terminal.out(terminal.warn(`partial: ${harmless(result.partial.detail)}`))
      }
      return exitCodes.done
    } finally {
      await engine.close()
    }
  },
}

const harmlessLines = (text: string): string => text.split('\n').map(harmless).join('\n')
