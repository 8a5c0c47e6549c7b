import { Button } from '@mantine/core'
import type { TracePreview } from '../../../shared/contract/preview.ts'
import { openViewer } from '../../stores/open-viewer.ts'
import classes from './correlation.module.css'

/** Leads from a trace of the preview to the viewer, which shows what an import would take: before it is imported, too. */
export function OpenTrace({ previewId, trace: { traceId, verdict } }: { previewId: string; trace: TracePreview }) {
  const matched = verdict === 'matched'
  return (
    <div className={classes.openTrace}>
      <Button
        size="compact-sm"
        variant="default"
        disabled={!matched}
        onClick={() => openViewer({ kind: 'preview', previewId }, traceId)}
      >
        Open this trace in the viewer
      </Button>
      {!matched && <span>It is not of this simulation; only matching traces open there.</span>}
    </div>
  )
}
