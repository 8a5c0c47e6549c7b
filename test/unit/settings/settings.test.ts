import { fork } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSettings } from '../../../electron/engine/settings/index.ts'

let root: string
let directory: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'companion-settings-'))
  directory = join(root, 'new', 'config')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const draft = { id: null, name: 'local', host: 'localhost:6006/', project: 'support-agent' }
const embedded = { kind: 'embedded', path: null, table: 'otel_traces' }
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    ({ code, message }) => ({ code, message }),
  )

test('nothing saved yet is empty settings, and reading makes no file', async () => {
  const settings = openSettings({ directory })
  expect({ read: await settings.read(), files: await readdir(root) }).toEqual({
    read: { version: 1, connections: [], activeId: null, store: embedded },
    files: [],
  })
})

test('the first connection becomes the active one; hosts are saved as they are sent', async () => {
  const settings = openSettings({ directory })
  const first = await settings.saveConnection(draft)
  const second = await settings.saveConnection({ ...draft, name: 'Cloud EU', host: 'https://phoenix.example/s/space/' })
  expect({ first, second, after: await openSettings({ directory }).connections() }).toEqual({
    first: { ...draft, id: expect.stringMatching(/^local-[0-9a-f]{8}$/), host: 'http://localhost:6006' },
    second: {
      ...draft,
      id: expect.stringMatching(/^cloud-eu-[0-9a-f]{8}$/),
      name: 'Cloud EU',
      host: 'https://phoenix.example/s/space',
    },
    after: { connections: [first, second], activeId: first.id },
  })
})

test('a connection is changed, activated, found by name and removed', async () => {
  const settings = openSettings({ directory })
  const first = await settings.saveConnection(draft)
  const second = await settings.saveConnection({ ...draft, name: 'other' })
  await settings.activate(second.id)
  const changed = await settings.saveConnection({ ...second, project: 'billing-agent' })
  const found = await settings.connection('other')
  const removed = [await settings.removeConnection(second.id), await settings.removeConnection(second.id)]
  expect({ changed, found, removed, after: await settings.connections() }).toEqual({
    changed: { ...second, project: 'billing-agent' },
    found: changed,
    removed: [true, false],
    after: { connections: [first], activeId: first.id },
  })
})

test('what cannot be saved is refused with its reason', async () => {
  const settings = openSettings({ directory })
  await settings.saveConnection(draft)
  expect({
    taken: await codeOf(settings.saveConnection(draft)),
    incomplete: await codeOf(settings.saveConnection({ ...draft, name: 'b', host: 'ftp://x', project: 'a/b' })),
    key: await codeOf(settings.saveConnection({ ...draft, name: 'b', host: 'https://canary:canary@x' })),
    unknown: await codeOf(settings.connection('nobody')),
    unknownChange: await codeOf(settings.saveConnection({ ...draft, name: 'c', id: 'nobody' })),
    password: await codeOf(
      settings.saveStore({ kind: 'server', url: 'http://u:canary@ch:8123', user: 'default', database: 'default', table: 't' }),
    ),
  }).toEqual({
    taken: { code: 'usage', message: 'There is already a connection named local' },
    incomplete: {
      code: 'connection-incomplete',
      message: 'the connection is not complete: host: only http and https; project: a project name cannot hold / ? #',
    },
    key: { code: 'connection-incomplete', message: 'the connection is not complete: host: a key does not belong in the address' },
    unknown: { code: 'connection-unknown', message: 'there is no connection nobody' },
    unknownChange: { code: 'connection-unknown', message: 'there is no connection nobody' },
    password: { code: 'usage', message: 'a user or password does not belong in the address of the ClickHouse server' },
  })
})

test('the store settings are saved', async () => {
  const settings = openSettings({ directory })
  const store = {
    kind: 'server',
    url: 'https://ch.example:8443',
    user: 'writer',
    database: 'otel',
    table: 'otel_traces',
  } as const
  await settings.saveStore(store)
  expect(await openSettings({ directory }).store()).toEqual(store)
})

test.skipIf(process.platform === 'win32')('only this user can read the settings, and no draft or lock stays behind', async () => {
  const settings = openSettings({ directory })
  await settings.saveConnection(draft)
  const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
  expect({ file: await mode(settings.path), directory: await mode(directory), files: await readdir(directory) }).toEqual({
    file: '600',
    directory: '700',
    files: ['settings.json'],
  })
})

test.each([
  ['not JSON', '{"version": 1, "conn', 'is not JSON'],
  ['a wrong shape', '{"version":1,"connections":[{}],"activeId":null,"store":{}}', 'is damaged at connections.0.id'],
  [
    'an unknown field',
    '{"version":1,"connections":[],"activeId":null,"store":{"kind":"embedded","path":null},"apiKey":"x"}',
    'is damaged at its top',
  ],
  ['a newer version', '{"version":2,"all":"new"}', 'was written by a newer version of this program (version 2 of the file)'],
])('a file that is %s is refused, named and left as it is', async (_, text, problem) => {
  const settings = openSettings({ directory })
  await mkdir(directory, { recursive: true })
  await writeFile(settings.path, text)
  const failures = [await codeOf(settings.read()), await codeOf(settings.saveConnection(draft))]
  const expected = {
    code: 'settings-unreadable',
    message: expect.stringContaining(`the settings file ${settings.path} ${problem}`),
  }
  expect({ failures, text: await readFile(settings.path, 'utf8') }).toEqual({ failures: [expected, expected], text })
})

test('a directory that cannot be made is told with its path', async () => {
  await writeFile(join(root, 'new'), 'a file in the way')
  const settings = openSettings({ directory })
  expect(await codeOf(settings.saveConnection(draft))).toEqual({
    code: 'settings-unreadable',
    message: expect.stringContaining(settings.path),
  })
})

test('processes that write at the same time do not lose each other a change', async () => {
  const writers = ['a', 'b', 'c'].map(
    (name) =>
      new Promise((resolve, reject) => {
        const child = fork(join(import.meta.dirname, 'write-connections.ts'), [directory, name, '8'])
        child.once('error', reject)
        child.once('exit', resolve)
      }),
  )
  const exits = await Promise.all(writers)
  const { connections } = await openSettings({ directory }).connections()
  const names = ['a', 'b', 'c'].flatMap((writer) => Array.from({ length: 8 }, (_, index) => `${writer}${index}`))
  expect({ exits, names: connections.map(({ name }) => name).sort(), files: await readdir(directory) }).toEqual({
    exits: [0, 0, 0],
    names: names.sort(),
    files: ['settings.json'],
  })
})

test('a lock that a dead process left does not stand in the way', async () => {
  const settings = openSettings({ directory })
  await settings.saveConnection(draft)
  const dead = await new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, 'write-connections.ts'), [directory, 'x', '0'])
    child.once('exit', () => resolve(child.pid))
  })
  const { hostname } = await import('node:os')
  await writeFile(`${settings.path}.lock`, JSON.stringify({ pid: dead, host: hostname(), token: 'old' }))
  await settings.saveConnection({ ...draft, name: 'second' })
  expect({ names: (await settings.connections()).connections.map(({ name }) => name), files: await readdir(directory) }).toEqual({
    names: ['local', 'second'],
    files: ['settings.json'],
  })
})
