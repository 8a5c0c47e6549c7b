import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import { caseLimits } from '../../shared/recording/limits.ts'
import { fakeFile } from './support/recordings-engine.ts'
import { taggedSimulation } from './support/recordings-scenario.ts'
import { renderApp } from './support/render-app.tsx'
import { busySimulation } from './support/scenario.ts'

const calls = (engine: ReturnType<typeof renderApp>['engine'], procedure: string) =>
  engine.asked.filter((call) => call.procedure === procedure).map((call) => call.input)
const here = () => useNavigation.getState().location
const drop = (...files: File[]) => fireEvent.drop(screen.getByRole('main'), { dataTransfer: { types: ['Files'], files } })

describe('a case to record', () => {
  it('is listed with what ran and whether every answer is held', async () => {
    renderApp('#/recordings')
    const grid = await screen.findByRole('grid', { name: 'Cases that can be recorded' })
    const rows = within(grid).getAllByRole('row').slice(1)
    expect(rows.map((row) => /All held|Some lost/.exec(row.textContent ?? '')?.[0])).toEqual([
      'All held',
      'All held',
      'Some lost',
      'All held',
      'All held',
    ])
    expect(rows[0]?.textContent).toContain('preview, import, check')
  })

  it('is drafted at the level that shows least, and nothing is written before it is saved', async () => {
    const { engine, user } = renderApp('#/recordings')
    const grid = await screen.findByRole('grid', { name: 'Cases that can be recorded' })
    await user.click(within(grid).getByText(busySimulation))
    await user.click(await screen.findByRole('button', { name: 'Record this case' }))
    const lines = await screen.findByRole('grid', { name: 'Lines of the file' })
    expect(within(lines).getAllByText(new RegExp(taggedSimulation)).length).toBeGreaterThan(0)
    expect(screen.getByText(/2 secrets were looked for in every line and every spelling; none is in it/)).toBeTruthy()
    expect(
      within(screen.getByRole('region', { name: 'What became of it' })).getByRole('row', { name: /trace and span ids/ })
        .textContent,
    ).toBe('trace and span ids01,28100')
    expect(calls(engine, 'recordings.draft')).toEqual([{ heldId: 'held-1', level: 'structure' }])
    expect(calls(engine, 'recordings.file')).toEqual([])
  })

  it('says which secrets it could not look for', async () => {
    renderApp('#/recordings?case=held-1&draft=1', { recordings: { secrets: { swept: 0, tooShort: 1 } } })
    expect(await screen.findByText('No key or password was looked for.')).toBeTruthy()
    expect(screen.getByText('1 secret could not be looked for.').parentElement?.textContent).toBe(
      '1 secret could not be looked for. Fewer than four characters are anywhere by chance. See for yourself, or set a longer one.',
    )
  })

  it('warns plainly before everything is shown, and says so on the button', async () => {
    const { engine, user } = renderApp('#/recordings?case=held-1&draft=1')
    await user.click(await screen.findByRole('radio', { name: 'Everything' }))
    expect((await screen.findByText('Nothing is hidden.')).closest('[role="alert"]')).toBeTruthy()
    expect(await screen.findByRole('button', { name: /^Save with everything in it, 403 kB/ })).toBeTruthy()
    expect(calls(engine, 'recordings.draft')).toEqual([
      { heldId: 'held-1', level: 'structure' },
      { heldId: 'held-1', level: 'everything' },
    ])
  })

  it('starts from the level that shows least, whatever the link says', async () => {
    const { engine } = renderApp('#/recordings?case=held-1&draft=1&level=everything')
    await screen.findByRole('grid', { name: 'Lines of the file' })
    expect((screen.getByRole('radio', { name: /^Structure/ }) as HTMLInputElement).checked).toBe(true)
    expect(calls(engine, 'recordings.draft')).toEqual([{ heldId: 'held-1', level: 'structure' }])
  })

  it('is saved whole, piece after piece', async () => {
    const saved: Blob[] = []
    vi.stubGlobal(
      'URL',
      Object.assign(URL, {
        createObjectURL: (blob: Blob) => {
          saved.push(blob)
          return 'blob:test'
        },
        revokeObjectURL: () => undefined,
      }),
    )
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    const { engine, user } = renderApp('#/recordings?case=held-1&draft=1')
    await user.click(await screen.findByRole('button', { name: /^Save file, 187 kB/ }))
    expect(await screen.findByText(/case.cvcase holds the case/)).toBeTruthy()
    expect(saved.map(({ size }) => size)).toEqual([960_005])
    expect(calls(engine, 'recordings.file').map((input) => (input as { offset: number }).offset)).toEqual([0, 480_000, 960_000])
    clicked.mockRestore()
    vi.unstubAllGlobals()
  })

  it('is refused as a whole where a secret would be in it', async () => {
    renderApp('#/recordings?case=held-1&draft=1', {
      failures: {
        'recordings.draft': {
          code: 'recording-secret',
          message: 'The recording would hold a secret (base64) in its part "body"; nothing was written.',
          next: 'Choose a level that redacts more.',
          check: null,
        },
      },
    })
    expect(await screen.findByText('recording-secret')).toBeTruthy()
    expect((screen.getByRole('button', { name: 'Save file' }) as HTMLButtonElement).disabled).toBe(true)
  })

  it('is made by running the form once more, and is then chosen', async () => {
    const { engine, user } = renderApp(`#/recordings?sim=${busySimulation}`)
    await user.click(await screen.findByRole('button', { name: 'Run and record' }))
    await waitFor(() => expect(here().recordings.held).toBe('held-6'))
    expect(calls(engine, 'recordings.record')).toMatchObject([{ connectionId: 'local', simulation: busySimulation }])
  })

  it('is not made where the person cancels', async () => {
    const { engine, user } = renderApp(`#/recordings?sim=${busySimulation}`, { hang: true })
    await user.click(await screen.findByRole('button', { name: 'Run and record' }))
    await user.click(await screen.findByRole('button', { name: 'Cancel' }))
    expect(await screen.findByText('The recording was cancelled; nothing was written.')).toBeTruthy()
    await waitFor(() => expect(engine.aborted).toEqual(['recordings.record']))
  })

  it('is one click away from an import that failed', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}`, {
      failures: { 'imports.run': { code: 'phoenix-unauthorized', message: 'Refused', next: 'Replace the key.', check: null } },
    })
    await user.click(await screen.findByRole('button', { name: 'Import' }))
    await user.click(await screen.findByRole('button', { name: 'Record this case' }))
    await screen.findByRole('radio', { name: /^Structure/ })
    expect(here().recordings).toMatchObject({ tab: 'cases', held: 'held-1', draft: true })
  })
})

describe('a file that is opened', () => {
  it('by dropping it anywhere becomes a connection that is marked in every view', async () => {
    const { user } = renderApp(`#/checks?sim=${busySimulation}`)
    await screen.findByRole('button', { name: 'Run all' })
    drop(fakeFile('acme.cvcase'))
    await user.click(await screen.findByRole('button', { name: 'Work with it' }))
    expect(here()).toMatchObject({ view: 'preview', connection: 'recording-000000000001', simulation: taggedSimulation })
    for (const view of ['Import', 'Mapping', 'Checks', 'Simulations', 'Connection']) {
      await user.click(
        within(screen.getByRole('navigation', { name: 'Views' })).getByRole('link', { name: new RegExp(`^${view}`) }),
      )
      expect(screen.getByRole('button', { name: 'This connection is a recording' })).toBeTruthy()
      expect(screen.getByRole('region', { name: 'You work with a recording' }).textContent).toContain('acme.cvcase')
    }
  })

  it('says what it cannot tell', async () => {
    renderApp('#/recordings?recordings=opened', { recordings: { opened: ['spans.jsonl'] } })
    const limits = await screen.findByRole('region', { name: 'What this file cannot tell' })
    expect(within(limits).getAllByRole('listitem').length).toBe(3)
    expect(limits.textContent).toContain('It names no window')
  })

  it.each([
    ['newer', 'future.cvcase', 'This recording has format 3; this program reads up to format 1.'],
    ['damaged', 'half.cvcase', 'The recording cannot be read: it is damaged or cut off.'],
  ])('is refused in clear words when it is %s', async (text, name, words) => {
    renderApp('#/preview')
    await screen.findByRole('textbox', { name: 'Simulation' })
    drop(fakeFile(name, text))
    const dialog = await screen.findByRole('dialog', { name: 'The file was not opened' })
    expect(dialog.textContent).toContain(words)
    expect(dialog.textContent).toContain(name)
  })

  it.each([
    ['one byte too much', caseLimits.packedBytes + 1, 129],
    ['600 MiB', 600 * 2 ** 20, 600],
  ])('is refused unread when it is too large: %s', async (_, size, shown) => {
    const { engine } = renderApp('#/preview')
    await screen.findByRole('textbox', { name: 'Simulation' })
    const file = fakeFile('huge.cvcase')
    Object.defineProperty(file, 'size', { value: size })
    drop(file)
    expect(await screen.findByText(`The file has ${shown} MiB, and a recording may have 128 MiB.`)).toBeTruthy()
    expect(calls(engine, 'recordings.upload')).toEqual([])
  })

  it('is one of two that are dropped together: both are open, and the last is shown', async () => {
    const { engine } = renderApp('#/preview')
    await screen.findByRole('textbox', { name: 'Simulation' })
    drop(fakeFile('first.cvcase'), fakeFile('second.cvcase'))
    const list = await screen.findByRole('navigation', { name: 'Opened recordings' })
    await waitFor(() => expect(within(list).getAllByRole('button')).toHaveLength(2))
    expect(await screen.findByRole('heading', { name: 'second.cvcase' })).toBeTruthy()
    expect(calls(engine, 'recordings.open')).toMatchObject([{ name: 'first.cvcase' }, { name: 'second.cvcase' }])
  })

  it('stays open when the next of those dropped together cannot be opened', async () => {
    renderApp('#/preview')
    await screen.findByRole('textbox', { name: 'Simulation' })
    drop(fakeFile('first.cvcase'), fakeFile('half.cvcase', 'damaged'), fakeFile('third.cvcase'))
    const dialog = await screen.findByRole('dialog', { name: 'The file was not opened' })
    expect(dialog.textContent).toContain('half.cvcase')
    expect(await screen.findByRole('heading', { name: 'first.cvcase', hidden: true })).toBeTruthy()
  })

  it('is no folder: a dropped one is refused by name, and nothing of it is read', async () => {
    const { engine } = renderApp('#/preview')
    await screen.findByRole('textbox', { name: 'Simulation' })
    const entry = { isDirectory: true, name: 'cases' }
    const items = [{ kind: 'file', webkitGetAsEntry: () => entry }]
    fireEvent.drop(screen.getByRole('main'), { dataTransfer: { types: ['Files'], files: [fakeFile('cases')], items } })
    const dialog = await screen.findByRole('dialog', { name: 'The file was not opened' })
    expect(dialog.textContent).toContain('This is a folder.')
    expect(dialog.textContent).toContain('cases')
    expect(calls(engine, 'recordings.upload')).toEqual([])
  })

  it('says what to do where the browser cannot read it', async () => {
    const { engine } = renderApp('#/preview')
    await screen.findByRole('textbox', { name: 'Simulation' })
    const file = fakeFile('gone.cvcase')
    Object.defineProperty(file, 'slice', { value: () => ({}) })
    drop(file)
    const dialog = await screen.findByRole('dialog', { name: 'The file was not opened' })
    expect(dialog.textContent).toContain('Choose it again; a folder cannot be opened.')
    expect(calls(engine, 'recordings.upload')).toEqual([])
  })

  it('leaves a dropped text alone', async () => {
    const { engine } = renderApp('#/preview')
    await screen.findByRole('textbox', { name: 'Simulation' })
    const taken = !fireEvent.drop(screen.getByRole('main'), { dataTransfer: { types: ['text/plain'], files: [] } })
    expect([taken, calls(engine, 'recordings.upload')]).toEqual([false, []])
  })

  it('goes with the connection when it is closed', async () => {
    const { engine, user } = renderApp('#/recordings?recordings=opened&connection=recording-000000000001', {
      recordings: { opened: ['acme.cvcase'] },
    })
    await screen.findByRole('button', { name: 'Work with it' })
    await user.click(within(screen.getByRole('main')).getByRole('button', { name: 'Close' }))
    expect(await screen.findByText('No recording is open')).toBeTruthy()
    expect(calls(engine, 'recordings.close')).toEqual([{ id: 'recording-000000000001' }])
    expect(screen.queryByRole('region', { name: 'You work with a recording' })).toBeNull()
  })

  it('is not recorded again', async () => {
    const { user } = renderApp(`#/preview?sim=${busySimulation}&connection=recording-000000000001`, {
      recordings: { opened: ['acme.cvcase'] },
    })
    await user.click(await screen.findByRole('button', { name: 'Import' }))
    expect(await screen.findByText(/into memory, gone when the recording is closed/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Record this case' })).toBeNull()
  })
})

