import { FuseState, FuseV1Options } from '@electron/fuses'
import { expect, test } from 'vitest'
import { expectedFuses, fuses } from '../../../scripts/packaging/fuses.ts'

const known = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)))

test('[security] every fuse that there is, is spelled out', () => {
  expect(known.filter((name) => typeof fuses[FuseV1Options[name as keyof typeof FuseV1Options]] !== 'boolean')).toEqual([])
  expect(Object.keys(fuses)).toHaveLength(known.length)
})

test('an Electron with fewer fuses gets those that it has, and one that was taken away stays away', () => {
  const { DISABLE, ENABLE, REMOVED } = FuseState
  expect(
    expectedFuses([
      ['RunAsNode', ENABLE],
      ['EnableCookieEncryption', DISABLE],
      ['OnlyLoadAppFromAsar', REMOVED],
    ]),
  ).toEqual([
    ['RunAsNode', DISABLE],
    ['EnableCookieEncryption', ENABLE],
    ['OnlyLoadAppFromAsar', REMOVED],
  ])
})
