import { Button } from '@mantine/core'
import { IconArrowRight, IconCheck } from '@tabler/icons-react'
import { navigate } from '../../stores/navigation.ts'
import { useActiveConnection, useStore } from '../../stores/queries.ts'
import classes from './views.module.css'

/** After the first Phoenix is saved: what is done, what may be looked at, and where to go. */
export function FirstSteps() {
  const { data: store } = useStore()
  const hasKey = useActiveConnection()?.key.configured === true
  const ready = store?.state === 'ready'
  return (
    <section className={classes.guide} aria-label="First steps">
      <ol>
        <li data-done>
          <IconCheck size={14} aria-label="done" />{' '}
          {hasKey ? 'Phoenix and its key are saved. Test them.' : 'Phoenix is saved. Test it, or give it a key.'}
        </li>
        <li data-done={ready || undefined}>
          {ready ? <IconCheck size={14} aria-label="done" /> : <span className={classes.bullet}>2</span>}
          <span>
            Imports go into {store?.settings.kind === 'server' ? 'your ClickHouse server' : 'the embedded store'}.{' '}
            <button type="button" className={classes.textButton} onClick={() => navigate({ focus: 'store' }, 'replace')}>
              Look at the store
            </button>
          </span>
        </li>
        <li>
          <span className={classes.bullet}>3</span> Paste the id of a simulation.
        </li>
      </ol>
      <Button rightSection={<IconArrowRight size={14} />} onClick={() => navigate({ view: 'preview' })}>
        Import a simulation
      </Button>
    </section>
  )
}