describe('a replay', () => {
  it('says that everything is decided as it was', async () => {
    const { user } = renderApp('#/recordings?recordings=opened', { recordings: { opened: ['acme.cvcase'] } })
    await user.click(await screen.findByRole('button', { name: 'Replay' }))
    expect(await screen.findByText('Decides here exactly as it did where it was recorded.')).toBeTruthy()
    expect(screen.getByText('2 checks stand as recorded: about the machine of the recording.')).toBeTruthy()
  })

  it('lists what is decided differently', async () => {
    const { user } = renderApp('#/recordings?recordings=opened', {
      recordings: { opened: ['acme.cvcase'], changed: ['checks: cap fail, was pass'] },
    })
    await user.click(await screen.findByRole('button', { name: 'Replay' }))
    expect(await screen.findByText('1 decision differs from what was recorded.')).toBeTruthy()
    expect(within(screen.getByRole('list', { name: 'What differs' })).getByText('checks: cap fail, was pass')).toBeTruthy()
  })

  it('of a file of spans claims no sameness', async () => {
    const { user } = renderApp('#/recordings?recordings=opened', { recordings: { opened: ['spans.jsonl'] } })
    await user.click(await screen.findByRole('button', { name: 'Replay' }))
    expect(await screen.findByText(/holds no earlier decisions to compare with/)).toBeTruthy()
    expect(screen.queryByText(/exactly as it did/)).toBeNull()
  })
})

