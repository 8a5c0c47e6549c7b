import { act, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { importJob, previewJob } from '../../renderer/stores/jobs.ts'
import { navigate } from '../../renderer/stores/navigation.ts'
import { connectShell } from '../../renderer/transport/index.ts'
import type { FakeEngineOptions } from './support/fake-engine.ts'
import { renderApp } from './support/render-app.tsx'
import { busySimulation, spacedSimulation } from './support/scenario.ts'

const form = `#/preview?sim=${busySimulation}`

/** Leaves the page as it stands and opens it again at `hash`. Answers with what the new page asks of Phoenix, or of the engine's memory. */
function reload(page: ReturnType<typeof renderApp>['page'], hash = form, options: FakeEngineOptions = {}) {
  window.dispatchEvent(new Event('pagehide'))
  // What runs ends with the page.
  importJob.cancel()
  previewJob.cancel()
  const remembered = { ...window.sessionStorage }
  page.unmount()
  window.dispatchEvent(new Event('pageshow'))
  const { engine, user } = renderApp(hash, options, connectShell(), remembered)
  const asked = () =>
    engine.asked.map(({ procedure }) => procedure).filter((procedure) => /^(preview|imports\.run)/.test(procedure))
  return { engine, user, asked }
}

async function previewed() {
  const { user, page } = renderApp(form)
  await user.click(await screen.findByRole('button', { name: 'Preview' }))
  await screen.findByText(/^192 spans in 36 traces match by/)
  await waitFor(() => expect(previewJob.useJob.getState().phase).toBe('done'))
  return page
}

describe('after a reload a preview', () => {
  it('is shown again from the engine’s memory; Phoenix is not asked', async () => {
    const { asked } = reload(await previewed())
    expect(await screen.findByText(/^192 spans in 36 traces match by/)).toBeTruthy()
    expect(asked()).toEqual(['preview.get'])
  })

  it('that the engine has let go is run again only when a person says so', async () => {
    const gone = {
      code: 'no-longer-held',
      message: 'This preview is no longer held',
      next: 'Run it again.',
      check: null,
    } as const
    const { asked, user } = reload(await previewed(), form, { failures: { 'preview.get': gone } })
    const alert = await screen.findByRole('alert')
    expect([asked(), within(alert).getAllByRole('button').length]).toEqual([['preview.get'], 1])
    await user.click(within(alert).getByRole('button', { name: 'Preview again' }))
    expect(await screen.findByText(/^192 spans in 36 traces match by/)).toBeTruthy()
    expect(asked()).toEqual(['preview.get', 'preview.run'])
  })

  it('is not brought back later, by a form that comes to describe it', async () => {
    const { asked } = reload(await previewed(), `#/preview?sim=${spacedSimulation}`)
    await screen.findByDisplayValue(spacedSimulation)
    await waitFor(() => expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Preview' }).disabled).toBe(false))
    act(() => navigate({ simulation: busySimulation }))
    expect(await screen.findByDisplayValue(busySimulation)).toBeTruthy()
    expect([asked(), previewJob.useJob.getState().phase]).toEqual([[], 'idle'])
  })

  it('that was under way is said to have ended with it', async () => {
    const { user, page } = renderApp(form, { hang: true })
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    await screen.findByRole('region', { name: 'Preview under way' })
    const { asked } = reload(page)
    expect(await screen.findByText('The reload ended the preview')).toBeTruthy()
    expect(asked()).toEqual([])
    expect(screen.getByRole('button', { name: 'Preview again' })).toBeTruthy()
  })
})

describe('after a reload an import that was under way', () => {
  const importing = async () => {
    const { user, page } = renderApp(form, { hang: true })
    await user.click(await screen.findByRole('button', { name: 'Import' }))
    await screen.findByRole('region', { name: 'Import under way' })
    return page
  }
  const ended = /^The reload ended the import of/

  it('is said to have ended with it, and is run again only when a person says so', async () => {
    const { asked, user } = reload(await importing(), '#/preview')
    expect((await screen.findByText(ended)).textContent).toBe(
      `The reload ended the import of ${busySimulation}; nothing was written, unless it was just complete: then Simulations lists it.`,
    )
    expect(asked()).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Import again' }))
    expect(await screen.findByText('Imported')).toBeTruthy()
    expect(asked()).toEqual(['imports.run'])
  })

  it('is told in another view too, and is forgotten with the next one', async () => {
    const page = await importing()
    reload(page, '#/simulations')
    expect(await screen.findByText(ended)).toBeTruthy()
    expect(window.sessionStorage.length).toBe(0)
  })
})
