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
  options: ['simulation', 'fail-if', 'allow-partial', 'store', 'table', 'with-password', 'json'],
  async run(session, options) {
    const { terminal } = session
    const engine = await openEngine(session, options)
    try {
      const saved = await engine.measures.metrics.list()
      // A threshold that cannot be read must fail before the store is opened.
      const thresholds = readThresholds(options['fail-if'] ?? [], saved)
      const allowPartial = options['allow-partial'] === true
      const source = await findSource(engine, options)
      const report = await measureSource(engine.sources, source, saved)
      const results = thresholds.length === 0 ? [] : await checkThresholds(engine.sources, source, thresholds, { allowPartial })
      if (options.json === true) terminal.out(JSON.stringify({ ...report, thresholds: results }))
      else {
        terminal.out(metricsText(terminal, report))
        if (results.length > 0) terminal.out(`\n${thresholdsText(terminal, results)}`)
        if (report.partial !== null && !allowPartial && results.some(({ outcome }) => outcome === 'not-computable'))
          terminal.out('Import it again with --replace, or take what is there with --allow-partial.')
      }
      return results.every((result) => result.outcome === 'passed') ? exitCodes.done : exitCodes.empty
    } finally {
      await engine.close()
    }
  },
}
