import { describe, expect, test, vi } from 'vitest'

vi.mock('electron', () => ({ BrowserWindow: {}, dialog: {}, ipcMain: {}, protocol: {}, shell: {} }))
const { isOurPage } = await import('../../electron/main/shell-services.ts')

type Event = Parameters<typeof isOurPage>[0]
const eventFrom = (url: string | null, top = true) => {
  const frame = url === null ? null : { url }
  return { senderFrame: frame, sender: { mainFrame: top ? frame : { url: 'app://coval/' } } } as unknown as Event
}

describe('[security] what the page asks of main', () => {
  test('is answered to the top frame of our own page only', () => {
    const ours = ['app://coval/', 'app://coval/index.html', 'app://coval/#/checks'].map((url) => isOurPage(eventFrom(url)))
    const others = [
      'https://evil.example/',
      'app://evil/',
      'app://coval.evil.example/',
      'file:///app://coval/',
      'data:text/html,x',
      'about:blank',
      '',
      null,
    ]
    expect([ours, others.map((url) => isOurPage(eventFrom(url))), isOurPage(eventFrom('app://coval/', false))]).toEqual([
      [true, true, true],
      others.map(() => false),
      false,
    ])
  })
})
