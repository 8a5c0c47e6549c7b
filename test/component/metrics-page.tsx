import { notifications } from '@mantine/notifications'
import { configure, render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { App } from '../../renderer/app/app.tsx'
import { Providers } from '../../renderer/app/providers.tsx'
import { compareJob } from '../../renderer/features/metrics/compare-job.ts'
import { forgetDrafts } from '../../renderer/features/metrics/drafts.ts'
import { parseLocation } from '../../renderer/stores/location.ts'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import { createQueryClient } from '../../renderer/stores/queries.ts'
import { connectShell } from '../../renderer/transport/index.ts'
import type { EngineClient } from '../../shared/contract/index.ts'
import { createMetricsEngine, type MetricsEngineOptions } from './metrics-engine.ts'
import type { StoredSimulation } from './metrics-simulations.ts'
import { threeSimulations } from './metrics-simulations.ts'
import { createFakeEngine } from './support/fake-engine.ts'

configure({ asyncUtilTimeout: 10_000 })

const rooms = ['metrics', 'judges', 'transitions', 'trace'] as const
const isOurs = (room: keyof EngineClient): room is (typeof rooms)[number] => rooms.some((one) => one === room)

/** The whole page on metrics and transitions of simulations in memory; nothing is left of an earlier page. */
export function renderMetrics(
  hash: string,
  options: MetricsEngineOptions = {},
  simulations: readonly StoredSimulation[] = threeSimulations(),
) {
  compareJob.reset()
  forgetDrafts()
  notifications.clean()
  window.history.replaceState(null, '', hash)
  useNavigation.setState({ location: parseLocation(hash) })
  const base = createFakeEngine({ imports: 0 }).client
  const engine = createMetricsEngine(simulations, options)
  const client = new Proxy(base, {
    get: (target, room: keyof EngineClient) => {
      if (room === 'imports') return engine.imports
      return isOurs(room) ? engine.client[room] : target[room]
    },
  })
  const user = userEvent.setup()
  render(
    <Providers client={client} shell={connectShell()} queries={createQueryClient()}>
      <App />
    </Providers>,
  )
  const asked = (procedure: string) => engine.asked.filter((call) => call.procedure === procedure).map((call) => call.input)
  return { engine, user, asked }
}
