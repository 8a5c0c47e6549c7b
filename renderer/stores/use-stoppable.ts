import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { ask } from './queries.ts'

/**
 * A call that a person may stop: then it is as if it had not been asked. It ends with the part of the page that asked, too.
 * `onEnd`: however it ended, even then.
 */
export function useStoppable<T>(call: (signal: AbortSignal) => Promise<T>, onEnd?: () => unknown) {
  const running = useRef<AbortController | null>(null)
  const mutation = useMutation({
    mutationFn: () => {
      const controller = new AbortController()
      running.current = controller
      return ask(() => call(controller.signal))
    },
    onSettled: () => void onEnd?.(),
  })
  useEffect(() => () => running.current?.abort(), [])
  return {
    mutation,
    stop: () => {
      running.current?.abort()
      mutation.reset()
    },
  }
}
