import { notifications } from '@mantine/notifications'
import type { QueryClient } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Shell } from '../../shared/contract/shell.ts'
import { openAhead } from '../features/trace/open-query.ts'
import { noteAnswer, noteFailure } from '../stores/engine.tsx'
import { askBeforeDrawing, useNavigation } from '../stores/navigation.ts'
import { createQueryClient } from '../stores/queries.ts'
import { takeLink } from '../stores/take-link.ts'
import type { StatusStore } from '../transport/index.ts'
import { connectEngine, connectShell, downFailure } from '../transport/index.ts'
import { App } from './app.tsx'
import { Providers } from './providers.tsx'
import { loadViews, views } from './views/views.ts'

/** Milliseconds after the first drawing at which the code of the other views is fetched. */
const restMs = 500

/** Puts the page on its engine and its shell. */
export function startPage(): void {
  const { client, status } = connectEngine()
  const shell = connectShell()
  const queries = createQueryClient()
  followStatus(status, queries)
  followLinks(shell)
  const root = document.getElementById('root')
  if (!root) throw new Error('index.html has no #root')
  const { location } = useNavigation.getState()
  openAhead(queries, client, location)
  askBeforeDrawing((next) => openAhead(queries, client, next))
  const draw = () => {
    createRoot(root).render(
      <StrictMode>
        <Providers client={client} shell={shell} queries={queries}>
          <App />
        </Providers>
      </StrictMode>,
    )
    setTimeout(() => void loadViews(), restMs)
  }
  // Drawn once, whole. A view that cannot be had says so in its place.
  void Promise.allSettled([views[location.view].load(), fontsAreThere()]).then(draw)
}

/** Milliseconds that the first drawing waits for its fonts at most. */
const fontsMs = 200

/**
 * The fonts of the first view: the page names them to the browser (scripts/preload-first-view.ts), so that they are here by now, but
 * asked for by a layout they would be used in the next one only.
 */
const fontsAreThere = (): Promise<unknown> => {
  const late = new Promise((resolve) => setTimeout(resolve, fontsMs))
  const fonts = ['Inter Variable', 'JetBrains Mono Variable'].map((family) => document.fonts.load(`12px "${family}"`))
  return Promise.race([late, Promise.allSettled(fonts)])
}

/** The transport knows first when the engine goes and comes; what was asked meanwhile is asked again. */
function followStatus(status: StatusStore, queries: QueryClient): void {
  let wasDown = false
  status.subscribe(() => {
    const now = status.getSnapshot()
    if (now.phase === 'down') {
      wasDown = true
      noteFailure(downFailure(now.reason))
    } else if (now.phase === 'up' && wasDown) {
      wasDown = false
      noteAnswer()
      void queries.invalidateQueries()
    }
  })
}

/** A deep link fills the form, and says so; it never starts anything. */
export function followLinks(shell: Shell): void {
  const take = async () => {
    const link = await shell.takeDeepLink()
    if (!link) return
    if (link.kind === 'invalid') {
      notifications.show({ title: 'The link was not understood', message: link.reason, color: 'red' })
      return
    }
    takeLink(link)
  }
  shell.onDeepLink(() => void take())
  void take()
}
