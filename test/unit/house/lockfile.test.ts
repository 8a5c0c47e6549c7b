import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  completeLockfile,
  findLocked,
  findMissingPackages,
  type LockedPackage,
  type Lockfile,
} from '../../../scripts/lockfile.ts'

const read = <T>(name: string) => JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8')) as T
const lock = read<Lockfile>('package-lock.json')
const manifest = read<LockedPackage>('package.json')
const declared = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }

test('the lockfile holds every optional package that it names, so that npm ci takes it', () => {
  expect(findMissingPackages(lock)).toEqual([])
})

test('the lockfile names no host', () => {
  const text = readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8')
  const addresses = text.split('\n').filter((line) => /"resolved":|localhost|127\.0\.0\.1|registry/.test(line))
  expect(addresses).toEqual([])
})

test('package.json asks for exact versions', () => {
  const loose = Object.entries(declared).filter(([, version]) => !/^(npm:@?[\w/-]+@)?\d+\.\d+\.\d+$/.test(version))
  expect(loose).toEqual([])
})

test('the lockfile is in step with package.json', () => {
  const { dependencies, devDependencies, optionalDependencies } = lock.packages[''] ?? {}
  expect({ dependencies, devDependencies, optionalDependencies }).toEqual({
    dependencies: manifest.dependencies,
    devDependencies: manifest.devDependencies,
    optionalDependencies: manifest.optionalDependencies,
  })
  const locked = Object.keys(declared).map((name) => [name, lock.packages[`node_modules/${name}`]?.version])
  const wanted = Object.entries(declared).map(([name, version]) => [name, version.split('@').at(-1)])
  expect(locked).toEqual(wanted)
})

test('a missing platform package is added as its sisters are, in alphabetical order', () => {
  const given: Lockfile = {
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { tool: '1.0.0' } },
      'node_modules/tool': {
        version: '1.0.0',
        dev: true,
        optionalDependencies: { '@tool/linux-x64': '1.0.0', '@tool/linux-x64-musl': '1.0.0', '@tool/darwin-arm64': '1.0.0' },
      },
      'node_modules/@tool/linux-x64': {
        version: '1.0.0',
        dev: true,
        optional: true,
        os: ['linux'],
        cpu: ['x64'],
        libc: ['glibc'],
      },
    },
  }
  const completed = completeLockfile(given)
  expect(Object.entries(completed.packages)).toEqual([
    ['', given.packages['']],
    ['node_modules/@tool/darwin-arm64', { version: '1.0.0', dev: true, optional: true, os: ['darwin'], cpu: ['arm64'] }],
    ['node_modules/@tool/linux-x64', given.packages['node_modules/@tool/linux-x64']],
    [
      'node_modules/@tool/linux-x64-musl',
      { version: '1.0.0', dev: true, optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
    ],
    ['node_modules/tool', given.packages['node_modules/tool']],
  ])
  expect(completeLockfile(completed)).toBe(completed)
})

test('a missing package that is for no one platform is an error, not a guess', () => {
  const given: Lockfile = {
    lockfileVersion: 3,
    packages: { '': {}, 'node_modules/tool': { optionalDependencies: { colours: '^2.0.0' } } },
  }
  expect(() => completeLockfile(given)).toThrow('node_modules/tool wants colours@^2.0.0')
})

test('a nested package sees those beside it and those further up', () => {
  const near = { version: '2.0.0' }
  const far = { version: '1.0.0' }
  const given: Lockfile = {
    lockfileVersion: 3,
    packages: {
      '': {},
      'node_modules/a': {},
      'node_modules/a/node_modules/b': {},
      'node_modules/a/node_modules/c': near,
      'node_modules/d': far,
    },
  }
  const seen = ['c', 'd', 'e'].map((name) => findLocked(given, 'node_modules/a/node_modules/b', name))
  expect(seen).toEqual([near, far, null])
})
