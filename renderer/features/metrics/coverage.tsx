import { IconCheck, IconMinus } from '@tabler/icons-react'
import type { MetricsReport } from '../../../shared/contract/metrics.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import classes from './metrics.module.css'

/** Which metrics these spans give, and what the others lack. */
export function Coverage({ report, onShow }: { report: MetricsReport; onShow: (id: string) => void }) {
  const missing = new Set(report.missing.map((one) => one.id))
  const share = report.metrics.length === 0 ? 0 : report.computable / report.metrics.length
  return (
    <aside className={classes.panel} aria-label="Coverage">
      <header className={classes.panelHead}>
        <h2>
          {report.computable} of {report.metrics.length} computable
        </h2>
      </header>
      <div className={classes.panelBody}>
        <div className={classes.meter} aria-hidden>
          <div style={{ width: `${share * 100}%` }} />
        </div>
        {report.missing.length > 0 && (
          <section aria-label="Not computable">
            <h3>Not computable, because</h3>
            <ul className={classes.missing}>
              {report.missing.map((one) => (
                <li key={one.id}>
                  <IconMinus size={13} aria-hidden />
                  <div>
                    <button type="button" className={classes.plain} onClick={() => onShow(one.id)}>
                      {one.title}
                    </button>
                    <p>
                      <PlainText text={one.because} />
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          </section>
        )}
        <section aria-label="Computable">
          <h3>Computable</h3>
          <ul className={classes.missing}>
            {report.metrics
              .filter((one) => !missing.has(one.id))
              .map((one) => (
                <li key={one.id} data-ok>
                  <IconCheck size={13} aria-hidden />
                  <button type="button" className={classes.plain} onClick={() => onShow(one.id)}>
                    {one.title}
                  </button>
                </li>
              ))}
          </ul>
        </section>
        <p className={classes.quiet}>
          A Phoenix import carries no <code>metrics.ttfb</code> and no spans named <code>llm_tool_call</code>, so some of Coval’s
          own stay empty there too.
        </p>
      </div>
    </aside>
  )
}
