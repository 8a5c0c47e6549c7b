import { MantineProvider } from '@mantine/core'
import { act, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import type { ComponentType } from 'react'
import { expect, test } from 'vitest'
import type { LazyView } from '../../renderer/app/views/lazy-view.tsx'
import { lazyView, useLazyView } from '../../renderer/app/views/lazy-view.tsx'

const Here = () => <h1>Here</h1>
const Shown = ({ view }: { view: LazyView }) => <MantineProvider>{useLazyView(view)}</MantineProvider>

test('a view that was loaded is drawn at once', async () => {
  const view = lazyView(async () => Here)
  await view.load()
  render(<Shown view={view} />)
  expect(screen.getByRole('heading', { name: 'Here' })).toBeTruthy()
})

test('a view is drawn when its code has come, and its code is asked for once', async () => {
  const answers: ((page: ComponentType) => void)[] = []
  const view = lazyView(() => new Promise((resolve) => answers.push(resolve)))
  const { rerender } = render(<Shown view={view} />)
  rerender(<Shown view={view} />)
  void view.load()
  expect(screen.queryByRole('heading')).toBeNull()
  await act(async () => answers[0]?.(Here))
  expect(screen.getByRole('heading', { name: 'Here' })).toBeTruthy()
  expect(answers).toHaveLength(1)
})

test('a view whose code cannot be had says so, and can be tried again', async () => {
  let times = 0
  const view = lazyView(async () => {
    if (times++ === 0) throw new TypeError('Failed to fetch')
    return Here
  })
  render(<Shown view={view} />)
  expect((await screen.findByRole('alert')).textContent).toContain('could not be loaded')
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('heading', { name: 'Here' })).toBeTruthy()
})
