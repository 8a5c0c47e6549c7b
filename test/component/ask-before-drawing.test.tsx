import { act, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { askBeforeDrawing, navigate, useLocation, useNavigation } from '../../renderer/stores/navigation.ts'
import { foreseeViewer } from '../../renderer/stores/open-viewer.ts'

afterEach(() => {
  askBeforeDrawing(() => false)
  navigate({ view: 'preview', importId: null })
})

/** How many turns a question takes until it has left the page; oRPC's takes some twenty. */
const turns = 50

function Shown({ note }: { note: (view: string) => void }) {
  const { view } = useLocation()
  note(view)
  return <p>{view}</p>
}

test('what a location needs has been asked for, and the question has left the page, before the location is drawn', async () => {
  const happened: string[] = []
  const ask = async () => {
    for (let turn = 0; turn < turns; turn++) await null
    happened.push('asked')
  }
  askBeforeDrawing(({ view }) => {
    if (view === 'trace') void ask()
    return view === 'trace'
  })
  render(<Shown note={(view) => happened.push(view)} />)
  await act(async () => {
    navigate({ view: 'trace', importId: 'a1' })
    // Whoever asks where the page is learns it at once.
    expect(useNavigation.getState().location).toMatchObject({ view: 'trace', importId: 'a1' })
    await new Promise((resolve) => setTimeout(resolve, 5))
  })
  expect(screen.getByText('trace')).toBeTruthy()
  expect(happened).toEqual(['preview', 'asked', 'trace'])
})

test('a location for which nothing is asked is drawn at once, also right after one that waits', async () => {
  askBeforeDrawing(({ view }) => view === 'trace')
  const drawn: string[] = []
  render(<Shown note={(view) => drawn.push(view)} />)
  act(() => navigate({ view: 'simulations' }))
  expect(drawn).toEqual(['preview', 'simulations'])
  await act(async () => {
    navigate({ view: 'trace' })
    navigate({ view: 'checks' })
    await new Promise((resolve) => setTimeout(resolve, 5))
  })
  expect(drawn).toEqual(['preview', 'simulations', 'checks'])
})

test('what opens a simulation asks for its spans when it is pointed at or gets the focus, and goes nowhere yet', () => {
  const asked: unknown[] = []
  askBeforeDrawing(({ view, source }) => asked.push([view, source]) > 0)
  const source = { kind: 'import', importId: 'a1' } as const
  render(<button type="button" {...foreseeViewer(source)} />)
  const { location } = useNavigation.getState()
  fireEvent.pointerEnter(screen.getByRole('button'))
  fireEvent.focus(screen.getByRole('button'))
  expect(asked).toEqual([
    ['trace', source],
    ['trace', source],
  ])
  expect(useNavigation.getState().location).toBe(location)
})
