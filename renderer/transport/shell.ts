import type { Shell } from '../../shared/contract/shell.ts'
import './window-port.ts'

/** The page's shell: Electron's where the preload script is there, else what a browser can do. */
export function connectShell(): Shell {
  const bridge = window.companion
  return bridge ? { host: 'electron', ...bridge } : browserShell
}

const browserShell: Shell = {
  host: 'browser',
  can: { reveal: false, chooseFile: false, chooseFolder: false },
  async openExternal(address) {
    let url: URL
    try {
      url = new URL(address)
    } catch {
      return false
    }
    if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false
    // With `noopener` the answer is always null, so whether it opened is not known.
    window.open(url.href, '_blank', 'noopener,noreferrer')
    return true
  },
  reveal: async () => false,
  chooseFile: async () => null,
  chooseFolder: async () => null,
  takeDeepLink: async () => null,
  onDeepLink: () => () => undefined,
}
