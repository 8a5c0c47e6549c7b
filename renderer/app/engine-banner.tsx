import { Button } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { noteAnswer, useEngine, useEngineState } from '../stores/engine.tsx'
import { toFailure } from '../stores/failure.ts'
import { Prose } from '../widgets/prose.tsx'
import classes from './app.module.css'

/** The engine is a process of its own: when it dies, the window stays and says so. */
export function EngineBanner() {
  const { down, during } = useEngineState()
  const client = useEngine()
  const queries = useQueryClient()
  const [state, setState] = useState<'idle' | 'trying' | 'still-down'>('idle')
  if (!down) return null
  const tryAgain = async () => {
    setState('trying')
    try {
      await client.app.info()
      noteAnswer()
      setState('idle')
      await queries.invalidateQueries()
    } catch (error) {
      useEngineState.setState({ down: toFailure(error) })
      setState('still-down')
    }
  }
  return (
    <div className={classes.banner} role="alert">
      <IconPlugConnectedX size={17} aria-hidden />
      <p>
        <strong>
          {down.message.replace(/\.$/, '')}
          {during ? ` during ${during}` : ''}.
        </strong>{' '}
        {during === 'the import' && 'Nothing half-written is visible: the store shows the earlier import, or none. '}
        <Prose text={down.next} />
        {state === 'still-down' && ' It does not answer yet.'}
      </p>
      <Button size="compact-sm" loading={state === 'trying'} onClick={tryAgain}>
        Try again
      </Button>
    </div>
  )
}
