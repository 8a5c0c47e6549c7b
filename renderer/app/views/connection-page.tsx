import { Loader } from '@mantine/core'
import { ConnectionList } from '../../features/connection/connection-list.tsx'
import { PhoenixCard } from '../../features/connection/phoenix-card.tsx'
import { StoreCard } from '../../features/connection/store-card.tsx'
import { UnsavedCard } from '../../features/connection/unsaved-card.tsx'
import { RecordingCard } from '../../features/recording/recording-card.tsx'
import { toFailure } from '../../stores/failure.ts'
import { useFirstSteps } from '../../stores/first-steps.ts'
import { useLocation } from '../../stores/navigation.ts'
import { useProposedProject } from '../../stores/proposed-project.ts'
import { useActiveConnection, useConnections, useStore } from '../../stores/queries.ts'
import { useRecordingOf } from '../../stores/recordings.ts'
import { Card } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { FirstSteps } from './first-steps.tsx'
import classes from './views.module.css'

export function ConnectionPage() {
  const connections = useConnections()
  const store = useStore()
  const active = useActiveConnection()
  const { edit } = useLocation()
  const firstSteps = useFirstSteps(({ under }) => under)
  const known = connections.data?.connections ?? []
  const shown = edit === 'new' ? null : (known.find((connection) => connection.id === edit) ?? active)
  const proposal = useProposedProject(({ proposed }) => proposed)
  const proposedProject = proposal !== null && proposal.connectionId === shown?.id ? proposal.project : null
  const recording = useRecordingOf(shown?.id ?? null)
  return (
    <div className={classes.scroll}>
      <div className={classes.connection}>
        <div>
          <h1 className={classes.heading}>Connections</h1>
          {connections.isPending && <Loader size="sm" />}
          {/* Where they cannot be read, the page's banner says why. */}
          {connections.data && <ConnectionList connections={known} shown={shown?.id ?? 'new'} activeId={active?.id ?? null} />}
        </div>
        <div className={classes.cards}>
          {firstSteps && shown?.saved && <FirstSteps />}
          {connections.data && recording && <RecordingCard recording={recording} />}
          {shown && !shown.saved && !recording && <UnsavedCard connection={shown} />}
          {connections.data && (shown === null || shown.saved) && (
            <PhoenixCard
              key={`${shown?.id ?? 'new'}-${proposedProject ?? ''}`}
              connection={shown}
              proposedProject={proposedProject}
            />
          )}
          {store.data && <StoreCard view={store.data} />}
          {store.isPending && (
            <Card title="Trace store">
              <Loader size="sm" />
            </Card>
          )}
          {store.isError && <FailurePanel failure={toFailure(store.error)} />}
        </div>
      </div>
    </div>
  )
}
