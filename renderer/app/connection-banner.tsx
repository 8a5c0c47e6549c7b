import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { demoConnectionId, isRecordingId } from '../../shared/contract/recording-ids.ts'
import { useReopenDemo } from '../stores/demo.ts'
import { toFailure } from '../stores/failure.ts'
import { navigate, useLocation } from '../stores/navigation.ts'
import { useActiveConnection, useConnections } from '../stores/queries.ts'
import { Prose } from '../widgets/prose.tsx'
import classes from './app.module.css'

/** What every view would else keep to itself: connections that cannot be read, and a link to one that is not there. */
export function ConnectionBanner() {
  const { data, isError, error, isFetching, refetch } = useConnections()
  const { connection: linked } = useLocation()
  const active = useActiveConnection()
  const demo = useReopenDemo()
  if (isError) {
    const failure = toFailure(error)
    // An engine that is gone has a banner of its own.
    if (failure.code === 'engine-down') return null
    return (
      <Banner role="alert">
        <p>
          <strong>The connections cannot be read: {failure.message.replace(/\.$/, '')}.</strong> <Prose text={failure.next} />
        </p>
        <Button size="compact-sm" loading={isFetching} onClick={() => void refetch()}>
          Try again
        </Button>
      </Banner>
    )
  }
  // A recording that is not open is told by its own strip.
  if (!data || isFetching || linked === null || isRecordingId(linked)) return null
  if (data.connections.some(({ id }) => id === linked)) return null
  return (
    <Banner role="status">
      <p>
        <strong>
          {linked === demoConnectionId ? 'The demo recording is not open any more.' : `There is no connection ${linked}.`}
        </strong>{' '}
        {active && `This page works with ${active.name}.`}
      </p>
      {linked === demoConnectionId && (
        <Button size="compact-sm" loading={demo.isPending} onClick={() => demo.mutate()}>
          Open it again
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => navigate({ connection: active?.id ?? null }, 'replace')}>
        {active ? `Stay with ${active.name}` : 'Connect a Phoenix'}
      </Button>
    </Banner>
  )
}

const Banner = ({ role, children }: { role: 'alert' | 'status'; children: ReactNode }) => (
  <div className={classes.banner} role={role} data-tone="other">
    <IconAlertTriangle size={17} aria-hidden />
    {children}
  </div>
)
