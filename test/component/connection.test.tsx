import { screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { cloudConnection, connectionView } from './support/fake-engine.ts'
import { renderApp } from './support/render-app.tsx'

const canary = 'px-canary-4f1c9e'
const everywhere = () =>
  [
    document.documentElement.outerHTML,
    ...Array.from(document.querySelectorAll('input'), (input) => input.value),
    window.location.href,
    JSON.stringify({ ...window.sessionStorage }),
    JSON.stringify({ ...window.localStorage }),
  ].join('\n')

describe('the key of a connection', () => {
  it('goes in and is not to be found anywhere on the page again', async () => {
    const { engine, user } = renderApp('#/connection')
    await user.type(await screen.findByLabelText('API key', { selector: 'input' }), canary)
    await user.click(screen.getByRole('button', { name: 'Save key' }))
    expect(await screen.findByText('Configured')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Replace key' })).toBeTruthy()
    expect(engine.asked.some((call) => call.procedure === 'connections.setKey')).toBe(true)
    expect(everywhere()).not.toContain(canary)
  })

  it('says where it is kept, and why', async () => {
    const kept = { kind: 'memory', reason: 'no keychain answered' } as const
    renderApp('#/connection', { connections: [connectionView({ key: { ...connectionView().key, kept } })] })
    expect(await screen.findByText(/Kept in memory until the program ends, because no keychain answered/)).toBeTruthy()
  })

  it('is asked for again where the host has moved', async () => {
    const key = { ...cloudConnection.key, originMismatch: true }
    renderApp('#/connection', { connections: [{ ...cloudConnection, host: 'https://other.example', key }] })
    expect(await screen.findByText(/The saved key belongs to https:\/\/app\.phoenix\.arize\.com/)).toBeTruthy()
    expect(screen.getByLabelText('New API key', { selector: 'input' })).toBeTruthy()
  })

  it('is warned about on its way over plain http', async () => {
    renderApp('#/connection', { connections: [connectionView({ host: 'http://phoenix.example', plainHttpWarning: true })] })
    expect(await screen.findByText(/anyone on the way can read it/)).toBeTruthy()
  })
})

describe('testing a connection', () => {
  it('tells version and latency, and that the project exists', async () => {
    const { user } = renderApp('#/connection')
    await user.click(await screen.findByRole('button', { name: 'Test connection' }))
    expect((await screen.findByText(/answered/)).textContent).toContain('Phoenix 20.26.1 answered in 14 ms')
  })

  it('offers the nearest projects, and takes the one that is clicked', async () => {
    const { user } = renderApp('#/connection', { connections: [connectionView({ project: 'bsy-agent' })] })
    await user.click(await screen.findByRole('button', { name: 'Test connection' }))
    await user.click(await screen.findByRole('button', { name: 'busy-agent' }))
    expect((screen.getByLabelText('Phoenix project') as HTMLInputElement).value).toBe('busy-agent')
    expect(screen.getByRole('button', { name: 'Save changes' })).toBeTruthy()
  })
})

describe('the first start', () => {
  it('leads through both cards, and the demo needs no connection', async () => {
    const { engine, user } = renderApp('#/preview', { connections: [] })
    expect(await screen.findByRole('heading', { name: 'Connect a Phoenix' })).toBeTruthy()
    expect(await screen.findByRole('region', { name: 'Trace store' })).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Try the bundled demo recording' }))
    expect(await screen.findByText(/^192 spans in 36 traces match by/)).toBeTruthy()
    expect(engine.asked.filter((call) => call.procedure === 'imports.run')).toEqual([])
  })

  it('refuses a host with a key in it', async () => {
    const { engine, user } = renderApp('#/preview', { connections: [] })
    await user.type(await screen.findByLabelText('Phoenix host'), 'https://user:secret@phoenix.example')
    await user.type(screen.getByLabelText('Phoenix project'), 'a')
    await user.click(screen.getByRole('button', { name: 'Save connection' }))
    await waitFor(() => expect(screen.getByText('a key does not belong in the address')).toBeTruthy())
    expect(engine.asked.some((call) => call.procedure === 'connections.save')).toBe(false)
  })
})
