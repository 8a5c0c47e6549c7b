import { rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { formatCount } from '../../../shared/report/counts.ts'
import { exportOtlp } from '../../engine/trace/export-otlp.ts'
import { exitCodes } from '../exit-codes.ts'
import { findSource } from '../find-source.ts'
import { openEngine } from '../session.ts'
import { harmless } from '../terminal.ts'
import type { Command } from './command.ts'

export const exportCommand: Command = {
  name: 'export',
  form: '--simulation ID [-o FILE]',
  summary: 'write the spans of an imported simulation as OTLP/JSON, to a file or standard output',
  options: ['simulation', 'output', 'store', 'table', 'with-password'],
  async run(session, options) {
    const { terminal, signal } = session
    const engine = await openEngine(session, options)
    try {
      const spans = await engine.sources.spans(await findSource(engine, options))
      if (options.output === undefined) {
        let text = ''
        for await (const event of exportOtlp(spans, signal)) if (event.kind === 'part') text += event.text
        terminal.out(text)
        return exitCodes.done
      }
      const path = resolve(options.output)
      await writeWhole(path, exportOtlp(spans, signal))
      terminal.note(`${formatCount(spans.length)} spans written to ${harmless(path)}.`)
      return exitCodes.done
    } finally {
      await engine.close()
    }
  },
}

async function* textOf(events: ReturnType<typeof exportOtlp>): AsyncGenerator<string> {
  for await (const event of events) if (event.kind === 'part') yield event.text
}

/** The file is there whole or not at all. Throws `usage` where it cannot be written. */
async function writeWhole(path: string, events: ReturnType<typeof exportOtlp>): Promise<void> {
  const draft = `${path}.${process.pid}.part`
  try {
    await writeFile(draft, textOf(events), { flag: 'wx', mode: 0o600, flush: true })
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    if (error instanceof Error && 'code' in error && 'syscall' in error)
      throw new CompanionError('usage', `${path} cannot be written (${String(error.code)})`)
    throw error
  }
}
