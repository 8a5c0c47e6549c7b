import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEngine } from './engine.tsx'
import { toFailure } from './failure.ts'
import { ask, queryKeys } from './queries.ts'
import { useOpenedRecordings } from './recordings.ts'
import { turnTo } from './turn-to.ts'

/**
 * Makes another connection the one that the page works with. The page turns to it at once, so that what is asked for next goes to
 * it; that it is remembered for the next start comes after.
 */
export function useActivate() {
  const client = useEngine()
  const queries = useQueryClient()
  const { data: recordings } = useOpenedRecordings()
  return useMutation({
    onMutate: turnTo,
    // A recording is not saved, so it cannot be the engine's own choice: the link alone names it.
    mutationFn: async (id: string) => {
      if (!recordings?.some(({ connection }) => connection.id === id)) await ask(() => client.connections.activate({ id }))
    },
    onError: (error) =>
      notifications.show({ color: 'red', message: `The choice is not remembered: ${toFailure(error).message}` }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.connections }),
  })
}
