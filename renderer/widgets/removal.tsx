import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { toFailure } from '../stores/failure.ts'
import { ask } from '../stores/queries.ts'
import { Confirm } from './confirm.tsx'
import { FailurePanel } from './failure-panel.tsx'

/** A button that removes something for good, made by `children`: it asks first, and the question says what went wrong. */
export function Removal<T>({
  title,
  text,
  action = 'Remove',
  remove,
  onRemoved,
  children,
}: {
  title: string
  /** What is gone then, and what is not. */
  text: string
  action?: string
  remove: () => Promise<T>
  onRemoved: (answer: T) => unknown
  children: (start: () => void) => ReactNode
}) {
  const [asking, setAsking] = useState(false)
  const removal = useMutation({
    mutationFn: () => ask(remove),
    onSuccess: (answer) => {
      setAsking(false)
      return onRemoved(answer)
    },
  })
  const keep = () => {
    setAsking(false)
    removal.reset()
  }
  return (
    <>
      {children(() => setAsking(true))}
      <Confirm
        opened={asking}
        title={title}
        action={action}
        running={removal.isPending}
        onAct={() => removal.mutate()}
        onKeep={keep}
      >
        <p>{text}</p>
        {removal.isError && <FailurePanel failure={toFailure(removal.error)} />}
      </Confirm>
    </>
  )
}
