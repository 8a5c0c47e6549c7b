import { Button } from '@mantine/core'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import type { NearMiss, PreviewReport } from '../../../shared/contract/preview.ts'
import { isRecordingId } from '../../../shared/contract/recording-ids.ts'
import { navigate } from '../../stores/navigation.ts'
import { proposeProject } from '../../stores/proposed-project.ts'
import { useRequestActions } from '../../stores/use-request.ts'
import { Time } from '../../widgets/time.tsx'
import classes from './near-miss.module.css'

/** Whether the id itself is right, but where the preview did not look: there is no trace to show, and no value to mend. */
export const isElsewhere = ({ kind }: NearMiss): boolean => kind === 'outside-window' || kind === 'another-project'

/** Where the id is, and where was looked. */
export function ElsewhereFacts({ miss, report }: { miss: NearMiss; report: PreviewReport }) {
  const { window, project } = report
  if (miss.kind === 'another-project')
    return (
      <dl className={classes.diff}>
        <Line name="found in">{miss.value}</Line>
        <Line name="looked in">{project}</Line>
      </dl>
    )
  return (
    <dl className={classes.diff}>
      {miss.window ? (
        <Line name="found in">
          <Between window={miss.window} />
        </Line>
      ) : (
        miss.value !== null && (
          <Line name="found at">
            <Time iso={miss.value} form="date" />
          </Line>
        )
      )}
      {window && (
        <Line name="looked in">
          <Between window={window} />
        </Line>
      )}
    </dl>
  )
}

const Between = ({ window: { start, end } }: { window: { start: string; end: string } }) => (
  <>
    <Time iso={start} form="date" /> – <Time iso={end} form="date" />
  </>
)

const Line = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

/** Looks where the id is: previews that window, or leads to the connection's project, which is the person's to save. */
export function ElsewhereButton({ miss, request }: { miss: NearMiss; request: ImportRequest }) {
  const actions = useRequestActions()
  const { kind, value, window } = miss
  const { connectionId } = request
  if (kind === 'outside-window' && window)
    return (
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => actions.preview({ ...request, window: { kind: 'exact', ...window } })}
      >
        Use this window
      </Button>
    )
  // A recording holds one project.
  if (kind === 'another-project' && value !== null && !isRecordingId(connectionId))
    return (
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => {
          proposeProject({ connectionId, project: value })
          navigate({ view: 'connection', edit: connectionId, focus: 'project' })
        }}
      >
        Use project {value}
      </Button>
    )
  return null
}
