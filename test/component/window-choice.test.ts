import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readInstant, readTyped, writeInstant } from '../../renderer/features/import/window-choice.ts'

const here = process.env.TZ

describe('an exact time, typed in Berlin', () => {
  beforeEach(() => {
    process.env.TZ = 'Europe/Berlin'
  })
  afterEach(() => {
    process.env.TZ = here
  })

  it('is local, unless it names its zone', () => {
    expect([
      readTyped('2026-11-22 14:38:02.915'),
      readTyped('2026-07-01T14:38'),
      readTyped('2026-11-22 14:38:02.915348Z'),
      readTyped('2026-11-22 14:38:02-05:00'),
    ]).toEqual(
      [
        '2026-11-22T13:38:02.915000Z',
        '2026-07-01T12:38:00.000000Z',
        '2026-11-22T14:38:02.915348Z',
        '2026-11-22T19:38:02.000000Z',
      ].map((iso) => ({ kind: 'instant', iso, later: null })),
    )
  })

  it('is not read where it is none', () => {
    expect(['', '14:38', '2026-02-31 10:00', '2026-11-22 25:00', '2026-11-22 14:60', 'yesterday'].map(readTyped)).toEqual(
      Array.from({ length: 6 }, () => ({ kind: 'unreadable' })),
    )
  })

  it('is refused in the hour that the clock skips', () => {
    expect([readTyped('2026-03-29 02:30'), readTyped('2026-03-29 02:00').kind, readTyped('2026-03-29 03:00').kind]).toEqual([
      { kind: 'skipped' },
      'skipped',
      'instant',
    ])
  })

  it('is the first of two in the hour that comes twice, and says so', () => {
    expect([readTyped('2026-10-25 02:30'), readTyped('2026-10-25 02:30+01:00'), readTyped('2026-10-25 03:00')]).toEqual([
      { kind: 'instant', iso: '2026-10-25T00:30:00.000000Z', later: '2026-10-25T01:30:00.000000Z' },
      { kind: 'instant', iso: '2026-10-25T01:30:00.000000Z', later: null },
      { kind: 'instant', iso: '2026-10-25T02:00:00.000000Z', later: null },
    ])
  })

  it('is written with its zone where it comes twice', () => {
    expect([writeInstant('2026-10-25T01:30:00.000000Z'), writeInstant('2026-10-25T02:30:00.500000Z')]).toEqual([
      '2026-10-25 02:30:00+01:00',
      '2026-10-25 03:30:00.5',
    ])
  })
})

describe('an exact time in any zone', () => {
  afterEach(() => {
    process.env.TZ = here
  })

  it('is read back as the instant that it was written from', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Los_Angeles']
    const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
    void fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (zone, date) => {
        process.env.TZ = zone
        const iso = date.toISOString().replace('Z', '000Z')
        expect(readInstant(writeInstant(iso))).toBe(iso)
      }),
      {
        examples: [
          ['Australia/Lord_Howe', new Date('2026-04-04T15:15:00Z')],
          ['Europe/Berlin', new Date('2026-10-25T01:30:00Z')],
        ],
      },
    )
  })
})
