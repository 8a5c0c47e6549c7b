import type { CredentialStore } from '../../shared/contract/credentials.ts'
import type { FromEngine, ToEngine, VaultCall } from '../../shared/contract/engine-channel.ts'

type Question = Extract<FromEngine, { type: 'vault-call' }>

/** Answers one question of the engine to the vault. Only the message of a failure crosses; the vault keeps secrets out of it. */
export async function answerVaultCall(vault: CredentialStore, question: Question): Promise<ToEngine> {
  try {
    return { type: 'vault-answer', call: question.call, value: await askVault(vault, question.request) }
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
