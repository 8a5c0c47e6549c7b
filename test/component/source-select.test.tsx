import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { theme } from '../../renderer/app/theme.ts'
import { useNavigation } from '../../renderer/stores/navigation.ts'
import type { ListedSource } from '../../renderer/stores/sources.ts'
import { SourceSelect } from '../../renderer/widgets/source-select.tsx'

const sources = Array.from({ length: 300 }, (_, at): ListedSource => {
  const source = { kind: 'import', importId: `a${at}` } as const
  const facts = { simulation: null, project: 'agent', start: '', spans: at, partial: false }
  return { id: `import:a${at}`, source, origin: 'import', title: `window ${at}`, ...facts }
})

test('the list of simulations has no elements while it is closed; open, it can be searched and chosen from by keyboard', async () => {
  const user = userEvent.setup()
  render(
    <MantineProvider theme={theme}>
      <SourceSelect sources={sources} chosen="import:a1" />
    </MantineProvider>,
  )
  const options = () => screen.queryAllByRole('option', { hidden: true }).length
  expect(options()).toBe(0)
  const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Simulation' })
  expect(field.value).toBe('window 1 · agent · 1 span')
  await user.click(field)
  expect(options()).toBe(60)
  await user.clear(field)
  await user.type(field, 'window 299')
  expect(options()).toBe(1)
  await user.keyboard('{ArrowDown}{Enter}')
  expect(useNavigation.getState().location.importId).toBe('a299')
  expect(options()).toBe(0)
})
