import { join } from 'node:path'
import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import { pageAddress } from './page-scheme.ts'
import { placeWindow, readBounds, saveBounds, smallest } from './window-bounds.ts'

/** Opens the window, hidden until its first paint. Every security setting is spelled out, also those that are the default. */
export function openWindow(preload: string): BrowserWindow {
  const file = join(app.getPath('userData'), 'window.json')
  const { bounds, maximized } = placeWindow(
    readBounds(file),
    screen.getAllDisplays().map((display) => display.workArea),
  )
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Coval Companion',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#141517' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => saveBounds(file, { ...window.getNormalBounds(), maximized: window.isMaximized() }))
  reloadAfterCrash(window)
  void window.loadURL(pageAddress)
  return window
}

/** A page that crashed is loaded again: the engine and its work are in another process. Soon after another crash the person is asked. */
function reloadAfterCrash(window: BrowserWindow): void {
  let lastCrash = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', (_event, details) => {
    console.error(`[main] the page ended: ${details.reason}`)
    if (details.reason === 'clean-exit' || window.isDestroyed()) return
    const soon = Date.now() - lastCrash < 10_000
    lastCrash = Date.now()
    if (!soon) {
      window.webContents.reload()
      return
    }
    const question = {
      message: 'The window keeps ending unexpectedly.',
      buttons: ['Load again', 'Close'],
      defaultId: 0,
      cancelId: 1,
    }
    void dialog.showMessageBox(window, question).then(({ response }) => {
      if (window.isDestroyed()) return
      if (response === 0) window.webContents.reload()
      else window.close()
    })
  })
}
