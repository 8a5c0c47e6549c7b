import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import { type FromEngine, ToEngine } from '../../../shared/contract/engine-channel.ts'
import { type EngineConnection, type EngineRouter, serveConnections } from './connection.ts'
import { createRemoteVault } from './remote-vault.ts'

/** An engine that is ready to be served, and how to let go of its store. */
export interface OpenedEngine {
  readonly router: EngineRouter
  close(): Promise<void>
}
export type OpenEngine = (host: { readonly kind: 'electron'; readonly credentials: CredentialStore }) => Promise<OpenedEngine>

/** The process's side of the private channel; `process` itself, or a test's. */
export interface ParentChannel {
  send(message: FromEngine): void
  onMessage(listener: (message: unknown) => void): void
  /** Main is gone, or asks the engine to go. */
  onEnd(listener: () => void): void
  end(): void
}

/** How long the engine may take to let go of its store before it ends anyway, in milliseconds. */
const closingMs = 5_000

/** Opens the engine and serves every page that main relays, until main goes. */
export async function serveEngine(open: OpenEngine, channel: ParentChannel): Promise<void> {
  const vault = createRemoteVault((message) => channel.send(message))
  const connections = new Map<number, EngineConnection>()
  let connect: ReturnType<typeof serveConnections> | null = null

  channel.onMessage((raw) => {
    const parsed = ToEngine.safeParse(raw)
    if (!parsed.success) {
      console.error('[engine] dropped a message from main that is of no known kind')
      return
    }
    const message = parsed.data
    switch (message.type) {
      case 'open':
        if (connect !== null && !connections.has(message.id))
          connections.set(
            message.id,
            connect((data) => channel.send({ type: 'data', id: message.id, data })),
          )
        return
      case 'data':
        connections.get(message.id)?.receive(message.data)
        return
      case 'close':
        connections.get(message.id)?.close()
        connections.delete(message.id)
        return
      case 'vault-answer':
      case 'vault-failure':
        vault.receive(message)
        return
    }
  })

  let engine: OpenedEngine | null = null
  let ending = false
  const end = () => {
    if (ending) return
    ending = true
    for (const connection of connections.values()) connection.close()
    setTimeout(() => channel.end(), closingMs).unref()
    Promise.resolve(engine?.close())
      .catch((error: unknown) =>
        console.error('[engine] the store did not close:', error instanceof Error ? error.message : 'unknown'),
      )
      .finally(() => channel.end())
  }
  channel.onEnd(end)

  engine = await open({ kind: 'electron', credentials: vault.store })
  connect = serveConnections(engine.router, (problem) => console.error(`[engine] dropped a malformed message: ${problem}`))
  channel.send({ type: 'ready', node: process.version, pid: process.pid })
}
