import { Button } from '@mantine/core'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import type { PreviewReport } from '../../../shared/contract/preview.ts'
import { navigate } from '../../stores/navigation.ts'
import { formOf } from '../../stores/request.ts'
import { useRequestActions } from '../../stores/use-request.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'

/** A preview without any trace: no filter is in the way, so the window, the project or the way there is wrong. */
export function EmptyWindow({ report, request }: { report: PreviewReport; request: ImportRequest }) {
  const actions = useRequestActions()
  const looked = report.window !== null && !report.spans.inWindow
  const canFind = request.simulation !== null && request.window.kind !== 'find'
  return (
    <EmptyState
      title={looked ? 'The window holds no spans' : 'No trace was read'}
      text="The spans may be of another time, or in another project; the checks find out which."
    >
      <Button variant="default" onClick={() => navigate({ ...formOf(request), focus: 'window' })}>
        Change the window
      </Button>
      {canFind && (
        <Button variant="default" onClick={() => actions.preview({ ...request, window: { kind: 'find' } })}>
          Find it for me
        </Button>
      )}
      <Button
        variant="default"
        onClick={() => {
          navigate({ view: 'checks', ...formOf(request) })
          actions.check(null, request)
        }}
      >
        Run the checks
      </Button>
    </EmptyState>
  )
}
