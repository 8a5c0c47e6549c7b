import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'
import { renderApp } from './support/render-app.tsx'

it.each([
  ['mapping', 'No spans to look at yet'],
  ['simulations', 'Nothing imported yet'],
  ['trace', 'No simulation to show yet'],
  ['metrics', 'No spans to measure yet'],
  ['heatmap', 'No simulations to count yet'],
])('%s: with nothing to show it leads to the import', async (view, title) => {
  const { user } = renderApp(`#/${view}`, { imports: 0 })
  expect(await screen.findByText(title)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Import a simulation' }))
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/preview/))
})
