import type {
  Comparison,
  DraftCase,
  OpenedRecording,
  RedactionEntry,
  ReplayedReports,
} from '../../../shared/contract/recordings.ts'
import { formatCount, formatNumberOf } from '../../../shared/report/counts.ts'
import { formatTable } from '../table.ts'
import { clip, harmless, type Terminal } from '../terminal.ts'

const levelWords: Readonly<Record<DraftCase['level'], string>> = {
  structure: 'structure: names of known attributes, types, lengths; values are tags',
  text: 'text: as structure, but the shape of texts is kept',
  everything: 'everything: the answers as they came, prompts and all',
}

/** What a file would hold, before it is written. */
export function draftText(terminal: Terminal, draft: DraftCase): string {
  const rows = [
    ['level', levelWords[draft.level]],
    [
      'size',
      `${formatCount(draft.packedBytes)} bytes, ${formatCount(draft.unpackedBytes)} unpacked, ${formatNumberOf(draft.lines, 'line')}`,
    ],
    ['swept', sweptWords(draft)],
  ]
  const blocks = [`${terminal.bold('Recording')}\n${formatTable(rows, ['left', 'left'])}`]
  if (draft.secretsTooShort > 0)
    blocks.push(
      `${terminal.warn('!')} ${formatNumberOf(draft.secretsTooShort, 'secret')} of fewer than four characters could not be looked for.`,
    )
  if (!draft.complete) blocks.push(`${terminal.warn('!')} Some answers did not fit into memory: it may decide from fewer spans.`)
  if (draft.unfaithful > 0)
    blocks.push(`${terminal.warn('!')} Redaction could not keep the decisions of ${formatNumberOf(draft.unfaithful, 'span')}.`)
  if (draft.redaction.length > 0) blocks.push(`${terminal.bold('Redaction')}\n${redactionTable(draft.redaction)}`)
  return blocks.join('\n\n')
}

function sweptWords({ secretsSwept, secretsTooShort }: DraftCase): string {
  if (secretsSwept > 0) return `${formatNumberOf(secretsSwept, 'secret')} looked for in every spelling, none found`
  return secretsTooShort > 0 ? 'no secret was looked for' : 'no key or password is known here, so there was none to look for'
}

const redactionTable = (entries: readonly RedactionEntry[]): string =>
  formatTable(
    entries.map(({ place, fate, count }) => [place, fate, formatCount(count)]),
    ['left', 'left', 'right'],
  )

/** What was opened, and what it cannot tell. */
export function openedText(terminal: Terminal, opened: Omit<OpenedRecording, 'connection'>): string {
  const rows = [['file', harmless(opened.name)]]
  if (opened.level !== null) rows.push(['level', levelWords[opened.level]])
  if (opened.recordedAt !== null)
    rows.push(['recorded', `${opened.recordedAt}, by version ${harmless(opened.programVersion ?? '')}`])
  if (opened.kind === 'case') rows.push(['Phoenix', harmless(opened.phoenixVersion ?? 'did not say its version')])
  rows.push(['holds', `${formatNumberOf(opened.spans, 'span')}, ${formatNumberOf(opened.requests, 'request')}`])
  const limits = opened.limits.map((sentence) => `  ${terminal.dim('·')} ${harmless(sentence)}`)
  return [`${terminal.bold('Recording')}\n${formatTable(rows, ['left', 'left'])}`, ...limits].join('\n')
}

/** Whether the file decides here as it did there. */
export function changesText(
  terminal: Terminal,
  opened: Omit<OpenedRecording, 'connection'>,
  { changed, checksAsRecorded }: Pick<ReplayedReports, 'changed' | 'checksAsRecorded'>,
): string {
  if (opened.kind === 'trace-file') return terminal.dim('A file of spans holds no earlier decisions to compare with.')
  const standing = checksAsRecorded.length
  const stand =
    standing === 0
      ? []
      : [
          terminal.dim(
            `  ${standing === 1 ? '1 check stands' : `${formatCount(standing)} checks stand`} as recorded: about the machine of the recording.`,
          ),
        ]
  if (changed.length === 0)
    return [`${terminal.good('✓')} Every decision is the same as when it was recorded.`, ...stand].join('\n')
  return [
    `${terminal.warn('!')} Decided differently than when it was recorded:`,
    ...changed.map((what) => `    ${harmless(what)}`),
    ...stand,
  ].join('\n')
}

/** What differs, section by section; what is the same is only counted. */
export function comparisonText(terminal: Terminal, comparison: Comparison): string {
  const cell = (text: string): string => clip(harmless(text), Math.floor((terminal.width - 40) / 2))
  const sections = [...new Set(comparison.rows.map(({ section }) => section))]
  const blocks = sections.flatMap((section) => {
    const rows = comparison.rows.filter((row) => row.section === section)
    const different = rows.filter(({ same }) => !same)
    const head = `${terminal.bold(section)} ${terminal.dim(`(${rows.length - different.length} the same)`)}`
    if (different.length === 0) return [head]
    const table = [
      ['', cell(comparison.left), cell(comparison.right)],
      ...different.map(({ what, left, right }) => [clip(harmless(what), 60), cell(left), cell(right)]),
    ]
    return [`${head}\n${formatTable(table, ['left', 'left', 'left'])}`]
  })
  const summary =
    comparison.different === 0
      ? terminal.good(`No difference in ${formatNumberOf(comparison.rows.length, 'fact')}.`)
      : terminal.warn(
          `${formatNumberOf(comparison.different, 'difference')} in ${formatNumberOf(comparison.rows.length, 'fact')}.`,
        )
  return [...blocks, ...[comparison.compared, ...comparison.notes].map((note) => terminal.dim(harmless(note))), summary].join(
    '\n\n',
  )
}
