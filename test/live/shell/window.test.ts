import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { canaryIn, makeCanary } from '../../support/canary.ts'
import { realParts } from '../../support/real-parts.ts'
import { type BuiltApp, buildProbeApp } from '../../support/shell/build.ts'
import { enginePid, isAlive } from '../../support/shell/engine-pid.ts'
import { type Launched, launchApp } from '../../support/shell/launch.ts'
import type { ProbePage } from '../../support/shell/probe-page.ts'

declare const probe: ProbePage
// Inside `page.evaluate` and `app.evaluate` the code runs elsewhere, with globals that the Node project does not know.
declare const window: Record<string, unknown> & { location: { href: string }; open(address: string): unknown }
declare const document: {
  createElement(name: string): Record<string, unknown>
  head: { append(node: unknown): void }
  querySelector(selector: string): { nonce: string } | null
}
declare const navigator: {
  userAgent: string
  mediaDevices: { getUserMedia(what: object): Promise<unknown> }
  geolocation: { getCurrentPosition(yes: () => void, no: (error: { code: number }) => void): void }
}
declare const Notification: { requestPermission(): Promise<string> }

const canary = makeCanary()
describe.runIf(realParts.electron !== null)('the app in a real window', () => {
  let built: BuiltApp
  let launched: Launched
  beforeAll(async () => {
    built = await buildProbeApp()
    launched = await launchApp({
      folder: built.folder,
      args: ['coval-companion://import?simulation=cold%20link&host=http://evil.example&project=demo'],
      env: { PHOENIX_API_KEY: canary, NODE_OPTIONS: '' },
    })
  })
  afterAll(async () => {
    await launched?.close()
    await built?.remove()
  })

  test('[security] the link that started it fills the form, once, and nothing else came with it', async () => {
    const taken = await launched.page.evaluate(async () => [await probe.shell.takeDeepLink(), await probe.shell.takeDeepLink()])
    expect(taken).toEqual([
      { kind: 'deep-link', simulation: 'cold link', start: null, end: null, project: 'demo', ignored: ['host'] },
      null,
    ])
  })

  test('[security] the page is in a sandbox and sees nothing of Node or Electron but the bridge', async () => {
    const preferences = await launched.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((one) =>
        (one.webContents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences(),
      ),
    )
    const inside = await launched.page.evaluate(() => ({
      globals: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window),
      bridge: Object.keys(window.companion as object).sort(),
      engine: Object.keys((window.companion as { engine: object }).engine).sort(),
    }))
    expect({ windows: preferences.length, preferences: preferences[0], inside }).toMatchObject({
      windows: 1,
      preferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
      },
      inside: {
        globals: [],
        bridge: ['can', 'chooseFile', 'chooseFolder', 'engine', 'onDeepLink', 'openExternal', 'reveal', 'takeDeepLink'],
        engine: ['connect', 'onDown'],
      },
    })
  })

  test('[security] the policy lets the page load and stops everything foreign', async () => {
    const before = await launched.page.evaluate(() => [...probe.violations])
    const outcome = await launched.page.evaluate(async () => {
      const tried: Record<string, string> = {}
      const inline = document.createElement('script')
      inline.textContent = 'window.inlineRan = true'
      document.head.append(inline)
      tried.inline = String(window.inlineRan)
      // From a timer: what a debugger evaluates, as this function is, the policy lets pass.
      tried.eval = await new Promise((resolve) =>
        setTimeout(() => {
          try {
            resolve(String(new Function('return 1')()))
          } catch (error) {
            resolve((error as Error).name)
          }
        }),
      )
      for (const address of ['https://example.com/', 'http://127.0.0.1:9/', 'file:///etc/hostname', 'app://other/']) {
        tried[address] = await fetch(address).then(
          ({ status }) => String(status),
          (error: Error) => error.name,
        )
      }
      return { tried, violations: probe.violations.length }
    })
    expect({ before, tried: outcome.tried, more: outcome.violations > 0 }).toEqual({
      before: [],
      tried: {
        inline: 'undefined',
        eval: 'EvalError',
        'https://example.com/': 'TypeError',
        'http://127.0.0.1:9/': 'TypeError',
        'file:///etc/hostname': 'TypeError',
        'app://other/': 'TypeError',
      },
      more: true,
    })
    expect(launched.said.filter((line) => line.startsWith('thrown'))).toEqual([])
  })

  test('[security] every load has a nonce of its own', async () => {
    const nonce = () => launched.page.evaluate(() => document.querySelector('meta[property=csp-nonce]')?.nonce)
    const first = await nonce()
    await launched.page.reload()
    const second = await nonce()
    expect([first, second].map((one) => /^[\w+/]{22}==$/.test(one ?? ''))).toEqual([true, true])
    expect(second).not.toBe(first)
  })

  test('[security] no address leads out of the folder of the page', async () => {
    const statuses = await launched.page.evaluate(async () => {
      const paths = [
        '/..%2f..%2fpackage.json',
        '/%2e%2e/%2e%2e/package.json',
        '/..%5c..%5cpackage.json',
        '/%',
        '/assets',
        '//etc/passwd',
      ]
      const found: number[] = []
      for (const path of paths)
        found.push(await fetch(path.startsWith('//') ? `app://coval${path}` : path).then(({ status }) => status))
      return [await fetch('/index.html').then(({ status }) => status), ...found]
    })
    expect(statuses).toEqual([200, 404, 404, 404, 404, 404, 404])
  })

  test('[security] the page saves what it made itself, where the person says, and downloads nothing else', async () => {
    const file = path.join(tmpdir(), `coval-saved-${process.pid}.json`)
    await launched.app.evaluate(({ session }, saved) => {
      const offered: { from: string; allowed: boolean }[] = []
      Object.assign(globalThis, { offered })
      // Stands in for the system's dialog, behind our own listener.
      session.defaultSession.on('will-download', (event, item) => {
        offered.push({ from: item.getURL().split('/')[0] ?? '', allowed: !event.defaultPrevented })
        item.setSavePath(saved)
      })
    }, file)
    await launched.page.evaluate(async () => {
      const save = (href: string) => {
        const link = Object.assign(document.createElement('a'), { href, download: 'export.json' }) as unknown as { click(): void }
        link.click()
        return new Promise((resolve) => setTimeout(resolve, 500))
      }
      await save('data:text/plain,foreign')
      await save(URL.createObjectURL(new Blob(['{"spans":1}'])))
    })
    await expect.poll(() => readFile(file, 'utf8').catch(() => null)).toBe('{"spans":1}')
    await rm(file)
    const offered = await launched.app.evaluate(() => (globalThis as unknown as { offered: unknown[] }).offered)
    expect(offered).toEqual([
      { from: 'data:text', allowed: false },
      { from: 'blob:app:', allowed: true },
    ])
  })

  test('[security] the page cannot leave, open windows or downloads, and gets no permission', async () => {
    await launched.app.evaluate(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      shell.openExternal = async (address: string) => void opened.push(address)
    })
    const inside = await launched.page.evaluate(async () => {
      const opened = [window.open('https://docs.coval.dev/help'), window.open('app://coval/'), window.open('file:///etc/passwd')]
      window.location.href = 'http://127.0.0.1:9/'
      window.location.href = 'file:///etc/passwd'
      window.location.href = 'app://coval/assets/none.html'
      return {
        opened: opened.map((one) => one === null),
        camera: await navigator.mediaDevices.getUserMedia({ video: true, audio: true }).then(
          () => 'given',
          (error: Error) => error.name,
        ),
        place: await new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('given'),
            ({ code }) => resolve(code),
          ),
        ),
        notification: await Notification.requestPermission(),
      }
    })
    const outside = await launched.app.evaluate(({ BrowserWindow }) => ({
      windows: BrowserWindow.getAllWindows().map((one) => one.webContents.getURL()),
      opened: (globalThis as unknown as { opened: string[] }).opened,
    }))
    expect({ inside, outside }).toEqual({
      inside: {
        opened: [true, true, true],
        camera: expect.stringMatching(/NotAllowedError|NotFoundError/),
        place: 1,
        notification: 'denied',
      },
      outside: { windows: ['app://coval/'], opened: ['https://docs.coval.dev/help'] },
    })
  })

  test('[security] the bridge refuses what it should not open, reveal or hand out', async () => {
    await launched.app.evaluate(({ shell }) => {
      const revealed: string[] = []
      Object.assign(globalThis, { revealed })
      shell.showItemInFolder = (path: string) => void revealed.push(path)
    })
    const answers = await launched.page.evaluate(async () => {
      const outcome = (promise: Promise<unknown>) => promise.catch(() => 'refused')
      return Promise.all([
        outcome(probe.shell.openExternal('file:///etc/passwd')),
        outcome(probe.shell.openExternal('http://docs.coval.dev/')),
        outcome(probe.shell.openExternal(7 as never)),
        outcome(probe.shell.reveal('relative')),
        outcome(probe.shell.reveal('//evil.example/share')),
        outcome(probe.shell.reveal('/no/such/folder')),
        outcome(probe.shell.reveal('')),
        outcome(probe.shell.chooseFile('anything' as never)),
        outcome(probe.shell.reveal('/tmp')),
      ])
    })
    const revealed = await launched.app.evaluate(() => (globalThis as unknown as { revealed: string[] }).revealed)
    expect({ answers, revealed }).toEqual({
      answers: [false, false, 'refused', false, false, false, 'refused', 'refused', true],
      revealed: ['/tmp'],
    })
  })

  test('[security] a saved key never crosses to the page, in any message, nor to the engine by environment or arguments', async () => {
    const outcome = await launched.page.evaluate(async (key) => {
      await probe.callEveryProcedure(probe.client, key)
      await probe.client.connections.setKey({ id: 'one', key })
      const tested = await probe.client.connections.test({ id: 'one' })
      await probe.client.probe.bug().catch(() => undefined)
      return { tested: tested.projectFound, received: [...probe.received] }
    }, canary)
    const pid = await enginePid(launched)
    const [environment, command] = await Promise.all(
      ['environ', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    )
    expect(outcome.received.length).toBeGreaterThan(30)
    expect({
      tested: outcome.tested,
      page: canaryIn(outcome.received, canary),
      engine: canaryIn([environment ?? '', command ?? ''], canary),
    }).toEqual({
      tested: true,
      page: [],
      engine: [],
    })
  })

  test('[security] a second start brings this window forward, hands its link over and ends', async () => {
    await launched.page.evaluate(() => {
      Object.assign(window, { announced: new Promise<void>((resolve) => probe.shell.onDeepLink(resolve)) })
    })
    const { stdout } = await promisify(execFile)(
      launched.executable,
      [
        ...launched.arguments.filter((argument) => !argument.startsWith('coval-companion:')),
        'coval-companion://import?simulation=warm&start_now=1',
      ],
      { env: launched.environment },
    )
    const taken = await launched.page.evaluate(async () => {
      await window.announced
      return probe.shell.takeDeepLink()
    })
    const windows = await launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
    expect({ stdout, taken, windows }).toEqual({
      stdout: '',
      taken: { kind: 'deep-link', simulation: 'warm', start: null, end: null, project: null, ignored: ['start_now'] },
      windows: 1,
    })
  })

  test('five reloads in the middle of events: the page comes back, and the work of each old page ends', async () => {
    const before = await launched.page.evaluate(() => probe.client.probe.counted())
    for (let round = 0; round < 5; round += 1) {
      await launched.page.evaluate(async () => {
        const events = await probe.client.probe.count()
        for (let read = 0; read < 5; read += 1) await events.next()
        void events.next()
      })
      await launched.page.reload()
    }
    await vi.waitFor(
      async () => {
        const now = await launched.page.evaluate(() => probe.client.probe.counted())
        expect([now.started - before.started, now.stopped - before.stopped]).toEqual([5, 5])
      },
      { timeout: 20_000, interval: 50 },
    )
  })

  test('[security] malformed messages on a port do not end the engine', async () => {
    const before = await enginePid(launched)
    const read = launched.printed.length
    await launched.page.evaluate(async () => {
      const port = await new Promise<{ postMessage(data: unknown): void; close(): void }>((resolve) => {
        ;(window as unknown as EventTarget).addEventListener('message', (event) =>
          resolve((event as MessageEvent).ports[0] as never),
        )
        ;(window.companion as { engine: { connect(): void } }).engine.connect()
      })
      for (const data of [
        '',
        'no JSON',
        '{"i":1,"p":{"u":"/%%%"}}',
        7,
        null,
        { i: 1, p: { u: 5 } },
        new Uint8Array([255]),
        ['a'],
      ])
        port.postMessage(data)
    })
    await vi.waitFor(() => expect(launched.printed.slice(read).join('')).toContain('[engine] dropped a malformed message'), {
      timeout: 20_000,
      interval: 50,
    })
    await launched.page.reload()
    expect(await enginePid(launched)).toBe(before)
  })

  test('kill -9 of the engine: the window stays, calls fail at once with engine-down, and the engine is back with its key', async () => {
    const killed = await enginePid(launched)
    await launched.page.evaluate(async (key) => {
      await probe.client.connections.setKey({ id: 'one', key })
      const code = (error: { data?: { code?: string } }) => error.data?.code ?? String(error)
      const events = await probe.client.probe.count()
      await events.next()
      Object.assign(window, {
        hanging: probe.client.probe.hang().catch(code),
        streaming: (async () => {
          try {
            for await (const _ of events);
            return 'ended'
          } catch (error) {
            return code(error as never)
          }
        })(),
        phases: [] as string[],
      })
      probe.status.subscribe(() => (window.phases as string[]).push(probe.status.getSnapshot().phase))
    }, canary)
    process.kill(killed, 'SIGKILL')
    const failed = await launched.page.evaluate(async () => ({
      hanging: await window.hanging,
      streaming: await window.streaming,
    }))
    await vi.waitFor(async () => expect(await launched.page.evaluate(() => window.phases)).toEqual(['down', 'up']), {
      timeout: 20_000,
      interval: 50,
    })
    const after = await enginePid(launched)
    const key = await launched.page.evaluate(async () => (await probe.client.connections.list()).connections[0]?.key.configured)
    expect({ failed, another: after !== killed, old: isAlive(killed), key }).toEqual({
      failed: { hanging: 'engine-down', streaming: 'engine-down' },
      another: true,
      old: false,
      key: true,
    })
  })

  test('a page that crashed is loaded again', async () => {
    await launched.app.evaluate(
      ({ BrowserWindow }) =>
        new Promise<void>((resolve) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents
          contents?.once('did-finish-load', () => resolve())
          contents?.forcefullyCrashRenderer()
        }),
    )
    const state = await launched.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('probe.client.app.info().then((info) => info.host)'),
    )
    expect(state).toBe('test')
  })
})
