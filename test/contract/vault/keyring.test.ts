import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KeyringKind, startKeyring } from '../../support/keyring.ts'
import { realParts } from '../../support/real-parts.ts'

const script = join(import.meta.dirname, 'run-vault.ts')
const origin = 'https://phoenix.example'
const secret = 'canary-8c41e0'
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'companion-home-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

/** Each call is a process of its own, as after a restart of the app. `exit` is the code that it leaves with, 7 when all is well. */
async function inSession(kind: KeyringKind, calls: readonly string[][]): Promise<{ answer: unknown; exit: number }[]> {
  const keyring = await startKeyring(kind, home)
  try {
    const answers: { answer: unknown; exit: number }[] = []
    for (const call of calls) answers.push(await runVault(call, keyring.env))
    return answers
  } finally {
    await keyring.stop()
  }
}

const runVault = (call: readonly string[], env: NodeJS.ProcessEnv) =>
  new Promise<{ answer: unknown; exit: number }>((resolve, reject) => {
    const child = execFile(process.execPath, [script, ...call], { env, timeout: 30_000 }, (_, stdout, stderr) => {
      if (stdout === '') reject(new Error(`no answer: ${stderr}`))
      else resolve({ answer: JSON.parse(stdout), exit: child.exitCode ?? -1 })
    })
  })

const well = (answer: unknown) => ({ answer, exit: 7 })
const inMemory = (reason: string) => well({ kind: 'memory', reason })

describe.runIf(realParts.keyring !== null)('a real gnome-keyring', () => {
  test('no message bus: memory, and the reason', async () => {
    expect(await inSession('no-bus', [['state']])).toEqual([
      inMemory('this session has no D-Bus, through which the keychain is reached'),
    ])
  })

  test('keeps a secret for the next process and the next session, until it is removed', async () => {
    const first = await inSession('unlocked', [
      ['set', 'phoenix:a', origin, secret],
      ['get', 'phoenix:a'],
      ['peek', 'phoenix:a'],
      ['accounts'],
    ])
    const second = await inSession('unlocked', [
      ['get', 'phoenix:a'],
      ['remove', 'phoenix:a'],
      ['get', 'phoenix:a'],
      ['remove', 'phoenix:a'],
    ])
    expect({ first, second }).toEqual({
      first: [well({ kind: 'keychain', reason: null }), well({ origin, secret }), well({ origin }), well(['phoenix:a'])],
      second: [well({ origin, secret }), well(true), well(null), well(false)],
    })
  })

  test('a locked keyring: memory, the reason, and what it holds is not shown', async () => {
    await inSession('unlocked', [['set', 'phoenix:a', origin, secret]])
    const reason = 'the keychain is locked, and it was not unlocked'
    expect(await inSession('locked', [['state'], ['get', 'phoenix:a'], ['set', 'phoenix:a', origin, 'other']])).toEqual([
      inMemory(reason),
      well(null),
      inMemory(reason),
    ])
    expect(await inSession('unlocked', [['get', 'phoenix:a']])).toEqual([well({ origin, secret })])
  })

  test('a keyring that never answers: memory in time, and the process can end', async () => {
    expect(await inSession('silent', [['state']])).toEqual([
      inMemory('the keychain did not answer in time; it may be locked and waiting for its password'),
    ])
  })

  test('a bus without a keyring: memory, and the reason', async () => {
    expect(await inSession('no-service', [['state']])).toEqual([
      inMemory('no keychain service (such as GNOME Keyring or KWallet) is running in this session'),
    ])
  })

  test('no file of the home folder holds the secret in plain text', async () => {
    await inSession('unlocked', [['set', 'phoenix:a', origin, secret]])
    const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    const open: string[] = []
    for (const { parentPath, name } of files)
      if ((await readFile(join(parentPath, name))).includes(secret)) open.push(join(parentPath, name))
    expect({ open, keyrings: files.some(({ name }) => name.endsWith('.keyring')) }).toEqual({ open: [], keyrings: true })
  })
})
