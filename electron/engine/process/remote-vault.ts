import * as z from 'zod'
import { VaultState } from '../../../shared/contract/connection.ts'
import type { CredentialStore } from '../../../shared/contract/credentials.ts'
import type { FromEngine, ToEngine, VaultCall } from '../../../shared/contract/engine-channel.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'

const Credential = z.object({ secret: z.string(), origin: z.string() }).nullable()
const Peeked = z.object({ origin: z.string() }).nullable()

export interface RemoteVault {
  readonly store: CredentialStore
  receive(answer: Extract<ToEngine, { type: 'vault-answer' | 'vault-failure' }>): void
}

/**
 * The vault of Electron's main process, over the private channel. Main's own calls end within a few seconds; `limitMs` is for
 * a main process that does not answer at all. Throws `CompanionError('vault-failed')`.
 */
export function createRemoteVault(send: (message: FromEngine) => void, limitMs = 15_000): RemoteVault {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let calls = 0

  function ask(request: VaultCall): Promise<unknown> {
    calls += 1
    const call = calls
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(() => reject(failure('the vault did not answer'))), limitMs)
      const settle = (finish: () => void) => {
        clearTimeout(timer)
        waiting.delete(call)
        finish()
      }
      waiting.set(call, {
        resolve: (value) => settle(() => resolve(value)),
        reject: (error) => settle(() => reject(error)),
      })
      send({ type: 'vault-call', call, request })
    })
  }

  async function askFor<T>(request: VaultCall, shape: z.ZodType<T>): Promise<T> {
    const answer = shape.safeParse(await ask(request))
    if (!answer.success) throw failure('the vault answered in another shape')
    return answer.data
  }

  return {
    store: {
      state: () => askFor({ method: 'state' }, VaultState),
      get: (account) => askFor({ method: 'get', account }, Credential),
      peek: (account) => askFor({ method: 'peek', account }, Peeked),
      set: async (account, credential) => {
        await ask({ method: 'set', account, credential: { secret: credential.secret, origin: credential.origin } })
      },
      remove: (account) => askFor({ method: 'remove', account }, z.boolean()),
      accounts: () => askFor({ method: 'accounts' }, z.array(z.string())),
    },
    receive(answer) {
      const call = waiting.get(answer.call)
      if (answer.type === 'vault-answer') call?.resolve(answer.value)
      else call?.reject(failure(answer.message))
    },
  }
}

function failure(message: string): CompanionError {
  return new CompanionError('vault-failed', message)
}
