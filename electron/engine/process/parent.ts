import type { FromEngine } from '../../../shared/contract/engine-channel.ts'
import type { ParentChannel } from './serve.ts'

/** The channel to the process that forked this one. Throws when there is none. */
export function parentChannel(): ParentChannel {
  if (process.send === undefined) throw new Error('the engine process is started by the app, not by hand')
  // Electron's `fork` sets it for every child; a program that the engine starts must not inherit it.
  delete process.env.ELECTRON_RUN_AS_NODE
  return {
    send(message: FromEngine) {
      // The callback takes the error of a channel that closed meanwhile; `onEnd` deals with that.
      if (process.connected) process.send?.(message, undefined, {}, () => undefined)
    },
    onMessage: (listener) => process.on('message', listener),
    onEnd(listener) {
      process.on('disconnect', listener)
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, listener)
    },
    end: () => process.exit(0),
  }
}
