import { app, type BrowserWindow } from 'electron'
import type { ShellEvent } from '../../shared/contract/shell.ts'
import { deepLinkScheme } from '../../shared/correlation/simulation-input.ts'
import { createDeepLinkQueue, findDeepLink } from './deep-link.ts'
import { relayPorts } from './engine-ports.ts'
import { superviseEngine } from './engine-process.ts'
import { guardAllContents } from './guards.ts'
import { placeUserData } from './home.ts'
import { keepMenuForLater, setMenu } from './menu.ts'
import { openPageFiles } from './page-files.ts'
import { registerPageScheme, servePage } from './page-scheme.ts'
import { findParts } from './places.ts'
import { answerPage } from './shell-services.ts'
import { createVaultChannel } from './vault-channel.ts'
import { openWindow } from './window.ts'

// The order matters: the lock belongs to the user data's folder, and the scheme must be known before the app is ready.
placeUserData(app)
registerPageScheme()
if (app.requestSingleInstanceLock()) start()
else app.quit()

function start(): void {
  keepMenuForLater()
  let window: BrowserWindow | null = null
  const links = createDeepLinkQueue(() => window?.webContents.send('shell:deep-link' satisfies ShellEvent))

  const cold = findDeepLink(process.argv)
  if (cold !== null) links.offer(cold)
  // macOS hands links over as an event, before or after the app is ready.
  app.on('open-url', (event, link) => {
    event.preventDefault()
    links.offer(link)
    showWindow()
  })
  app.on('second-instance', (_event, argv) => {
    const link = findDeepLink(argv)
    if (link !== null) links.offer(link)
    showWindow()
  })

  const parts = findParts()
  const files = openPageFiles(parts.page)
  const showWindow = () => {
    if (!app.isReady()) return
    if (window === null) {
      window = openWindow(parts.preload)
      window.on('closed', () => {
        window = null
      })
      return
    }
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  void app.whenReady().then(() => {
    // Its answer is not to be trusted (it needs `desktopName` on Linux, and may say no after it worked); nothing depends on it.
    if (app.isPackaged) app.setAsDefaultProtocolClient(deepLinkScheme)
    guardAllContents()
    const ports = relayPorts(() => engine)
    const vault = createVaultChannel()
    // Started by the page, when it has drawn what needs no engine: nothing takes the processor from a window that opens.
    const engine = superviseEngine(parts.node, parts.engine, {
      onUp: ports.engineUp,
      onDown: ports.engineDown,
      onMessage(message) {
        if (message.type === 'data') ports.deliver(message.id, message.data)
        else void vault.answer(message).then(engine.send)
      },
    })
    answerPage(links, ports)
    servePage(files)
    showWindow()
    setMenu()
    app.on('activate', showWindow)
    app.on('quit', (_event, code) => vault.leaveIfStuck(code))

    let leaving = false
    app.on('will-quit', (event) => {
      if (leaving) return
      leaving = true
      // The engine closes its store first, so that a quick new start does not find it taken.
      event.preventDefault()
      // Behind this event: Electron does not hear a quit while it is asking for this one. An engine that never ran has ended at once.
      void engine.stop().then(() => setImmediate(() => app.quit()))
    })
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
}
