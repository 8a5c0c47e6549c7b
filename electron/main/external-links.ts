import { BrowserWindow, dialog, shell } from 'electron'

/** Whose pages open without a question: what the app itself links to. */
const knownHosts: readonly string[] = [
  'app.coval.dev',
  'docs.coval.dev',
  'coval.dev',
  'arize.com',
  'app.phoenix.arize.com',
  'docs.arize.com',
  'opentelemetry.io',
  'github.com',
  'clickhouse.com',
]

/** Parses an address that may be opened: https, no user info. Null for everything else. */
export function parseExternalLink(address: string): URL | null {
  if (address.length > 4_000) return null
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return null
  }
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.host === '') return null
  return url
}

/**
 * The one door to the outside: opens an https address in the person's browser, and asks first where the host is not one that
 * the app links to. False where it was refused.
 */
export async function openExternal(address: string): Promise<boolean> {
  const url = parseExternalLink(address)
  if (url === null) return false
  if (!knownHosts.includes(url.host) && !(await confirm(url))) return false
  await shell.openExternal(url.href)
  return true
}

async function confirm(url: URL): Promise<boolean> {
  const question = {
    type: 'question' as const,
    buttons: ['Cancel', 'Open'],
    defaultId: 0,
    cancelId: 0,
    message: `Open a page of ${url.host}?`,
    detail: url.href.length > 300 ? `${url.href.slice(0, 300)}…` : url.href,
  }
  const window = BrowserWindow.getFocusedWindow()
  const { response } = window ? await dialog.showMessageBox(window, question) : await dialog.showMessageBox(question)
  return response === 1
}
