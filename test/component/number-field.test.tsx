import { fireEvent, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { renderMetrics } from './metrics-page.tsx'

const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name })

it('a limit of SQL stands as it is typed, and is brought within its bounds when the field is left', async () => {
  const { user, asked } = renderMetrics('#/metrics?metrics=sql&import=import-1')
  await screen.findByRole('textbox', { name: 'SQL' })
  const run = async () => {
    fireEvent.click(screen.getByRole('button', { name: 'Run' }))
    await screen.findByRole('grid', { name: 'Result' })
    const { limits } = asked('metrics.runSql').at(-1) as { limits: unknown }
    return limits
  }
  const seconds = field('Seconds at most')
  await user.clear(seconds)
  expect(seconds.value).toBe('')
  await user.type(seconds, '0')
  expect(seconds.value).toBe('0')
  // Also what has not been left yet is within them.
  expect(await run()).toEqual({ seconds: 0.1, rows: 1000 })
  await user.type(seconds, '.5')
  expect(seconds.value).toBe('0.5')
  await user.tab()
  expect([seconds.value, await run()]).toEqual(['0.5', { seconds: 0.5, rows: 1000 }])
  await user.clear(field('Rows at most'))
  await user.type(field('Rows at most'), '99999')
  expect(field('Rows at most').value).toBe('99999')
  await user.tab()
  expect(field('Rows at most').value).toBe('10000')
  await user.clear(field('Rows at most'))
  await user.tab()
  expect(field('Rows at most').value).toBe('10000')
})

it('the numbers of a judge are typed digit by digit, also below zero', async () => {
  const page = renderMetrics('#/metrics?metrics=overview&import=import-1')
  const { judges } = page.engine.client
  const { id } = await judges.saveEndpoint({ id: null, name: 'Local', baseUrl: 'http://127.0.0.1:1/v1', model: 'm' })
  const scale = { kind: 'numerical', min: 1, max: 5 } as const
  await judges.save({ id: null, name: 'Kind', endpointId: id, question: 'Kind?', scale, maxBytes: 60_000 })
  const { user } = page
  await user.click(await screen.findByRole('tab', { name: 'Judges' }))
  await user.clear(await screen.findByRole('textbox', { name: 'Least' }))
  await user.type(field('Least'), '-')
  expect(field('Least').value).toBe('-')
  await user.type(field('Least'), '2')
  const size = field('Kilobytes of transcript and spans at most')
  await user.clear(size)
  await user.type(size, '15')
  expect(size.value).toBe('15 kB')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await screen.findByText('Kind is saved.')
  expect(page.asked('judges.save').at(-1)).toMatchObject({ scale: { kind: 'numerical', min: -2, max: 5 }, maxBytes: 15_000 })
})
