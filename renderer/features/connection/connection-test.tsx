import { Button } from '@mantine/core'
import { IconCheck, IconQuestionMark } from '@tabler/icons-react'
import type { ConnectionView } from '../../../shared/contract/connection.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { useRequest } from '../../stores/use-request.ts'
import { useStoppable } from '../../stores/use-stoppable.ts'
import { FieldLine } from '../../widgets/card.tsx'
import { CheckButton } from '../../widgets/check-button.tsx'
import { ReplaceKeyButton } from '../../widgets/failure-actions.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { StoppableButton } from '../../widgets/stoppable-button.tsx'
import classes from './connection.module.css'

/** What a check of the connection is asked with while the form names nothing: a window, for those that read spans. */
const ofNoSimulation: Omit<ImportRequest, 'connectionId'> = {
  simulation: null,
  window: { kind: 'last', seconds: 900 },
  limits: 'simulation',
  strategy: 'auto',
  budgetSeconds: 90,
  replace: false,
}

/** Asks the real server, and says what it answered. */
export function ConnectionTest({
  connection,
  stale,
  onPick,
}: {
  connection: ConnectionView
  stale: boolean
  onPick: (project: string) => void
}) {
  const client = useEngine()
  const { mutation: test, stop } = useStoppable((signal) => client.connections.test({ id: connection.id }, { signal }))
  const described = useRequest()
  const asked = 'request' in described ? described.request : ofNoSimulation
  const failure = test.isError ? toFailure(test.error) : null
  return (
    <>
      <FieldLine>
        <StoppableButton running={test.isPending} disabled={stale} focusName="test" onStart={() => test.mutate()} onStop={stop}>
          Test connection
        </StoppableButton>
        {stale && <span className={classes.quiet}>Save the changes first.</span>}
      </FieldLine>
      <div aria-live="polite">
        {test.data && !stale && (
          <ul className={classes.answers}>
            <li>
              <IconCheck size={14} className={classes.good} aria-hidden /> Phoenix{' '}
              {test.data.server.version ?? '(version unknown)'} answered in {Math.round(test.data.server.latencyMs)} ms
              {test.data.server.selects ? '' : '; it is too old to select by attribute, so windows are scanned'}
            </li>
            {test.data.projectFound ? (
              <li>
                <IconCheck size={14} className={classes.good} aria-hidden />
                <span>
                  The project <code>{connection.project}</code> exists
                </span>
              </li>
            ) : (
              <li>
                <IconQuestionMark size={14} className={classes.bad} aria-hidden />
                <span>
                  There is no project <code>{connection.project}</code> (letter case matters; a project appears with its first
                  span).
                  {test.data.nearest.length > 0 && ' Nearest: '}
                  {test.data.nearest.map((project) => (
                    <Button key={project} variant="default" size="compact-xs" mr={4} onClick={() => onPick(project)}>
                      {project}
                    </Button>
                  ))}
                </span>
              </li>
            )}
          </ul>
        )}
        {failure && (
          <div className={classes.answers}>
            <FailurePanel failure={failure}>
              <ReplaceKeyButton failure={failure} connectionId={connection.id} />
              {failure.check && (
                <CheckButton
                  check={failure.check}
                  request={{ ...asked, connectionId: connection.id }}
                  form={{ connection: connection.id }}
                />
              )}
            </FailurePanel>
          </div>
        )}
      </div>
    </>
  )
}
