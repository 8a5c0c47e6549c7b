import { describe, expect, test } from 'vitest'
import { type RawCase, upgradeCase } from '../../../shared/recording/upgrades.ts'

const held: RawCase = { manifest: { from: [0] }, parts: [] }
const note =
  (step: number) =>
  ({ manifest, parts }: RawCase): RawCase => ({ manifest: { from: [...(manifest as { from: number[] }).from, step] }, parts })

describe('a file of another format', () => {
  test('an older one goes through every step, in order', () => {
    const steps = { 1: note(1), 2: note(2), 3: note(3) }
    expect(upgradeCase(held, 1, steps, 3).manifest).toEqual({ from: [0, 1, 2] })
  })

  test('the present one is left as it is', () => {
    expect(upgradeCase(held, 3, {}, 3)).toBe(held)
  })

  test('a newer one is refused, and both numbers are told', () => {
    expect(() => upgradeCase(held, 4, {}, 3)).toThrow(
      expect.objectContaining({ code: 'recording-newer', facts: { format: 4, current: 3 } }),
    )
  })

  test('one that no step leads from is unreadable', () => {
    expect(() => upgradeCase(held, 1, { 2: note(2) }, 3)).toThrow(expect.objectContaining({ code: 'recording-unreadable' }))
  })
})