describe('a comparison', () => {
  it('puts what differs first, in words, and can leave out the rest', async () => {
    const { engine, user } = renderApp(
      `#/recordings?recordings=compare&left=recording:recording-000000000001&right=live:local&sim=${busySimulation}`,
      {
        recordings: { opened: ['acme.cvcase'] },
      },
    )
    await user.click(await screen.findByRole('button', { name: 'Compare' }))
    const table = await screen.findByRole('table')
    const settings = () =>
      within(within(table).getAllByRole('rowgroup')[1] as HTMLElement)
        .getAllByRole('row')
        .slice(1)
    expect(settings().map((row) => /^(differs|same)/.exec(row.textContent ?? '')?.[0])).toEqual([
      'differs',
      'differs',
      'differs',
      'same',
      'same',
    ])
    await user.click(screen.getByRole('switch', { name: 'Differences only' }))
    expect(settings()).toHaveLength(3)
    expect(calls(engine, 'recordings.compare')).toMatchObject([
      {
        left: { kind: 'recording', id: 'recording-000000000001' },
        right: { kind: 'live', request: { connectionId: 'local', replace: false } },
      },
    ])
  })

  it('never stands beside sides that it is not about', async () => {
    const { user } = renderApp('#/recordings?recordings=compare', { recordings: { opened: ['a.cvcase', 'b.cvcase'] } })
    await user.click(await screen.findByRole('button', { name: 'Compare' }))
    await screen.findByRole('table')
    await user.click(screen.getByRole('button', { name: 'Swap the sides' }))
    expect(screen.queryByRole('table')).toBeNull()
  })

  it('does not ask a Phoenix for a tag of a recording', async () => {
    const { user } = renderApp(
      `#/recordings?recordings=compare&left=recording:recording-000000000001&right=live:local&connection=recording-000000000001&sim=${taggedSimulation}`,
      { recordings: { opened: ['a.cvcase'] } },
    )
    expect(await screen.findByText(/a tag of a\.cvcase that no Phoenix knows/)).toBeTruthy()
    expect((screen.getByRole('button', { name: 'Compare' }) as HTMLButtonElement).disabled).toBe(true)
    await user.click(screen.getByRole('button', { name: 'Back to Local Phoenix' }))
    expect(here()).toMatchObject({ connection: 'local', simulation: '' })
  })

  it('asks for a request where a live side has none', async () => {
    renderApp('#/recordings?recordings=compare', { recordings: { opened: ['a.cvcase'] } })
    expect(await screen.findByText(/A live side asks what the Import form asks\. Give a simulation output id/)).toBeTruthy()
    expect((screen.getByRole('button', { name: 'Compare' }) as HTMLButtonElement).disabled).toBe(true)
  })
})

