import { checkThresholds, measureSource, readThresholds } from '../../engine/metrics/built-in.ts'
import { exitCodes } from '../exit-codes.ts'
import { findSource } from '../find-source.ts'
import { openEngine } from '../session.ts'
import { metricsText, thresholdsText } from '../text/metrics.ts'
import type { Command } from './command.ts'

export const metricsCommand: Command = {
  name: 'metrics',
  form: '--simulation ID [--fail-if "p95(llm) > 2s"]',
  summary: 'measure an imported simulation; with thresholds, a gate for CI',
  options: ['simulation', 'fail-if', 'store', 'table', 'with-password', 'json'],
  async run(session, options) {
    const { terminal } = session
    // A threshold that cannot be read must fail before anything is opened.
    const thresholds = readThresholds(options['fail-if'] ?? [])
    const engine = await openEngine(session, options)
    try {
      const source = await findSource(engine, options)
      const report = await measureSource(engine.sources, source)
      const results = thresholds.length === 0 ? [] : await checkThresholds(engine.sources, source, thresholds)
      if (options.json === true) terminal.out(JSON.stringify({ ...report, thresholds: results }))
      else {
        terminal.out(metricsText(terminal, report))
        if (results.length > 0) terminal.out(`\n${thresholdsText(terminal, results)}`)
      }
      return results.every((result) => result.outcome === 'passed') ? exitCodes.done : exitCodes.empty
    } finally {
      await engine.close()
    }
  },
}
