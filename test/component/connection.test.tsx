import { act, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { previewJob } from '../../renderer/stores/jobs.ts'
import { navigate, useNavigation } from '../../renderer/stores/navigation.ts'
import { cloudConnection, connectionView } from './support/fake-engine.ts'
import { renderApp } from './support/render-app.tsx'
import { busySimulation } from './support/scenario.ts'

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

describe('the way to a key’s field', () => {
  const unauthorised = {
    code: 'phoenix-unauthorized',
    message: 'Phoenix answered 401',
    next: 'Replace the key.',
    check: null,
  } as const
  const newKey = () => screen.findByLabelText('New API key', { selector: 'input' })

  it('leads there beside a failed test every time, not only once', async () => {
    const { user } = renderApp('#/connection', { connections: [cloudConnection], failures: { 'connections.test': unauthorised } })
    for (const typed of ['px-first', 'px-second']) {
      await user.click(await screen.findByRole('button', { name: 'Test connection' }))
      const failure = await screen.findByRole('alert')
      await user.click(within(failure).getByRole('button', { name: 'Replace key' }))
      const field = await newKey()
      expect(document.activeElement).toBe(field)
      await user.type(field, `${typed}{Enter}`)
      await waitFor(() => expect(screen.queryByLabelText('New API key', { selector: 'input' })).toBeNull())
    }
    expect(window.location.hash).not.toContain('focus')
  })

  it('throws away nothing that was typed and not saved', async () => {
    const { user } = renderApp('#/connection', { connections: [cloudConnection] })
    const host = await screen.findByLabelText('Phoenix host')
    await user.clear(host)
    await user.type(host, 'https://new.example')
    act(() => navigate({ view: 'connection', edit: 'cloud', focus: 'key' }))
    expect(document.activeElement).toBe(await newKey())
    expect((screen.getByLabelText('Phoenix host') as HTMLInputElement).value).toBe('https://new.example')
  })
})

describe('a connection that is not in use', () => {
  it('can be changed without becoming the one in use', async () => {
    const { engine, user } = renderApp('#/connection?connection=local&edit=cloud')
    await user.type(await screen.findByLabelText('Name of the connection'), ' two')
    await user.click(screen.getByRole('button', { name: 'Save changes' }))
    expect(await screen.findByText('Acme staging two is saved.')).toBeTruthy()
    expect([window.location.hash, engine.asked.some(({ procedure }) => procedure === 'connections.activate')]).toEqual([
      '#/connection?connection=local&edit=cloud',
      false,
    ])
  })

  it('can be removed while another one stays in use, with its preview', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}&connection=cloud`)
    await user.click(await screen.findByRole('button', { name: 'Preview' }))
    await screen.findByText(/^192 spans in 36 traces match by/)
    const remove = async (name: string) => {
      act(() => navigate({ view: 'connection' }))
      await user.click(await screen.findByRole('button', { name: `More for ${name}` }))
      await user.click(await screen.findByRole('menuitem', { name: 'Remove…', hidden: true }))
      const dialog = await screen.findByRole('dialog', { name: `Remove ${name}?` })
      await user.click(within(dialog).getByRole('button', { name: 'Remove' }))
      await waitFor(() => expect(screen.queryByRole('button', { name: `More for ${name}` })).toBeNull())
      return [useNavigation.getState().location.connection, previewJob.useJob.getState().phase]
    }
    expect(await remove('Local Phoenix')).toEqual(['cloud', 'done'])
    expect(await remove('Acme staging')).toEqual([null, 'idle'])
  })
})

describe('what cannot be read or changed', () => {
  const vaultFailed = { code: 'vault-failed', message: 'The keychain is locked', next: 'Unlock it.', check: null } as const

  it('the demo’s connection is shown without a form, and cannot be removed', async () => {
    const demo = connectionView({ id: 'demo', name: 'Demo recording', saved: false })
    renderApp('#/connection', { connections: [demo] })
    expect(await screen.findByRole('region', { name: 'Demo recording' })).toBeTruthy()
    expect([screen.queryByLabelText('Phoenix host'), screen.queryByRole('button', { name: /^More for/ })]).toEqual([null, null])
  })

  it('a connection that cannot be removed stays, and the dialog says why', async () => {
    const { user } = renderApp('#/connection', { failures: { 'connections.remove': vaultFailed } })
    await user.click(await screen.findByRole('button', { name: 'More for Local Phoenix' }))
    // Without a layout a menu is taken for out of sight.
    await user.click(await screen.findByRole('menuitem', { name: 'Remove…', hidden: true }))
    const dialog = await screen.findByRole('dialog', { name: 'Remove Local Phoenix?' })
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }))
    expect((await within(dialog).findByRole('alert')).textContent).toContain('The keychain is locked')
    await user.click(within(dialog).getByRole('button', { name: 'Keep it' }))
    expect(screen.getByRole('button', { name: 'More for Local Phoenix' })).toBeTruthy()
  })

  it('a key that cannot be read leaves the others in place, and can be replaced or removed', async () => {
    const key = { ...connectionView().key, unreadable: 'the keychain did not answer in time' }
    renderApp('#/connection', { connections: [connectionView({ key }), cloudConnection] })
    expect(await screen.findByText(/The saved key cannot be read, because the keychain did not answer in time/)).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Remove key' })).toBeTruthy()
    expect(screen.getByRole('button', { name: 'More for Acme staging' })).toBeTruthy()
  })

  it('every view says so where the connections cannot be read, and asks again', async () => {
    const failure = {
      code: 'settings-unreadable',
      message: 'The settings are not JSON',
      next: 'Mend the file.',
      check: null,
    } as const
    const { engine, user } = renderApp('#/preview', { failures: { 'connections.list': failure } })
    const said = 'The connections cannot be read: The settings are not JSON.'
    expect(await screen.findByText(said)).toBeTruthy()
    engine.setFailures({})
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.queryByText(said)).toBeNull())
  })
})

describe('removing a key', () => {
  it('asks first; where it fails the question says why, and the key stays', async () => {
    const locked = { code: 'vault-failed', message: 'The keychain is locked', next: 'Unlock it.', check: null } as const
    const { engine, user } = renderApp('#/connection', {
      connections: [cloudConnection],
      failures: { 'connections.removeKey': locked },
    })
    const removals = () => engine.asked.filter(({ procedure }) => procedure === 'connections.removeKey').length
    await user.click(await screen.findByRole('button', { name: 'Remove key' }))
    const dialog = await screen.findByRole('dialog', { name: 'Remove the key?' })
    expect(removals()).toBe(0)
    await user.click(within(dialog).getByRole('button', { name: 'Remove key' }))
    expect((await within(dialog).findByRole('alert')).textContent).toContain('The keychain is locked')
    expect([removals(), screen.getByText('Configured') !== null]).toEqual([1, true])
    engine.setFailures({})
    await user.click(within(dialog).getByRole('button', { name: 'Remove key' }))
    await waitFor(() => expect(screen.queryByText('Configured')).toBeNull())
  })
})

it('a demo that does not open says so wherever it was asked for', async () => {
  const missing = { code: 'internal', message: 'The recording is not there', next: 'Install it again.', check: null } as const
  const { user } = renderApp('#/simulations', { failures: { 'demo.start': missing } })
  await screen.findByRole('grid', { name: 'Imported simulations' })
  await user.keyboard('{Control>}k{/Control}')
  await user.type(await screen.findByLabelText('Type a command'), 'bundled demo')
  await user.keyboard('{Enter}')
  expect(await screen.findByText('The demo recording is not opened: The recording is not there. Install it again.')).toBeTruthy()
})

describe('a link to a connection that is not there', () => {
  it('is told, with the one that the page works with instead', async () => {
    const { user } = renderApp('#/preview?connection=gone')
    expect(await screen.findByText('There is no connection gone.')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Stay with Local Phoenix' }))
    await waitFor(() => expect(screen.queryByText('There is no connection gone.')).toBeNull())
    expect(window.location.hash).toContain('connection=local')
  })

  it('opens the demo again where that has gone with its engine; the form stays', async () => {
    const { user } = renderApp('#/preview?connection=demo&sim=my-own-simulation-of-22')
    expect(await screen.findByText('The demo recording is not open any more.')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Open it again' }))
    await waitFor(() => expect(screen.queryByText('The demo recording is not open any more.')).toBeNull())
    expect(window.location.hash).toContain('sim=my-own-simulation-of-22')
  })
})

describe('another connection', () => {
  const exact = 'window=2026-11-22T14:43:15Z~2026-11-22T14:43:39Z'
  const demo = connectionView({ id: 'demo', name: 'Demo recording', saved: false })
  const cloud = { ...cloudConnection, id: 'cloud' }
  const use = async (from: string) => {
    const { user } = renderApp(`#/connection?connection=${from}&${exact}`, { connections: [demo, connectionView(), cloud] })
    await user.click(await screen.findByRole('button', { name: 'More for Acme staging' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Use this connection', hidden: true }))
    await waitFor(() => expect(window.location.hash).toContain('connection=cloud'))
    return window.location.hash.includes('window=')
  }

  it('does not take over the times of the demo’s own recording', async () => {
    expect(await use('demo')).toBe(false)
  })

  it('that is added after the demo takes over neither its preview nor its simulation and times', async () => {
    const { user } = renderApp('#/preview', { connections: [] })
    await user.click(await screen.findByRole('button', { name: /Try the bundled demo/ }))
    await screen.findByText(/^192 spans in 36 traces match by/)
    expect(useNavigation.getState().location).toMatchObject({ simulation: busySimulation, window: { kind: 'exact' } })
    act(() => navigate({ view: 'connection', edit: 'new' }))
    await user.type(await screen.findByLabelText('Phoenix host'), 'http://127.0.0.1:6006')
    await user.type(screen.getByLabelText('Phoenix project'), 'my-agent')
    await user.click(screen.getByRole('button', { name: 'Save connection' }))
    await waitFor(() => expect(useNavigation.getState().location.connection).not.toBe('demo'))
    expect(useNavigation.getState().location).toMatchObject({ simulation: '', window: { kind: 'find' } })
    expect(previewJob.useJob.getState().phase).toBe('idle')
  })

  it.each([
    ['the field that is typed in, when Enter saves', '{Enter}', 'Phoenix project'],
    ['the test, when the button that saved is gone', 'Save changes', 'Test connection'],
  ])('has the focus in %s', async (_, how, where) => {
    const { engine, user } = renderApp('#/connection')
    await user.type(await screen.findByLabelText('Phoenix project'), '-2')
    if (how === '{Enter}') await user.keyboard(how)
    else await user.click(screen.getByRole('button', { name: how }))
    await waitFor(() => expect(engine.asked.some(({ procedure }) => procedure === 'connections.save')).toBe(true))
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Save changes' })).toBeNull())
    const focused = document.activeElement
    expect(focused?.getAttribute('aria-label') ?? focused?.textContent).toBe(where)
  })

  it('takes over the times that somebody typed', async () => {
    expect(await use('local')).toBe(true)
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
  it('shows no form that it takes away again; where a connection was saved the form is there before the engine answers', async () => {
    const silent = { connections: [], hang: ['connections.list'] }
    const fresh = renderApp('#/preview', silent)
    await waitFor(() => expect(fresh.engine.asked.map(({ procedure }) => procedure)).toContain('connections.list'))
    expect(screen.getByRole('main').childElementCount).toBe(0)
    fresh.page.unmount()

    const connected = renderApp('#/preview')
    expect(await screen.findByRole('button', { name: 'Preview' })).toBeTruthy()
    connected.page.unmount()

    renderApp('#/preview', silent)
    expect(screen.getByRole('button', { name: 'Preview' })).toBeTruthy()
  })

  it('leads through both cards, and the demo needs no connection', async () => {
    const { engine, user } = renderApp('#/preview', { connections: [] })
    expect(await screen.findByRole('heading', { name: 'Connect a Phoenix' })).toBeTruthy()
    expect(await screen.findByRole('region', { name: 'Trace store' })).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Try the bundled demo recording' }))
    expect(await screen.findByText(/^192 spans in 36 traces match by/)).toBeTruthy()
    expect(engine.asked.filter((call) => call.procedure === 'imports.run')).toEqual([])
  })

  it('lists the projects of a host and key before either is saved, and leads on to the first import', async () => {
    const { engine, user } = renderApp('#/preview', { connections: [] })
    const asked = (procedure: string) => engine.asked.filter((call) => call.procedure === procedure).map(({ input }) => input)
    await user.type(await screen.findByLabelText('Phoenix host'), 'http://localhost:6006')
    await user.type(screen.getByLabelText('API key'), canary)
    await user.click(screen.getByLabelText('Phoenix project'))
    await user.click(await screen.findByText('support-agent'))
    expect(asked('connections.projects')).toEqual([{ id: null, host: 'http://localhost:6006', key: true }])
    expect([asked('connections.save'), asked('connections.setKey')]).toEqual([[], []])

    await user.click(screen.getByRole('button', { name: 'Save connection' }))
    const steps = await screen.findByRole('region', { name: 'First steps' })
    expect(asked('connections.save')).toMatchObject([{ name: 'Local Phoenix', project: 'support-agent' }])
    expect(asked('connections.setKey')).toHaveLength(1)
    expect(await screen.findByText('Configured')).toBeTruthy()
    expect(everywhere()).not.toContain(canary)
    expect(await screen.findByRole('region', { name: 'Trace store' })).toBeTruthy()
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Test connection'))

    await user.click(within(steps).getByRole('button', { name: 'Import a simulation' }))
    expect(await screen.findByRole('textbox', { name: 'Simulation' })).toBeTruthy()
    act(() => navigate({ view: 'connection' }))
    await screen.findByRole('heading', { name: 'Connections' })
    expect(screen.queryByRole('region', { name: 'First steps' })).toBeNull()
  })

  it('asks for the projects of the host that stands in the form, not of the saved one', async () => {
    const { engine, user } = renderApp('#/connection')
    await user.click(await screen.findByLabelText('Phoenix project'))
    await screen.findByText('langgraph-agent')
    const host = screen.getByLabelText('Phoenix host')
    await user.clear(host)
    await user.type(host, 'http://localhost:7007')
    await user.click(screen.getByLabelText('Phoenix project'))
    await waitFor(() =>
      expect(engine.asked.filter(({ procedure }) => procedure === 'connections.projects').map(({ input }) => input)).toEqual([
        { id: 'local', host: 'http://localhost:6006', key: false },
        { id: 'local', host: 'http://localhost:7007', key: false },
      ]),
    )
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

describe('the connections', () => {
  it('are listed with the one in use first, here and in the switcher', async () => {
    const names = ['First', 'Second', 'Third']
    const connections = names.map((name) => connectionView({ id: name.toLowerCase(), name }))
    const { user } = renderApp('#/connection?connection=third', { connections })
    const list = await screen.findByRole('list', { name: 'Connections' })
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(({ textContent }) => names.find((name) => textContent?.startsWith(name))),
    ).toEqual(['Third', 'First', 'Second'])
    expect(within(list).getAllByText('in use')).toHaveLength(1)
    await user.click(screen.getByRole('button', { name: /^Connection\s*Third/ }))
    const items = await screen.findAllByRole('menuitem', { name: /First|Second|Third/, hidden: true })
    expect(items.map(({ textContent }) => names.find((name) => textContent?.startsWith(name)))).toEqual([
      'Third',
      'First',
      'Second',
    ])
  })
})
