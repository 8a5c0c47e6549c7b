import { beforeEach, describe, expect, test, vi } from 'vitest'

const electron = vi.hoisted(() => ({ opened: [] as string[], asked: [] as string[], answer: 0 }))
vi.mock('electron', () => ({
  BrowserWindow: { getFocusedWindow: () => null },
  dialog: {
    showMessageBox: async ({ message }: { message: string }) => {
      electron.asked.push(message)
      return { response: electron.answer }
    },
  },
  shell: { openExternal: async (url: string) => void electron.opened.push(url) },
}))
const { openExternal } = await import('../../electron/main/external-links.ts')

describe('[security] the one door for external links', () => {
  beforeEach(() => {
    electron.opened.length = 0
    electron.asked.length = 0
    electron.answer = 0
  })

  test('opens https pages that the app links to, without a question', async () => {
    expect(await openExternal('https://docs.coval.dev/import')).toBe(true)
    expect(electron).toMatchObject({ opened: ['https://docs.coval.dev/import'], asked: [] })
  })

  test('asks before it opens any other host, and takes no for an answer', async () => {
    const refused = await openExternal('https://docs.coval.dev.evil.example/')
    electron.answer = 1
    const allowed = await openExternal('https://phoenix.example/')
    expect({ refused, allowed, ...electron }).toMatchObject({
      refused: false,
      allowed: true,
      opened: ['https://phoenix.example/'],
      asked: ['Open a page of docs.coval.dev.evil.example?', 'Open a page of phoenix.example?'],
    })
  })

  test('opens nothing but https, without user names, whatever the person says', async () => {
    electron.answer = 1
    const addresses = [
      'http://docs.coval.dev/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:text/html,x',
      'smb://host/share',
      'ms-msdt:/id',
      'vscode://file/etc/passwd',
      'coval-companion://import?simulation=x',
      'https://user:key@docs.coval.dev/',
      'https://',
      'not an address',
      '',
      `https://docs.coval.dev/${'x'.repeat(5_000)}`,
    ]
    const results = await Promise.all(addresses.map((address) => openExternal(address)))
    expect({ results, ...electron }).toMatchObject({ results: addresses.map(() => false), opened: [], asked: [] })
  })
})
