import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { slowest } from '../../support/slowest-first.ts'

test('the files that are begun first are there', () => {
  const root = path.join(import.meta.dirname, '..', '..', '..')
  expect(slowest.filter((file) => !existsSync(path.join(root, file)))).toEqual([])
})
