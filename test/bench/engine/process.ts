import { type ChildProcess, fork } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { temporaryFolder } from '../setup/cache.ts'
import type { EngineAnswers, EngineMessage, EngineReply } from './messages.ts'

/** An engine in a process of its own, with its store open. */
export interface MeasuredEngine {
  readonly pid: number
  /** The version of ClickHouse in the store. */
  readonly version: string
  ask<M extends EngineMessage>(message: M): Promise<EngineAnswers[M['kind']]>
  /** Ends the process and removes its folder. */
  stop(): Promise<void>
}

/**
 * `prepare` gets the folder of the embedded store before the engine opens it. `kept` is the folder to work in, and is left; a
 * folder of its own, removed at the end, unless given.
 */
export async function startEngine(prepare?: (storeFolder: string) => Promise<void>, kept?: string): Promise<MeasuredEngine> {
  const folder = kept ?? (await temporaryFolder('engine'))
  const store = path.join(folder, 'store')
  await mkdir(store, { recursive: true })
  await prepare?.(store)
  const child = fork(path.join(import.meta.dirname, 'child.ts'), [folder], {
    // As the app starts it.
    execArgv: ['--max-semi-space-size=8'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ask = <M extends EngineMessage>(message: M) => askChild(child, message)
  const stop = async () => {
    if (child.connected) await ask({ kind: 'close' }).catch(() => null)
    const gone = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await gone
    }
    if (kept === undefined) await rm(folder, { recursive: true, force: true })
  }
  try {
    const { version } = await ask({ kind: 'open' })
    if (child.pid === undefined) throw new Error('the engine has no process id')
    return { pid: child.pid, version, ask, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function askChild<M extends EngineMessage>(child: ChildProcess, message: M): Promise<EngineAnswers[M['kind']]> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error(`the engine's process ended during ${message.kind}`))
    child.once('exit', onExit)
    child.once('message', (reply: EngineReply) => {
      child.off('exit', onExit)
      if ('failure' in reply) reject(new Error(reply.failure))
      else resolve(reply.answer as EngineAnswers[M['kind']])
    })
    child.send(message)
  })
}
