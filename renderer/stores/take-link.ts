import { notifications } from '@mantine/notifications'
import type { SimulationInput } from '../../shared/correlation/simulation-input.ts'
import { navigate } from './navigation.ts'
import { freshPreview } from './request.ts'
import { forgetReplace } from './use-request.ts'

/** A deep link, clicked or pasted, fills the form, and says so; it never starts anything. */
export function takeLink(link: Extract<SimulationInput, { kind: 'deep-link' }>, how: 'push' | 'replace' = 'push'): void {
  forgetReplace()
  navigate(
    {
      view: 'preview',
      simulation: link.simulation,
      window: link.start && link.end ? { kind: 'exact', start: link.start, end: link.end } : { kind: 'find' },
      ...freshPreview,
    },
    how,
  )
  const ignored = link.ignored.length > 0 ? ` A link may not set ${link.ignored.join(', ')}: ignored.` : ''
  const project = link.project ? ` It is about the project ${link.project}.` : ''
  notifications.show({
    title: 'Filled in from a link',
    message: `Look at it, then preview or import.${project}${ignored}`,
    autoClose: 10_000,
  })
}
