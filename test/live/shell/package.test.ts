import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { listPackage } from '@electron/asar'
import { FuseState } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { listArchivedFiles, listLooseFiles } from '../../../scripts/packaging/app-files.ts'
import { readFuses } from '../../../scripts/packaging/fuses.ts'
import { packApp } from '../../../scripts/packaging/pack-app.ts'
import { buildWhereOlder } from '../../support/build-once.ts'
import { realParts } from '../../support/real-parts.ts'
import { ownDisplay } from '../../support/shell/display.ts'
import { isAlive } from '../../support/shell/engine-pid.ts'
import { joinWindow } from '../../support/shell/join-window.ts'

const root = path.join(import.meta.dirname, '..', '..', '..')
const waiting = { timeout: 60_000, interval: 100 }

describe.runIf(realParts.electron !== null)('the packaged app', () => {
  let folder: string
  let into: string
  let executable: string
  beforeAll(async () => {
    buildWhereOlder()
    folder = await mkdtemp(path.join(tmpdir(), 'coval packaged '))
    into = path.join(folder, 'Coval Companion')
    executable = await packApp({ root, electron: realParts.electron ?? '', into })
  })
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

  test('holds every file that belongs to it, whole, and nothing else', () => {
    const resources = path.join(into, 'resources')
    const sized = (from: string) => statSync(from).size
    const loose = listLooseFiles(root)
    const wanted = Object.fromEntries(loose.map(({ from, to }) => [to, sized(from)]))
    const made = ['app.asar', 'package.json', 'coval-companion.desktop']
    const found = filesBelow(resources).filter((name) => !made.includes(name))
    expect(Object.fromEntries(found.map((name) => [name, sized(path.join(resources, name))]))).toEqual(wanted)

    const archived = listPackage(path.join(resources, 'app.asar'), { isPack: false }).map((name) => name.slice(1))
    const folders = archived.filter((name) => archived.some((other) => other.startsWith(`${name}/`)))
    expect(archived.filter((name) => !folders.includes(name)).sort()).toEqual(
      [...listArchivedFiles(root).map(({ to }) => to), 'package.json'].sort(),
    )
    for (const needed of ['out/main/index.cjs', 'out/preload/index.cjs', 'out/renderer/index.html'])
      expect(archived).toContain(needed)
    for (const needed of [
      'engine/index.mjs',
      'node/node',
      'recordings/demo.cvcase',
      'node_modules/keytar/build/Release/keytar.node',
    ])
      expect(found).toContain(needed)
    expect(found.filter((name) => /libchdb\.so$|chdb_node\.node$/.test(name))).toHaveLength(2)
  })

  test('holds no test, source, source map or recording but the demo, and nothing of an app that lay in Electron before', () => {
    const all = filesBelow(into)
    const archived = listPackage(path.join(into, 'resources', 'app.asar'), { isPack: false })
    const foreign = [...all, ...archived].filter(
      (name) => /\.(?:[cm]?tsx?|map|test\.\w+|spec\.\w+|md)$|(?:^|\/)tests?\//i.test(name) && !/licen[cs]e/i.test(name),
    )
    expect({
      foreign,
      recordings: all.filter((name) => name.includes('recordings/')),
      developer: all.filter((name) => /node_modules\/(?:electron|vite|vitest|typescript|playwright)\//.test(name)),
      beside: readdirSync(into).filter((name) => /^(?:AppRun|usr|electron)$|\.(?:desktop|png)$/.test(name)),
      locales: readdirSync(path.join(into, 'locales')),
    }).toEqual({
      foreign: [],
      recordings: ['resources/recordings/demo.cvcase'],
      developer: [],
      beside: [],
      locales: ['en-US.pak'],
    })
    const entry = readFileSync(path.join(into, 'resources', 'coval-companion.desktop'), 'utf8').split('\n')
    expect(entry.filter((line) => /^(?:Exec|MimeType)=/.test(line))).toEqual([
      'Exec=coval-companion %u',
      'MimeType=x-scheme-handler/coval-companion;',
    ])
  })

  test('[security] every fuse of its Electron is set: it runs the app and nothing else', async () => {
    const wire = await readFuses(executable)
    expect(wire.length).toBeGreaterThanOrEqual(7)
    const wanted: Record<string, FuseState> = {
      RunAsNode: FuseState.DISABLE,
      EnableCookieEncryption: FuseState.ENABLE,
      EnableNodeOptionsEnvironmentVariable: FuseState.DISABLE,
      EnableNodeCliInspectArguments: FuseState.DISABLE,
      EnableEmbeddedAsarIntegrityValidation: FuseState.ENABLE,
      OnlyLoadAppFromAsar: FuseState.ENABLE,
      LoadBrowserProcessSpecificV8Snapshot: FuseState.DISABLE,
      // Only newer Electrons have these.
      GrantFileProtocolExtraPrivileges: FuseState.DISABLE,
      WasmTrapHandlers: FuseState.ENABLE,
    }
    expect(wire.filter(([name, state]) => state !== wanted[name])).toEqual([])
  })

  test('runs by itself from a folder with a space: imports the demo, and its engine comes back after kill -9', async () => {
    const display = await ownDisplay()
    const home = path.join(folder, 'home')
    const window = await joinWindow(executable, [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'], {
      PATH: '/usr/bin:/bin',
      HOME: home,
      XDG_CONFIG_HOME: path.join(home, '.config'),
      COVAL_COMPANION_HOME: path.join(home, 'companion'),
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      DISPLAY: display?.name ?? process.env.DISPLAY ?? '',
      ...(process.env.XAUTHORITY ? { XAUTHORITY: process.env.XAUTHORITY } : {}),
    })
    try {
      const { page } = window
      page.setDefaultTimeout(60_000)
      await page.getByRole('button', { name: 'Try the bundled demo recording' }).press('Enter')
      await page
        .getByText(/^183 spans in 36 traces match/)
        .first()
        .waitFor()
      await page.keyboard.press('Control+Shift+Enter')
      const result = page.getByRole('status', { name: 'Result of the import' })
      await vi.waitFor(async () => expect(await result.textContent()).toMatch(/183 spans in 36 traces .*written/), waiting)

      const main = window.child.pid ?? 0
      const killed = await engineOf(main)
      // What it has loaded lies in the package or in the system: nothing of the repository.
      const loaded = (await Promise.all([main, killed].map((pid) => readFile(`/proc/${pid}/maps`, 'utf8')))).join('\n')
      expect([loaded.includes('libchdb.so'), loaded.includes('keytar.node'), loaded.includes(root)]).toEqual([true, true, false])

      process.kill(killed, 'SIGKILL')
      await vi.waitFor(async () => expect(await engineOf(main)).not.toBe(killed), waiting)
      expect(isAlive(killed)).toBe(false)
      await page.getByText('Engine running').first().waitFor()
      await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Simulations' }).press('Enter')
      await page.getByRole('grid', { name: 'Imported simulations' }).getByText('6tyNbvsR5dHtfsEEcPcZwK').first().waitFor()
    } finally {
      await window.close()
      await display?.stop()
    }
  })
})

/** The files below a folder, by their paths in it. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
}

/** The engine is a child of main that runs the package's own Node. */
async function engineOf(main: number): Promise<number> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const [command, stat] = await Promise.all(
      ['cmdline', 'stat'].map((name) => readFile(`/proc/${entry}/${name}`, 'utf8').catch(() => '')),
    )
    const parent = Number(stat?.split(') ').at(-1)?.split(' ')[1])
    if (parent === main && command?.includes('resources/engine/index.mjs')) return Number(entry)
  }
  throw new Error('no engine runs')
}
