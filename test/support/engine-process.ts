import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import { answerVaultCall } from '../../electron/main/vault-channel.ts'
import { createMemoryVault } from '../../electron/vault/index.ts'
import { connectByPorts } from '../../renderer/transport/port-link.ts'
import { FromEngine, type ToEngine } from '../../shared/contract/engine-channel.ts'
import type { EngineClient } from '../../shared/contract/index.ts'
import { keptCompiled } from './compile-cache.ts'

export interface EngineInProcess {
  readonly client: EngineClient
  /** What it wrote to its output, in pieces. */
  readonly printed: readonly string[]
  /** Sends it what no page of ours sends. */
  sendMalformed(data: unknown): void
  close(): Promise<void>
}

/** The product's engine in a process of its own, run from the sources, with this process in the place of main and of the page. */
export async function startEngineProcess(home: string): Promise<EngineInProcess> {
  const child = fork(path.join(import.meta.dirname, '..', '..', 'electron', 'engine', 'process', 'index.ts'), [], {
    env: {
      PATH: process.env.PATH ?? '',
      TZ: 'UTC',
      HOME: home,
      COVAL_COMPANION_HOME: path.join(home, 'companion'),
      ...keptCompiled(),
    },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const printed: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece: Buffer) => printed.push(piece.toString()))
  const vault = createMemoryVault('a test')
  const send = (message: ToEngine) => child.send(message)
  const listeners: ((data: unknown) => void)[] = []
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the engine ended with ${code}: ${printed.join('')}`)))
    child.on('message', (raw) => {
      const message = FromEngine.parse(raw)
      if (message.type === 'ready') resolve()
      else if (message.type === 'data') for (const listener of listeners) listener(message.data)
      else void answerVaultCall(vault, message).then(send)
    })
  })
  send({ type: 'open', id: 1 })
  const page = connectByPorts(({ onPort }) => {
    const onMessage = (listener: (data: unknown) => void) => void listeners.push(listener)
    onPort({ send: (data) => send({ type: 'data', id: 1, data }), onMessage, close: () => send({ type: 'close', id: 1 }) }, 1)
    return () => undefined
  })
  return {
    client: page.client,
    printed,
    sendMalformed: (data) => send({ type: 'data', id: 1, data }),
    async close() {
      page.close()
      await end(child)
    },
  }
}

/** As main ends: the channel closes, and the engine goes. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.disconnect()
  await gone
}
