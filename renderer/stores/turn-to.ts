import { demoConnectionId } from '../../shared/contract/recording-ids.ts'
import { previewJob } from './jobs.ts'
import type { AppLocation } from './location.ts'
import { navigate, useNavigation } from './navigation.ts'

/**
 * The page turns to this connection; what was seen of the former one goes. Of what the form holds, that goes which is the demo's own:
 * its exact times, and a simulation that was found there. No other Phoenix has them.
 */
export function turnTo(connection: string): void {
  const { location } = useNavigation.getState()
  const left = location.connection === demoConnectionId && connection !== demoConnectionId ? ofTheDemo(location) : {}
  previewJob.reset()
  navigate({ connection, trace: null, span: null, tab: null, brush: null, ...left }, 'replace')
}

function ofTheDemo({ window, simulation }: AppLocation): Partial<AppLocation> {
  const job = previewJob.useJob.getState()
  const found =
    job.phase !== 'idle' &&
    job.request.connectionId === demoConnectionId &&
    job.request.simulation === simulation.trim() &&
    (job.live.report?.spans.matched ?? 0) > 0
  return { ...(window.kind === 'exact' ? { window: { kind: 'find' } } : {}), ...(found ? { simulation: '' } : {}) }
}
