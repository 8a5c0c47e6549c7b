import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { canaryIn, makeCanary } from '../../support/canary.ts'
import { realParts } from '../../support/real-parts.ts'
import { type BuiltApp, buildProbeApp } from '../../support/shell/build.ts'
import { enginePid } from '../../support/shell/engine-pid.ts'
import { type Launched, launchApp } from '../../support/shell/launch.ts'
import type { ProbePage } from '../../support/shell/probe-page.ts'

declare const probe: ProbePage
// Inside `page.evaluate` the code runs elsewhere, with globals that the Node project does not know.
declare const window: { companion: { engine: { connect(): void } }; addEventListener(name: string, listener: unknown): void }

const canary = makeCanary()

describe.runIf(realParts.electron !== null)('what leaves the app in a real window', () => {
  let built: BuiltApp
  let launched: Launched
  beforeAll(async () => {
    built = await buildProbeApp()
    launched = await launchApp({ folder: built.folder, env: { PHOENIX_API_KEY: canary } })
  })
  afterAll(async () => {
    await launched?.close()
    await built?.remove()
  })

  const prints = (text: string) =>
    vi.waitFor(() => expect(launched.printed.join('')).toContain(text), { timeout: 20_000, interval: 50 })

  test('[security] main stops what asks for the network, also where no policy of a page does', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end('<title>foreign</title>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const outcomes = await launched.app.evaluate(async ({ BrowserWindow, net }, address) => {
        const outcome = (promise: Promise<unknown>) =>
          promise.then(
            () => 'answered',
            (error: Error) => /ERR_\w+/.exec(error.message)?.[0] ?? error.message,
          )
        const loaded = async (url: string) => {
          const hidden = new BrowserWindow({ show: false })
          const how = await outcome(hidden.loadURL(url))
          hidden.destroy()
          return how
        }
        const fetched = new Promise((resolve, reject) => {
          const request = net.request({ url: `${address}/main`, useSessionCookies: true })
          request.on('response', resolve)
          request.on('error', reject)
          request.end()
        })
        return {
          page: await loaded(`${address}/page`),
          file: await loaded('file:///etc/hostname'),
          socket: await loaded(`${address.replace('http', 'ws')}/socket`),
          main: await outcome(fetched),
          ours: await loaded('app://coval/'),
        }
      }, `http://127.0.0.1:${port}`)
      expect({ outcomes, asked }).toEqual({
        outcomes: {
          page: 'ERR_BLOCKED_BY_CLIENT',
          file: 'ERR_BLOCKED_BY_CLIENT',
          socket: expect.stringMatching(/^ERR_/),
          main: 'ERR_BLOCKED_BY_CLIENT',
          ours: 'answered',
        },
        asked: [],
      })
    } finally {
      server.close()
    }
  })

  test('[security] the lock lies in the app’s own folder, so that another home is another program', async () => {
    const names = readdirSync(launched.home, { recursive: true, encoding: 'utf8' })
    expect(names.filter((name) => name.endsWith('SingletonLock'))).toEqual([path.join('companion', 'shell', 'SingletonLock')])
    const other = await launchApp({ folder: built.folder })
    const windows = await other.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
    await other.close()
    expect(windows).toBe(1)
  })

  test('[security] nothing that main or the engine prints holds a key, whatever goes wrong with it', async () => {
    const before = await enginePid(launched)
    await launched.page.evaluate(async (key) => {
      const { client } = probe
      await probe.callEveryProcedure(client, key)
      await client.connections.setKey({ id: 'one', key })
      await client.connections.test({ id: 'one' })
      await client.probe.bug().catch(() => undefined)
      await client.connections.setKey({ id: key.repeat(800), key: key.repeat(800) }).catch(() => undefined)
      await probe.shell.openExternal(`http://user:${encodeURIComponent(key)}@127.0.0.1/${key}`).catch(() => undefined)
      await probe.shell.reveal(`/${key}`).catch(() => undefined)
      await probe.shell.chooseFile(key as never).catch(() => undefined)
      const port = await new Promise<{ postMessage(data: unknown): void }>((resolve) => {
        window.addEventListener('message', (event: { ports: never[] }) => resolve(event.ports[0] as never))
        window.companion.engine.connect()
      })
      for (const data of [key, JSON.stringify({ i: key, p: { u: `/${key}%%%`, b: key } }), { key }, [key]]) port.postMessage(data)
    }, canary)
    // Messages on a port are sent, not awaited: the engine has to read them before it is killed.
    await prints('[engine] dropped a malformed message')
    process.kill(before, 'SIGKILL')
    await vi.waitFor(async () => expect(await enginePid(launched)).not.toBe(before), { timeout: 20_000, interval: 50 })
    await prints('[main] the engine ended (SIGKILL)')
    expect(canaryIn([launched.printed.join('')], canary)).toEqual([])
  })
})
