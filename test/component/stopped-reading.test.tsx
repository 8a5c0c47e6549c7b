import { screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'
import { renderApp } from './support/render-app.tsx'

it.each([
  ['simulations', 'imports.list', 'Asking the trace store'],
  ['mapping', 'imports.list', 'Reading what was imported'],
  ['mapping', 'aliases.explain', 'Reading the spans'],
  ['metrics', 'imports.list', 'Asking the trace store'],
  ['trace', 'imports.list', 'Asking the trace store'],
  ['heatmap', 'imports.list', 'Asking the trace store'],
])('%s: a store that is silent to %s is waited for no longer than one wants', async (view, procedure, words) => {
  const { engine, user } = renderApp(`#/${view}`, { hang: [procedure] })
  expect(await screen.findByText(words)).toBeTruthy()
  const cancel = await screen.findByRole('button', { name: 'Cancel' }, { timeout: 20_000 })
  cancel.focus()
  await user.keyboard('{Enter}')
  const again = await screen.findByRole('button', { name: 'Try again' })
  await waitFor(() => expect([engine.aborted.includes(procedure), document.activeElement]).toEqual([true, again]))
  expect([screen.getByText('Cancelled').tagName, screen.queryByRole('alert')]).toEqual(['P', null])

  const asked = () => engine.asked.filter((call) => call.procedure === procedure).length
  const before = asked()
  await user.keyboard('{Enter}')
  expect(await screen.findByText(words)).toBeTruthy()
  expect(asked()).toBe(before + 1)
})
