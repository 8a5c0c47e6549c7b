import { act, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useIsPainted } from '../../renderer/widgets/use-is-painted.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const Late = () => <p>{useIsPainted() ? 'all of it' : 'the rows'}</p>

/** Frames as the browser gives them: when it likes, or never. */
function withFrames(): () => void {
  const asked: FrameRequestCallback[] = []
  vi.stubGlobal('requestAnimationFrame', (draw: FrameRequestCallback) => asked.push(draw))
  vi.stubGlobal('cancelAnimationFrame', () => undefined)
  return () => {
    for (const draw of asked.splice(0)) draw(0)
  }
}

test('what may come later waits for the frame that shows the rest, and comes in a task after it', () => {
  const frame = withFrames()
  render(<Late />)
  act(() => void vi.advanceTimersByTime(200))
  expect(screen.getByText('the rows')).toBeTruthy()
  act(frame)
  expect(screen.getByText('the rows')).toBeTruthy()
  act(() => void vi.advanceTimersByTime(1))
  expect(screen.getByText('all of it')).toBeTruthy()
})

test('a page that nobody sees, and that gets no frames, is drawn whole all the same', () => {
  withFrames()
  render(<Late />)
  act(() => void vi.advanceTimersByTime(250))
  expect(screen.getByText('all of it')).toBeTruthy()
})
