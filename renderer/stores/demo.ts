import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEngine } from './engine.tsx'
import { toFailure } from './failure.ts'
import { runPreview } from './jobs.ts'
import { parseLocation, startLocation } from './location.ts'
import { navigate } from './navigation.ts'
import { ask, queryKeys } from './queries.ts'
import { describeRequest } from './request.ts'

function sayNotOpened(error: Error): void {
  const { message, next } = toFailure(error)
  notifications.show({ color: 'red', autoClose: false, message: `The demo recording is not opened: ${message}. ${next}` })
}

/** Starts the bundled recording, fills the form with its simulation and previews it. */
export function useDemo() {
  const client = useEngine()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => ask(() => client.demo.start()),
    onError: sayNotOpened,
    onSuccess: async (demo) => {
      const window = { kind: 'exact', start: demo.start, end: demo.end } as const
      const location = { ...startLocation, simulation: demo.simulation, window, connection: demo.connection.id }
      navigate({ ...parseLocation(''), ...location })
      await queries.invalidateQueries({ queryKey: queryKeys.connections })
      const described = describeRequest(location, demo.connection.id, demo.simulation, false)
      if ('request' in described) await runPreview(client, described.request)
    },
  })
}

/** Opens the bundled recording once more, where the engine that served it is gone; the form stays as it is. */
export function useReopenDemo() {
  const client = useEngine()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => ask(() => client.demo.start()),
    onError: sayNotOpened,
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.connections }),
  })
}
