import { Button, Loader } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { PhoenixCard } from '../../features/connection/phoenix-card.tsx'
import { StoreCard } from '../../features/connection/store-card.tsx'
import { useDemo } from '../../stores/demo.ts'
import { toFailure } from '../../stores/failure.ts'
import { beginFirstSteps } from '../../stores/first-steps.ts'
import { navigate } from '../../stores/navigation.ts'
import { useStore } from '../../stores/queries.ts'
import { Card } from '../../widgets/card.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import classes from './views.module.css'

/** The first minute: connect a Phoenix, see where imports go, or look at the recording first. */
export function FirstStart() {
  const store = useStore()
  const demo = useDemo()
  return (
    <div className={classes.scroll}>
      <div className={classes.first}>
        <div className={classes.firstHead}>
          <div>
            <h1 className={classes.firstTitle}>Connect a Phoenix</h1>
            <p className={classes.lead}>
              The program finds the spans of one simulation in Phoenix, shows why they match or not, and writes them to your own
              trace store. They go nowhere else.
            </p>
          </div>
          <div className={classes.demo}>
            <Button
              variant="default"
              leftSection={<IconPlayerPlay size={14} />}
              loading={demo.isPending}
              onClick={() => demo.mutate()}
            >
              Try the bundled demo recording
            </Button>
            <span>No Phoenix needed: 7,482 recorded spans of 40 simulations.</span>
          </div>
        </div>
        <ol className={classes.steps}>
          <li>
            <span className={classes.step} aria-hidden>
              1
            </span>
            <PhoenixCard
              connection={null}
              onSaved={() => {
                beginFirstSteps()
                navigate({ view: 'connection', focus: 'test' })
              }}
            />
          </li>
          <li>
            <span className={classes.step} aria-hidden>
              2
            </span>
            {store.data && <StoreCard view={store.data} />}
            {store.isPending && (
              <Card title="Trace store">
                <Loader size="sm" />
              </Card>
            )}
            {store.isError && <FailurePanel failure={toFailure(store.error)} />}
          </li>
        </ol>
      </div>
    </div>
  )
}
