import { notifications } from '@mantine/notifications'
import { configure, render } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { App } from '../../../renderer/app/app.tsx'
import { Providers } from '../../../renderer/app/providers.tsx'
import { loadViews } from '../../../renderer/app/views/views.ts'
import { forgetStoreDraft } from '../../../renderer/features/connection/store-draft.ts'
import { useEngineState } from '../../../renderer/stores/engine.tsx'
import { checksJob, importJob, previewJob } from '../../../renderer/stores/jobs.ts'
import { parseLocation } from '../../../renderer/stores/location.ts'
import { useNavigation } from '../../../renderer/stores/navigation.ts'
import { dismissOpening } from '../../../renderer/stores/open-recording.ts'
import { createQueryClient } from '../../../renderer/stores/queries.ts'
import { compareJob, recordJob, replayJob } from '../../../renderer/stores/recordings.ts'
import { useReplace, useUnreadable } from '../../../renderer/stores/use-request.ts'
import { connectShell } from '../../../renderer/transport/index.ts'
import type { Shell } from '../../../shared/contract/shell.ts'
import type { FakeEngineOptions } from './fake-engine.ts'
import { createFakeEngine } from './fake-engine.ts'

// Finding by role walks the whole document, which takes jsdom long on a busy machine.
configure({ asyncUtilTimeout: 10_000 })

// So that a view is there as soon as it is gone to.
await loadViews()

/**
 * The whole page at an address, on an engine in memory; nothing is left of an earlier page, but what the tab remembers where it is
 * given.
 */
export function renderApp(
  hash: string,
  options: FakeEngineOptions = {},
  shell: Shell = connectShell(),
  remembered: Readonly<Record<string, string>> = {},
) {
  for (const job of [previewJob, importJob, checksJob, recordJob, replayJob, compareJob]) job.reset()
  dismissOpening()
  notifications.clean()
  forgetStoreDraft()
  useEngineState.setState({ down: null, during: null })
  useReplace.setState({ of: null })
  useUnreadable.setState({ start: null, end: null })
  notifications.clean()
  window.sessionStorage.clear()
  for (const [key, value] of Object.entries(remembered)) window.sessionStorage.setItem(key, value)
  window.history.replaceState(null, '', hash)
  useNavigation.setState({ location: parseLocation(hash) })
  const engine = createFakeEngine(options)
  const user = userEvent.setup()
  const page = render(
    <Providers client={engine.client} shell={shell} queries={createQueryClient()}>
      <App />
    </Providers>,
  )
  return { engine, user, page }
}
