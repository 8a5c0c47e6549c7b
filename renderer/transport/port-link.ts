import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { EngineClient } from '../../shared/contract/index.ts'
import { engineDown } from './engine-down.ts'
import { guardCall } from './guard.ts'
import { createStatus, type StatusStore } from './status.ts'

/** One end of a message channel, whichever kind. */
export interface EnginePort {
  send(data: unknown): void
  onMessage(listener: (data: unknown) => void): void
  close(): void
}

/** Where ports come from: one now, and one after every restart of the engine. Returns how to stop. */
export type PortSource = (listeners: {
  onPort(port: EnginePort, generation: number): void
  onDown(generation: number): void
}) => () => void

export interface Connection {
  readonly client: EngineClient
  readonly status: StatusStore
  close(): void
}

interface Live {
  readonly generation: number
  readonly link: ClientLink<ClientContext>
  /** Fails what is under way. */
  end(): void
  ended: boolean
}

/** How long the first port may take before calls fail instead of waiting, in milliseconds. */
const firstPortMs = 20_000

/** A client that outlives its ports. */
export function connectByPorts(source: PortSource): Connection {
  const status = createStatus()
  let live: Live | null = null
  let lastDown = 0
  let announceFirst: () => void = () => undefined
  const first = new Promise<void>((resolve) => {
    announceFirst = resolve
  })
  const giveUp = setTimeout(() => {
    if (live === null) status.set({ phase: 'down', reason: 'not-started' })
    announceFirst()
  }, firstPortMs)

  const stop = source({
    onPort(port, generation) {
      // Its engine ended while the port was on its way.
      if (generation <= lastDown) {
        port.close()
        return
      }
      live?.end()
      live = openLive(port, generation)
      clearTimeout(giveUp)
      status.set({ phase: 'up' })
      announceFirst()
    },
    onDown(generation) {
      lastDown = Math.max(lastDown, generation)
      if (live === null || live.generation > generation) return
      const dead = live
      live = null
      status.set({ phase: 'down', reason: 'ended' })
      dead.end()
    },
  })

  const link: ClientLink<ClientContext> = {
    async call(path, input, options) {
      if (status.getSnapshot().phase === 'connecting') await first
      const used = live
      if (used === null) throw engineDown(downReason(status))
      return guardCall(
        () => used.link.call(path, input, options),
        (error) => (used.ended && !options.signal?.aborted ? engineDown('ended') : error),
      )
    },
  }
  return {
    client: createORPCClient(link),
    status,
    close() {
      clearTimeout(giveUp)
      stop()
      live?.end()
      live = null
      status.set({ phase: 'down', reason: 'ended' })
      announceFirst()
    },
  }
}

const downReason = (status: StatusStore) => {
  const snapshot = status.getSnapshot()
  return snapshot.phase === 'down' ? snapshot.reason : 'ended'
}

/**
 * The link reads closing from us, not from the port: Chrome 108 has no event for a port whose other end is gone, and main
 * says so in words instead.
 */
function openLive(port: EnginePort, generation: number): Live {
  const closing: (() => void)[] = []
  const live: Live = {
    generation,
    ended: false,
    link: new RPCLink({
      port: {
        on(event, listener) {
          if (event === 'close') closing.push(() => listener())
          else port.onMessage((data) => listener({ data }))
        },
        postMessage: (data: unknown) => port.send(data),
      },
    }),
    end() {
      live.ended = true
      for (const close of closing) close()
      port.close()
    },
  }
  return live
}
