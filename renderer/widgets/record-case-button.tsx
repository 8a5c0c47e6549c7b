import { Button } from '@mantine/core'
import { IconDeviceAudioTape } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import type { ImportRequest } from '../../shared/contract/import.ts'
import { useEngine } from '../stores/engine.tsx'
import { navigate, navigateRecordings } from '../stores/navigation.ts'
import { ask, useConnections } from '../stores/queries.ts'
import { findHeld, recordingKeys, useRecordingOf } from '../stores/recordings.ts'

/** Leads from a result, or from a failure, to what a recording of it would hold. Not there for what a recording answered. */
export function RecordCaseButton({
  request,
  size = 'compact-sm',
}: {
  request: ImportRequest | null
  size?: 'compact-sm' | 'xs'
}) {
  const client = useEngine()
  const queries = useQueryClient()
  const { data } = useConnections()
  const recording = useRecordingOf(request?.connectionId ?? null)
  const connection = data?.connections.find(({ id }) => id === request?.connectionId)
  if (!request || !connection || recording) return null
  const go = async () => {
    let held: string | null = null
    try {
      const cases = await queries.fetchQuery({
        queryKey: recordingKeys.held,
        queryFn: () => ask(() => client.recordings.held()),
        staleTime: 0,
      })
      held = findHeld(cases, connection, request.simulation)?.id ?? null
    } catch {
      // The view asks again and shows the failure in its own words.
    }
    navigate({ view: 'recordings' })
    navigateRecordings({ tab: 'cases', held, draft: held !== null })
  }
  return (
    <Button size={size} variant="default" leftSection={<IconDeviceAudioTape size={14} stroke={1.8} />} onClick={() => void go()}>
      Record this case
    </Button>
  )
}
