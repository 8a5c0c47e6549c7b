import { CorrelationPreview } from '../../features/correlation/correlation-preview.tsx'
import { RequestForm } from '../../features/import/request-form.tsx'
import { ImportStatus } from '../../features/import/result-panel.tsx'
import classes from './views.module.css'

export function PreviewPage() {
  return (
    <div className={classes.page}>
      <h1 className={classes.hidden}>Import a simulation</h1>
      <RequestForm />
      <ImportStatus />
      <CorrelationPreview />
    </div>
  )
}
