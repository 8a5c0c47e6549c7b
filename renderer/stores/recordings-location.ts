export const recordingsTabs = ['cases', 'opened', 'compare'] as const
export type RecordingsTab = (typeof recordingsTabs)[number]

/**
 * What Recordings keeps in the link. The level of redaction is not in it on purpose: a link must not be able to make a file show
 * more than the default.
 */
export interface RecordingsLocation {
  readonly tab: RecordingsTab
  /** The held case that is shown; `draft` opens what its file would hold. */
  readonly held: string | null
  readonly draft: boolean
  /** The opened recording that is shown; null for the newest. */
  readonly opened: string | null
  /** Sides of a comparison, as `formatSide` writes them; null for a proposal. */
  readonly left: string | null
  readonly right: string | null
  readonly differences: boolean
}

export const startRecordings: RecordingsLocation = {
  tab: 'cases',
  held: null,
  draft: false,
  opened: null,
  left: null,
  right: null,
  differences: false,
}

/** Reads what `recordingsEntries` wrote; anything unknown falls back to the start. */
export function parseRecordings(parameters: URLSearchParams): RecordingsLocation {
  const held = parameters.get('case')
  return {
    tab: recordingsTabs.find((tab) => tab === parameters.get('recordings')) ?? startRecordings.tab,
    held,
    draft: held !== null && parameters.get('draft') === '1',
    opened: parameters.get('opened'),
    left: parameters.get('left'),
    right: parameters.get('right'),
    differences: parameters.get('differences') === '1',
  }
}

/** Parameters of a link; null for what is at its default. */
export function recordingsEntries(recordings: RecordingsLocation): [string, string | null][] {
  return [
    ['recordings', recordings.tab === startRecordings.tab ? null : recordings.tab],
    ['case', recordings.held],
    ['draft', recordings.draft ? '1' : null],
    ['opened', recordings.opened],
    ['left', recordings.left],
    ['right', recordings.right],
    ['differences', recordings.differences ? '1' : null],
  ]
}
