import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron'
import type { PortMessage, ShellEvent } from '../../shared/contract/shell.ts'
import type { EngineProcess } from './engine-process.ts'

export interface EnginePorts {
  /** Starts the engine where none was started, and gives the page a port, and another after every restart. */
  connect(page: WebContents): void
  engineUp(generation: number): void
  engineDown(generation: number): void
  /** Data for the page of this connection. */
  deliver(connection: number, data: unknown): void
}

/** Relays between the pages' ports and the engine's channel. Main reads none of it. */
export function relayPorts(engine: () => EngineProcess): EnginePorts {
  const ports = new Map<number, MessagePortMain>()
  const pages = new Set<WebContents>()
  let connections = 0

  function open(page: WebContents, generation: number): void {
    const { port1, port2 } = new MessageChannelMain()
    connections += 1
    const id = connections
    ports.set(id, port1)
    engine().send({ type: 'open', id })
    port1.on('message', ({ data }) => engine().send({ type: 'data', id, data }))
    // Comes when the page closes its port, reloads, or crashes: its work ends with it.
    port1.on('close', () => {
      if (ports.delete(id)) engine().send({ type: 'close', id })
    })
    port1.start()
    const message: PortMessage = { type: 'engine:port', generation }
    page.postMessage('engine:port' satisfies ShellEvent, message, [port2])
  }

  return {
    connect(page) {
      engine().start()
      if (!pages.has(page)) {
        pages.add(page)
        page.once('destroyed', () => pages.delete(page))
      }
      const { generation } = engine()
      if (generation !== null) open(page, generation)
    },
    engineUp(generation) {
      for (const page of pages) open(page, generation)
    },
    engineDown(generation) {
      // First the word, then the ports: Chrome 108 has no event for a port that was closed at the other end.
      for (const page of pages) page.send('engine:down' satisfies ShellEvent, generation)
      const dead = [...ports.values()]
      ports.clear()
      for (const port of dead) port.close()
    },
    deliver: (connection, data) => ports.get(connection)?.postMessage(data),
  }
}
