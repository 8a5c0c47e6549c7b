import { connectByHttp } from './http-link.ts'
import { type Connection, connectByPorts } from './port-link.ts'
import { windowPorts } from './window-port.ts'

export { downFailure } from './engine-down.ts'
export type { Connection } from './port-link.ts'
export { connectShell } from './shell.ts'
export type { DownReason, EngineStatus, StatusStore } from './status.ts'

/**
 * The engine's client and its status, by a port in Electron and by HTTP in a browser. Calls made before the engine is there
 * wait for it; calls made while it is down fail at once with `engine-down`, and the status says when it is back.
 */
export function connectEngine(): Connection {
  const bridge = window.companion
  return bridge
    ? connectByPorts(windowPorts(bridge))
    : connectByHttp({ origin: window.location.origin, isSeen: () => !document.hidden })
}
