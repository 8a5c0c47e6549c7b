import { configure, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { App } from '../../../renderer/app/app.tsx'
import { Providers } from '../../../renderer/app/providers.tsx'
import { useEngineState } from '../../../renderer/stores/engine.tsx'
import { previewJob } from '../../../renderer/stores/jobs.ts'
import { parseLocation } from '../../../renderer/stores/location.ts'
import { useNavigation } from '../../../renderer/stores/navigation.ts'
import { createQueryClient } from '../../../renderer/stores/queries.ts'
import { connectShell } from '../../../renderer/transport/index.ts'
import type { Span } from '../../../shared/otlp/span.ts'
import type { TraceEngineOptions } from './trace-engine.ts'
import { createTraceEngine } from './trace-engine.ts'

configure({ asyncUtilTimeout: 10_000 })
// jsdom has no canvas and says so at every call; what is drawn is looked at in a browser.
HTMLCanvasElement.prototype.getContext = () => null

export const traceSource = 'source=import:import-1'

/** The trace viewer on these spans. `link`: further parameters of its address. */
export const renderTrace = (spans: readonly Span[], options: TraceEngineOptions = {}, link = '') =>
  renderWithSpans(`#/trace?${traceSource}${link}`, spans, options)

/** The page at this address, with an engine that holds these spans. */
export function renderWithSpans(hash: string, spans: readonly Span[], options: TraceEngineOptions = {}) {
  previewJob.reset()
  useEngineState.setState({ down: null, during: null })
  window.sessionStorage.clear()
  window.history.replaceState(null, '', hash)
  useNavigation.setState({ location: parseLocation(hash) })
  const engine = createTraceEngine(spans, options)
  const user = userEvent.setup()
  const page = render(
    <Providers client={engine.client} shell={connectShell()} queries={createQueryClient()}>
      <App />
    </Providers>,
  )
  return { engine, user, page }
}

/** The rows of the waterfall as people read them: name, then what is tagged on. */
export const rowTexts = (): string[] =>
  screen
    .getAllByRole('row')
    .filter((row) => row.hasAttribute('data-span-row'))
    .map((row) => (row.querySelector('[role="gridcell"]')?.textContent ?? '').trim())