describe('a recording that the page works with', () => {
  const views = (user: ReturnType<typeof renderApp>['user'], view: string) =>
    user.click(within(screen.getByRole('navigation', { name: 'Views' })).getByRole('link', { name: new RegExp(`^${view}`) }))

  it('shows what was imported from it, and nothing of the store; the store is back when it is closed', async () => {
    const { engine, user } = renderApp(`#/simulations?sim=${busySimulation}&connection=recording-000000000001`, {
      recordings: { opened: ['acme.cvcase'] },
    })
    expect(await screen.findByText('Nothing imported from this recording yet')).toBeTruthy()
    expect(calls(engine, 'imports.list')).toEqual(['recording-000000000001'])
    await views(user, 'Import')
    await user.click(await screen.findByRole('button', { name: 'Import' }))
    await user.click(await screen.findByRole('button', { name: 'Show it in Simulations' }))
    const grid = await screen.findByRole('grid', { name: 'Imported simulations' })
    await waitFor(() => expect(within(grid).getAllByRole('row')).toHaveLength(2))
    expect(screen.getByRole('heading', { name: 'Simulations' }).parentElement?.textContent).toContain('recording')
    await views(user, 'Recordings')
    await user.click(screen.getByRole('tab', { name: /^Opened/ }))
    await user.click(within(screen.getByRole('main')).getByRole('button', { name: 'Close' }))
    await views(user, 'Simulations')
    await waitFor(() =>
      expect(within(screen.getByRole('grid', { name: 'Imported simulations' })).getAllByRole('row').length).toBeGreaterThan(5),
    )
    expect([here().importId, here().connection, calls(engine, 'trace.listNative')]).toEqual([null, null, []])
  })

  it('is said to be missing where a link names one that is not open, in every view, with what to do', async () => {
    const { user } = renderApp(`#/mapping?sim=${busySimulation}&connection=recording-00000000abcd`)
    const notice = await screen.findByRole('status', { name: 'The recording of this link is not open' })
    expect(notice.textContent).toContain('recording-00000000abcd')
    expect(notice.textContent).toContain('What you see here is of Local Phoenix')
    expect(within(notice).getByRole('button', { name: 'Open a file…' })).toBeTruthy()
    await user.click(within(notice).getByRole('button', { name: 'Go on with Local Phoenix' }))
    expect(screen.queryByRole('status', { name: 'The recording of this link is not open' })).toBeNull()
    expect(here()).toMatchObject({ connection: null, simulation: '' })
  })

  it('is not stood in for by another one under Opened and Compare', async () => {
    const { user } = renderApp(
      `#/recordings?recordings=opened&opened=recording-00000000abcd&left=recording:recording-00000000abcd`,
      { recordings: { opened: ['acme.cvcase'] } },
    )
    expect(await screen.findByText('This recording is not open')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Work with it' })).toBeNull()
    await user.click(screen.getByRole('tab', { name: 'Compare' }))
    expect(await screen.findByText(/recording-00000000abcd of this link is not open\. Open its file/)).toBeTruthy()
    await user.click(screen.getByRole('tab', { name: /^Opened/ }))
    await user.click(await screen.findByRole('button', { name: 'Show what is open' }))
    expect(await screen.findByRole('button', { name: 'Work with it' })).toBeTruthy()
  })
})
