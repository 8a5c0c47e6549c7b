import { act, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { navigate } from '../../renderer/stores/navigation.ts'
import { connectShell } from '../../renderer/transport/index.ts'
import { renderApp } from './support/render-app.tsx'

type Scenario = ReturnType<typeof renderApp>
const saved = (engine: Scenario['engine']) =>
  engine.asked.filter(({ procedure }) => procedure === 'store.save').map(({ input }) => input)

async function chooseServer({ user }: Scenario, url: string, name = 'default') {
  await user.click(await screen.findByRole('radio', { name: 'ClickHouse server' }))
  const [address, account] = [screen.getByLabelText('ClickHouse URL'), screen.getByLabelText('ClickHouse User')]
  await user.clear(address)
  await user.type(address, url)
  await user.clear(account)
  await user.type(account, name)
}

const unreachable = { code: 'store-unreachable', message: 'nothing answers there', next: 'Start it.', check: null } as const

describe('the card of a ClickHouse server', () => {
  it('saves what is typed; the password is then a chip, and nowhere on the page', async () => {
    const scenario = renderApp('#/connection')
    await chooseServer(scenario, 'http://localhost:9123', 'tracer')
    await scenario.user.type(screen.getByLabelText('ClickHouse password'), 'canary-password')
    await scenario.user.click(screen.getByRole('button', { name: 'Save store' }))
    expect(await screen.findByRole('button', { name: 'Remove password' })).toBeTruthy()
    expect(saved(scenario.engine)).toEqual([
      {
        settings: { kind: 'server', url: 'http://localhost:9123', user: 'tracer', database: 'default', table: 'otel_traces' },
      },
    ])
    const values = Array.from(document.querySelectorAll('input'), ({ value }) => value)
    expect([document.documentElement.outerHTML, ...values].join()).not.toContain('canary-password')
  })

  it('once it is saved nothing is shown any more that was read of the store before, and the store is not asked twice', async () => {
    const scenario = renderApp('#/simulations')
    expect(await screen.findByRole('grid', { name: 'Imported simulations' })).toBeTruthy()
    act(() => navigate({ view: 'connection' }))
    await chooseServer(scenario, 'http://localhost:9123')
    scenario.engine.setFailures({ 'imports.list': unreachable })
    const looks = () => scenario.engine.asked.filter(({ procedure }) => procedure === 'store.view').length
    const before = looks()
    await scenario.user.click(screen.getByRole('button', { name: 'Save store' }))
    await waitFor(() => expect(saved(scenario.engine)).toHaveLength(1))
    expect(await screen.findByText('http://localhost:9123')).toBeTruthy()
    act(() => navigate({ view: 'simulations' }))
    expect(await screen.findByText(/nothing answers there/)).toBeTruthy()
    expect([screen.queryByRole('grid', { name: 'Imported simulations' }), looks()]).toEqual([null, before])
  })

  it('tells of the password of the user and server that are typed, not of those that are saved', async () => {
    const scenario = renderApp('#/connection', { passwords: ['default@http://localhost:8123'] })
    await chooseServer(scenario, 'http://localhost:8123')
    expect(await screen.findByText('Type one only to replace it.')).toBeTruthy()
    await scenario.user.type(screen.getByLabelText('ClickHouse User'), '2')
    await waitFor(() => expect(screen.queryByText('Type one only to replace it.')).toBeNull())
    await scenario.user.type(screen.getByLabelText('ClickHouse User'), '{Backspace}')
    await scenario.user.click(await screen.findByRole('button', { name: 'Remove password' }))
    const dialog = await screen.findByRole('dialog', { name: 'Remove the password?' })
    expect(scenario.engine.asked.some(({ procedure }) => procedure === 'store.removePassword')).toBe(false)
    await scenario.user.click(within(dialog).getByRole('button', { name: 'Remove password' }))
    await waitFor(() => expect(screen.queryByText('Type one only to replace it.')).toBeNull())
  })

  it('warns of a password on its way over plain http', async () => {
    const scenario = renderApp('#/connection')
    await chooseServer(scenario, 'http://clickhouse.example:8123')
    expect(screen.queryByText(/anyone on the way can read it/)).toBeNull()
    await scenario.user.type(screen.getByLabelText('ClickHouse password'), 'x')
    expect(await screen.findByText(/The password would travel over plain http/)).toBeTruthy()
  })

  it('tests what is typed, unsaved, and says why it fails', async () => {
    const scenario = renderApp('#/connection', { failures: { 'store.test': unreachable } })
    await chooseServer(scenario, 'http://localhost:1')
    await scenario.user.click(screen.getByRole('button', { name: 'Test store' }))
    expect(await screen.findByText(/nothing answers there/)).toBeTruthy()
    scenario.engine.setFailures({})
    await scenario.user.click(screen.getByRole('button', { name: 'Test store' }))
    expect(await screen.findByText(/ClickHouse 26\.5\.1 answered; it can be written to/)).toBeTruthy()
    expect(saved(scenario.engine)).toEqual([])
  })
})

describe('what is typed and not saved', () => {
  const url = () => screen.findByLabelText<HTMLInputElement>('ClickHouse URL')

  it('stays while another view is looked at, but for the password', async () => {
    const scenario = renderApp('#/connection')
    await chooseServer(scenario, 'http://localhost:9123', 'tracer')
    await scenario.user.type(screen.getByLabelText('ClickHouse password'), 'canary-password')
    act(() => navigate({ view: 'simulations' }))
    await screen.findByRole('grid', { name: 'Imported simulations' })
    act(() => navigate({ view: 'connection' }))
    expect((await url()).value).toBe('http://localhost:9123')
    expect([
      screen.getByLabelText<HTMLInputElement>('ClickHouse User').value,
      screen.getByLabelText<HTMLInputElement>('ClickHouse password').value,
    ]).toEqual(['tracer', ''])
  })

  it('stays where the first connection is saved beside it', async () => {
    const scenario = renderApp('#/preview', { connections: [] })
    await chooseServer(scenario, 'http://localhost:9123')
    await scenario.user.type(screen.getByLabelText('Phoenix host'), 'http://localhost:6006')
    await scenario.user.type(screen.getByLabelText('Phoenix project'), 'a')
    await scenario.user.click(screen.getByRole('button', { name: 'Save connection' }))
    await screen.findByRole('region', { name: 'First steps' })
    expect((await url()).value).toBe('http://localhost:9123')
  })

  it('stays while the other kind is looked at', async () => {
    const scenario = renderApp('#/connection')
    await chooseServer(scenario, 'http://localhost:9123')
    await scenario.user.click(screen.getByRole('radio', { name: 'Embedded' }))
    expect(screen.queryByLabelText('ClickHouse URL')).toBeNull()
    await scenario.user.click(screen.getByRole('radio', { name: 'ClickHouse server' }))
    expect((await url()).value).toBe('http://localhost:9123')
  })

  it('is what an answer beside it speaks of: a change takes it away, also one of the password', async () => {
    const scenario = renderApp('#/connection')
    const { engine, user } = scenario
    await chooseServer(scenario, 'http://localhost:9123')
    for (const label of ['ClickHouse URL', 'ClickHouse Table', 'ClickHouse password']) {
      await user.click(screen.getByRole('button', { name: 'Test store' }))
      await screen.findByText(/it can be written to/)
      await user.type(screen.getByLabelText(label), '2')
      expect(screen.queryByText(/it can be written to/)).toBeNull()
    }
    engine.setFailures({ 'store.save': unreachable })
    await user.click(screen.getByRole('button', { name: 'Save store' }))
    await screen.findByText(/nothing answers there/)
    await user.type(screen.getByLabelText('ClickHouse User'), '2')
    expect(screen.queryByText(/nothing answers there/)).toBeNull()
  })

  it('is saved by Enter, and unchanged settings of the embedded store are not', async () => {
    const scenario = renderApp('#/connection')
    await scenario.user.type(await screen.findByLabelText('Folder of the embedded store'), '{Enter}')
    expect(saved(scenario.engine)).toEqual([])
    await chooseServer(scenario, 'http://localhost:9123')
    await scenario.user.type(screen.getByLabelText('ClickHouse Table'), '2{Enter}')
    await waitFor(() => expect(saved(scenario.engine)).toMatchObject([{ settings: { table: 'otel_traces2' } }]))
  })
})

it('saving to a server that says nothing can be left, and nothing is lost', async () => {
  const scenario = renderApp('#/connection', { hang: ['store.save'] })
  const { engine, user } = scenario
  await chooseServer(scenario, 'http://localhost:9123')
  await user.click(screen.getByRole('button', { name: 'Save store' }))
  await user.click(await screen.findByRole('button', { name: 'Cancel' }))
  await waitFor(() => expect(engine.aborted).toEqual(['store.save']))
  expect([
    screen.getByLabelText<HTMLInputElement>('ClickHouse URL').value,
    document.activeElement,
    screen.queryByRole('alert'),
  ]).toEqual(['http://localhost:9123', screen.getByRole('button', { name: 'Save store' }), null])
})

describe('a test that takes long', () => {
  it.each([
    { name: 'Test connection', call: 'connections.test' },
    { name: 'Test store', call: 'store.test' },
  ])('$name is stopped by Escape and by Cancel, and can be started again', async ({ name, call }) => {
    const { engine, user } = renderApp('#/connection', { hang: true })
    const start = await screen.findByRole('button', { name })
    await user.click(start)
    expect(await screen.findByRole('button', { name: 'Cancel' })).toBeTruthy()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(engine.aborted).toEqual([call]))
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull()
    await user.click(start)
    await user.click(await screen.findByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(engine.aborted).toEqual([call, call]))
    // No failure is told: it is as if it had not been asked.
    expect([document.activeElement, screen.queryByRole('button', { name: 'Cancel' }), screen.queryByText(/abort/i)]).toEqual([
      start,
      null,
      null,
    ])
  })
})

describe('the folder of the embedded store', () => {
  it('is shown in the file manager where the shell can', async () => {
    const shown: string[] = []
    const shell = { ...connectShell(), can: { reveal: true, chooseFile: false, chooseFolder: false } }
    const { user } = renderApp(
      '#/connection',
      {},
      {
        ...shell,
        reveal: async (path) => {
          shown.push(path)
          return true
        },
      },
    )
    await user.click(await screen.findByRole('button', { name: 'Show in the file manager' }))
    expect(shown).toEqual(['/home/you/.local/share/coval-companion/store'])
  })

  it('is said to be missing where it cannot be shown', async () => {
    const shell = { ...connectShell(), can: { reveal: true, chooseFile: false, chooseFolder: false } }
    const { user } = renderApp('#/connection', {}, { ...shell, reveal: async () => false })
    await user.click(await screen.findByRole('button', { name: 'Show in the file manager' }))
    expect(await screen.findByText(/^\/home\/you\/.* cannot be shown/)).toBeTruthy()
  })

  it('has no such button in a browser, which cannot', async () => {
    renderApp('#/connection')
    expect(await screen.findByText('/home/you/.local/share/coval-companion/store')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Show in the file manager' })).toBeNull()
  })
})
