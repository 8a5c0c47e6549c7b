import type { PortMessage, ShellBridge } from '../../shared/contract/shell.ts'
import type { EnginePort, PortSource } from './port-link.ts'

declare global {
  interface Window {
    /** What the preload script offers; absent in a browser. */
    readonly companion?: ShellBridge
  }
}

/** Milliseconds after which a page that is not painted, because nobody sees it, asks all the same. */
const unpaintedMs = 1_000

/** Calls once, when the page has painted content: its first view needs no engine, whose start would take processor time from it. */
function whenPainted(call: () => void): void {
  let called = false
  const once = () => {
    if (called) return
    called = true
    paints.disconnect()
    clearTimeout(timer)
    call()
  }
  const paints = new PerformanceObserver((list) => {
    if (list.getEntriesByName('first-contentful-paint').length > 0) once()
  })
  const timer = setTimeout(once, unpaintedMs)
  paints.observe({ type: 'paint', buffered: true })
}

/** Ports as the preload script hands them over: as messages of this window's own origin. */
export function windowPorts(bridge: ShellBridge): PortSource {
  return ({ onPort, onDown }) => {
    const held = new Set<MessagePort>()
    const hear = (event: MessageEvent<unknown>) => {
      const port = event.ports[0]
      if (event.source !== window || event.origin !== window.location.origin || port === undefined) return
      if (!isPortMessage(event.data)) return
      held.add(port)
      onPort(enginePort(port), event.data.generation)
    }
    // An open port that outlives its page ended the renderer of the old Electron at a reload.
    const leave = () => {
      for (const port of held) port.close()
    }
    window.addEventListener('message', hear)
    window.addEventListener('pagehide', leave)
    const stopListening = bridge.engine.onDown(onDown)
    whenPainted(() => bridge.engine.connect())
    return () => {
      window.removeEventListener('message', hear)
      window.removeEventListener('pagehide', leave)
      stopListening()
      leave()
    }
  }
}

function isPortMessage(data: unknown): data is PortMessage {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'engine:port' && 'generation' in data
}

function enginePort(port: MessagePort): EnginePort {
  return {
    send: (data) => port.postMessage(data),
    onMessage(listener) {
      port.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data))
      port.start()
    },
    close: () => port.close(),
  }
}
