import { app, type Session, session, type WebContents } from 'electron'
import { openExternal } from './external-links.ts'
import { pageOrigin } from './page-scheme.ts'

/** True for the page itself, with whatever state its query and fragment hold. */
function isPage(address: string): boolean {
  try {
    const url = new URL(address)
    return url.protocol === 'app:' && url.host === 'coval' && url.pathname === '/'
  } catch {
    return false
  }
}

/** Denies everything that the page never needs, for every web contents that will ever exist. Runs before any window. */
export function guardAllContents(): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
  guardSession(session.defaultSession)
}

function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    void openExternal(url)
    return { action: 'deny' }
  })
  contents.on('will-navigate', (event, url) => {
    if (!isPage(url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

function guardSession(guarded: Session): void {
  guarded.setPermissionRequestHandler((_contents, permission, decide) => decide(permission === 'clipboard-sanitized-write'))
  guarded.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write')
  guarded.setDevicePermissionHandler(() => false)
  // What the page made itself (an export, a recording) is saved where the person says, in the system's own dialog.
  guarded.on('will-download', (event, item) => {
    if (item.getURL().startsWith(`blob:${pageOrigin}/`)) item.setSaveDialogOptions({ defaultPath: item.getFilename() })
    else event.preventDefault()
  })
  guarded.setSpellCheckerEnabled(false)
  // The page loads from app:// only. Whatever else asks for the network is stopped here, also where the policy has a gap.
  guarded.webRequest.onBeforeRequest((details, decide) => {
    decide({ cancel: !/^(?:app|data|blob|devtools):/.test(details.url) })
  })
}
