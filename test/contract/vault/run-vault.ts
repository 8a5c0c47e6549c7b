// One process that uses the vault as a host would: `node run-vault.ts state|set|get|peek|remove|accounts [account] [origin] [secret]`.
import { leaveProcess, openVault } from '../../../electron/vault/index.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'

const [action, account = '', origin = '', secret = ''] = process.argv.slice(2)
const vault = await openVault({ limitMs: 1_000 })

async function run(): Promise<unknown> {
  switch (action) {
    case 'state':
      return vault.state()
    case 'set':
      await vault.set(account, { origin, secret })
      return vault.state()
    case 'get':
      return vault.get(account)
    case 'peek':
      return vault.peek(account)
    case 'remove':
      return vault.remove(account)
    case 'accounts':
      return vault.accounts()
    default:
      throw new Error(`no such action: ${action}`)
  }
}

const answer = await run().catch((error: unknown) => {
  if (error instanceof CompanionError) return { code: error.code, message: error.message }
  throw error
})
process.stdout.write(`${JSON.stringify(answer)}\n`, () => leaveProcess(7))
