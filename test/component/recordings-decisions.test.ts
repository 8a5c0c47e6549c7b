import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeComparison } from '../../renderer/features/recording/comparison-markdown.ts'
import { formatSide, parseSide, proposeSides } from '../../renderer/features/recording/comparison-sides.ts'
import { groupDifferences, markParts } from '../../renderer/features/recording/group-differences.ts'
import { pivotRedaction } from '../../renderer/features/recording/redaction-rows.ts'
import { splitMatches } from '../../renderer/features/recording/split-matches.ts'
import { formatLocation, parseLocation, startLocation } from '../../renderer/stores/location.ts'
import { findHeld } from '../../renderer/stores/recordings.ts'
import { recordingsTabs } from '../../renderer/stores/recordings-location.ts'
import { comparison, heldCases } from './support/recordings-scenario.ts'

const id = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }))

describe('what Recordings decides without React', () => {
  it('offers the held case of a connection to no other, also where both have one name and project', () => {
    const [held] = heldCases(1)
    if (!held) throw new Error('there is a case')
    const find = (connectionId: string) => findHeld([held], { id: connectionId, project: held.project }, held.simulation)
    expect([find('local')?.id, find('local-again')]).toEqual([held.id, null])
  })

  it('keeps its place in the link, and no level of redaction', () => {
    const place = fc
      .record({
        tab: fc.constantFrom(...recordingsTabs),
        held: id,
        draft: fc.boolean(),
        opened: id,
        left: id,
        right: id,
        differences: fc.boolean(),
      })
      .map((one) => ({ ...one, draft: one.draft && one.held !== null }))
    void fc.assert(
      fc.property(place, (recordings) => {
        expect(parseLocation(formatLocation({ ...startLocation, view: 'recordings', recordings })).recordings).toEqual(recordings)
      }),
    )
    expect(Object.keys(startLocation.recordings)).not.toContain('level')
  })

  it('reads a side of a link back, and nothing else', () => {
    const sides = [
      { kind: 'recording', id: 'recording-000000000001' },
      { kind: 'live', connectionId: 'local' },
    ] as const
    expect(sides.map((side) => parseSide(formatSide(side)))).toEqual(sides)
    expect([null, '', 'recording:', 'file:/etc/passwd'].map(parseSide)).toEqual([null, null, null, null])
  })

  it('proposes two sides that differ', () => {
    const options = {
      recordings: [
        { value: 'recording:1', label: 'old' },
        { value: 'recording:2', label: 'new' },
      ],
      live: [{ value: 'live:local', label: 'Local' }],
    }
    expect(proposeSides({ left: null, right: null }, options)).toEqual({ left: 'recording:2', right: 'recording:1' })
    expect(proposeSides({ left: 'recording:1', right: null }, options)).toEqual({ left: 'recording:1', right: 'recording:2' })
    expect(proposeSides({ left: 'gone', right: 'live:local' }, options)).toEqual({ left: 'recording:2', right: 'live:local' })
    expect(proposeSides({ left: null, right: null }, { recordings: [], live: options.live })).toEqual({
      left: 'live:local',
      right: null,
    })
  })

  it('counts a place once for each fate', () => {
    expect(
      pivotRedaction([
        { place: 'ids', fate: 'kept', count: 2 },
        { place: 'ids', fate: 'tagged', count: 5 },
        { place: 'times', fate: 'tagged', count: 7 },
      ]),
    ).toEqual([
      { place: 'ids', counts: { kept: 2, tagged: 5, masked: 0, dropped: 0 } },
      { place: 'times', counts: { kept: 0, tagged: 7, masked: 0, dropped: 0 } },
    ])
  })

  it('keeps the text whole when it marks what was searched for', () => {
    void fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', maxLength: 3 }), (text, search) => {
        const runs = splitMatches(text, search.toLowerCase())
        expect(runs.map((run) => run.text).join('')).toBe(text)
      }),
    )
    expect(splitMatches('My name is Ada', 'ada')).toEqual([
      { text: 'My name is ', match: false },
      { text: 'Ada', match: true },
    ])
  })

  it('marks the parts of a value that differ, and the whole where its parts cannot be told', () => {
    expect(markParts('40 aliased, 0 in conflict', '27 aliased, 0 in conflict')).toEqual([
      { text: '40 aliased, ', differs: true },
      { text: '0 in conflict', differs: false },
    ])
    expect(markParts('a, b', 'a')).toEqual([{ text: 'a, b', differs: true }])
  })

  it('keeps a section that has no row to show, and counts what it left out', () => {
    const groups = groupDifferences(comparison('a', 'b').rows, true, 'token_count')
    expect(groups.map(({ section, rows, different, total }) => [section, rows.length, different, total])).toEqual([
      ['settings', 0, 3, 5],
      ['spans', 0, 5, 8],
      ['matches', 0, 2, 5],
      ['aliases', 1, 1, 2],
      ['checks', 0, 1, 4],
    ])
  })

  it('writes a table that no value can break out of', () => {
    const text = writeComparison(
      {
        left: 'a | b',
        right: '<img>',
        rows: [{ section: 'settings', what: 'x`y', left: 'one\ntwo', right: '|', same: false }],
        different: 1,
        compared: 'Compared: settings.',
        notes: [],
      },
      true,
    )
    expect(text).toBe(
      [
        '## Coval Companion: comparison',
        '',
        '- Left: a \\| b',
        '- Right: \\<img\\>',
        '- 1 of 1 differ; only those are listed',
        '- Compared: settings.',
        '',
        '### Settings: 1 of 1 differ',
        '',
        '| | | Left | Right |',
        '|---|---|---|---|',
        '| **≠** | x\\`y | one two | \\| |',
        '',
      ].join('\n'),
    )
  })
})
