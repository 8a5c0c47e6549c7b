import { CompanionError } from '../../shared/contract/errors.ts'

/** Calls that passed their time limit and have not come back; each holds one of the process's native threads. */
let stuckCalls = 0

/** True while a keychain call hangs, usually on a prompt that nobody answers. */
export const isKeychainStuck = (): boolean => stuckCalls > 0

/** What a call is turned into when its time is up. */
export class KeychainTimeout extends CompanionError {
  constructor(limitMs: number) {
    super(
      'vault-failed',
      `the keychain did not answer within ${limitMs / 1000} seconds; it may be locked and waiting for its password`,
      { limitMs },
    )
  }
}

/**
 * Ends the wait for `call` after `limitMs`; the call itself goes on, because keytar cannot be interrupted. While one hangs, further
 * calls are refused at once: four of them would block every file and DNS operation of the process. `onLate` is told when the call
 * succeeds after all.
 */
export function withLimit<T>(call: () => Promise<T>, limitMs: number, onLate: () => void = () => undefined): Promise<T> {
  if (isKeychainStuck())
    return Promise.reject(new CompanionError('vault-failed', 'the keychain has still not answered an earlier request', {}))
  return new Promise<T>((resolve, reject) => {
    let late = false
    const timer = setTimeout(() => {
      late = true
      stuckCalls += 1
      reject(new KeychainTimeout(limitMs))
    }, limitMs)
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      if (late) stuckCalls -= 1
      finish()
    }
    call().then(
      (value) => settle(late ? onLate : () => resolve(value)),
      (error) => settle(() => reject(error)),
    )
  })
}
