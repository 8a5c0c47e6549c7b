import type { CredentialStore } from '../../shared/contract/credentials.ts'
import type { FromEngine, ToEngine, VaultCall } from '../../shared/contract/engine-channel.ts'

type Question = Extract<FromEngine, { type: 'vault-call' }>

export interface VaultChannel {
  /** Answers one question of the engine. Only the message of a failure crosses; the vault keeps secrets out of it. */
  answer(question: Question): Promise<ToEngine>
  /** A keychain call that waits for a person would keep the process, and with it the single-instance lock. */
  leaveIfStuck(code: number): void
}

/** The vault on main's side. It is loaded with the first question, which no window waits for. */
export function createVaultChannel(): VaultChannel {
  let leave: (code: number) => void = () => undefined
  const load = async (): Promise<CredentialStore> => {
    const { openVault, isKeychainStuck, leaveProcess } = await import('../vault/index.ts')
    leave = (code) => {
      if (isKeychainStuck()) leaveProcess(code)
    }
    return openVault()
  }
  let vault: Promise<CredentialStore> | null = null
  return {
    answer(question) {
      vault ??= load()
      return answerVaultCall(vault, question)
    },
    leaveIfStuck: (code) => leave(code),
  }
}

export async function answerVaultCall(vault: CredentialStore | Promise<CredentialStore>, question: Question): Promise<ToEngine> {
  try {
    return { type: 'vault-answer', call: question.call, value: await askVault(await vault, question.request) }
  } catch (error) {
    const message = error instanceof Error ? error.message : 'the vault failed'
    return { type: 'vault-failure', call: question.call, message }
  }
}

function askVault(vault: CredentialStore, request: VaultCall): Promise<unknown> {
  switch (request.method) {
    case 'state':
      return vault.state()
    case 'get':
      return vault.get(request.account)
    case 'peek':
      return vault.peek(request.account)
    case 'set':
      return vault.set(request.account, request.credential)
    case 'remove':
      return vault.remove(request.account)
    case 'accounts':
      return vault.accounts()
  }
}
