import { type ChildProcess, fork } from 'node:child_process'
import type { FromEngine, ToEngine } from '../../shared/contract/engine-channel.ts'
import { engineEnvironment } from './engine-environment.ts'

export interface EngineListeners {
  /** The engine of this generation answers. */
  onUp(generation: number): void
  /** It ended, wanted or not. Comes once for every `onUp`. */
  onDown(generation: number): void
  onMessage(message: Exclude<FromEngine, { type: 'ready' }>): void
}

export interface EngineProcess {
  /** Starts it; it is started again whenever it ends. A second call does nothing. */
  start(): void
  send(message: ToEngine): void
  /** The running engine's generation; null while there is none. */
  readonly generation: number | null
  /** Ends it for good. Resolves when the process is gone, at most after a few seconds. */
  stop(): Promise<void>
}

const firstDelayMs = 100
const longestDelayMs = 10_000
/** An engine that ran this long was well: the next restart is quick again. */
const steadyMs = 30_000
const stopMs = 6_000

/**
 * Runs the engine with the shipped Node from `start` on, and starts it again whenever it ends, waiting longer each time. It is a
 * plain Node and no Electron utility process: chDB's native library does not survive Electron's allocator on Linux (docs/adr).
 */
export function superviseEngine(node: string, file: string, listeners: EngineListeners): EngineProcess {
  let child: ChildProcess | null = null
  let generation = 0
  let up = false
  let delay = firstDelayMs
  let timer: NodeJS.Timeout | null = null
  let stopped = false

  function start(): void {
    timer = null
    generation += 1
    const own = generation
    const startedAt = Date.now()
    const started = fork(file, [], {
      execPath: node,
      // V8's young generation would grow to more than all spans of an import take (docs/benchmarks.md).
      execArgv: ['--max-semi-space-size=8'],
      env: engineEnvironment(process.env),
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child = started
    // Loaded while the engine starts. Messages keep their order: each waits for the same promise.
    const schema = import('../../shared/contract/engine-channel.ts')
    started.on('message', async (raw) => {
      const { FromEngine } = await schema
      const message = FromEngine.safeParse(raw)
      if (!message.success) {
        console.error('[main] dropped a message from the engine that is of no known kind')
        return
      }
      if (message.data.type !== 'ready') listeners.onMessage(message.data)
      else if (child === started) {
        up = true
        listeners.onUp(own)
      }
    })
    let gone = false
    const end = (how: string) => {
      if (gone) return
      gone = true
      const wasUp = child === started && up
      child = null
      up = false
      if (wasUp) listeners.onDown(own)
      if (stopped) return
      if (Date.now() - startedAt > steadyMs) delay = firstDelayMs
      console.error(`[main] the engine ended (${how}); starts again in ${delay} ms`)
      timer = setTimeout(start, delay)
      delay = Math.min(delay * 2, longestDelayMs)
    }
    started.on('exit', (code, signal) => end(signal ?? `code ${code}`))
    started.on('error', (error) => {
      // A failed send says so here too; only a process that never came needs another start.
      if (started.pid === undefined) end(error.message)
    })
  }

  return {
    start() {
      if (generation === 0 && !stopped) start()
    },
    send(message) {
      // The callback takes the error of a channel that closed meanwhile; `exit` deals with that.
      if (child?.connected) child.send(message, () => undefined)
    },
    get generation() {
      return up ? generation : null
    },
    stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      const last = child
      if (!last || last.exitCode !== null) return Promise.resolve()
      return new Promise((resolve) => {
        const kill = setTimeout(() => last.kill('SIGKILL'), stopMs)
        last.once('exit', () => {
          clearTimeout(kill)
          resolve()
        })
        if (last.connected) last.disconnect()
        else last.kill()
      })
    },
  }
}
