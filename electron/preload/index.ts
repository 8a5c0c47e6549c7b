import { contextBridge, ipcRenderer } from 'electron'
import type { PortMessage, ShellBridge, ShellEvent, ShellRequest, ShellSignal } from '../../shared/contract/shell.ts'

/** The page's window, as far as this script uses it: the project for Node has no DOM types. */
declare const window: {
  readonly location: { readonly origin: string }
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void
}

const ask = (channel: ShellRequest, argument?: unknown) => ipcRenderer.invoke(channel, argument)
const tell = (channel: ShellSignal) => ipcRenderer.send(channel)

/** Calls `listener` without Electron's event, which holds more than the page may have. */
function listen(channel: ShellEvent, listener: (argument: unknown) => void): () => void {
  const heard = (_event: unknown, argument: unknown) => listener(argument)
  ipcRenderer.on(channel, heard)
  return () => {
    ipcRenderer.removeListener(channel, heard)
  }
}

const bridge: ShellBridge = {
  can: { reveal: true, chooseFile: true, chooseFolder: true },
  openExternal: (url) => ask('shell:open-external', url),
  reveal: (path) => ask('shell:reveal', path),
  chooseFile: (kind) => ask('shell:choose-file', kind),
  chooseFolder: () => ask('shell:choose-folder'),
  takeDeepLink: () => ask('shell:take-deep-link'),
  onDeepLink: (listener) => listen('shell:deep-link', () => listener()),
  engine: {
    connect: () => tell('engine:connect'),
    onDown: (listener) => listen('engine:down', (generation) => listener(Number(generation))),
  },
}
contextBridge.exposeInMainWorld('companion', bridge)

ipcRenderer.on('engine:port' satisfies ShellEvent, (event, message: PortMessage) => {
  window.postMessage(message, window.location.origin, event.ports)
})
