import { Button, Switch, TextInput } from '@mantine/core'
import { IconEqual, IconEqualNot, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { Comparison, Difference } from '../../../shared/contract/recordings.ts'
import { navigateRecordings, useLocation } from '../../stores/navigation.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import classes from './compare.module.css'
import { writeComparison } from './comparison-markdown.ts'
import { type DifferenceGroup, groupDifferences, markParts, sectionTitles } from './group-differences.ts'

/** Rows of a section before its button shows the rest: attributes may be thousands. */
const firstRows = 200

/** Both sides, by section; what differs comes first and says so in a word and a sign. */
export function CompareTable({ comparison }: { comparison: Comparison }) {
  const { differences } = useLocation().recordings
  const [text, setText] = useState('')
  const groups = groupDifferences(comparison.rows, differences, text)
  const shown = groups.some(({ rows }) => rows.length > 0)
  return (
    <>
      <div className={classes.tools}>
        <p className={classes.result} role="status" data-tone={comparison.different === 0 ? 'same' : 'differs'}>
          {comparison.different === 0 ? <IconEqual size={18} aria-hidden /> : <IconEqualNot size={18} aria-hidden />}
          {comparison.different === 0
            ? `No difference in ${countOf(comparison.rows.length, 'fact')}.`
            : `${formatNumber(comparison.different)} of ${countOf(comparison.rows.length, 'fact')} ${comparison.different === 1 ? 'differs' : 'differ'}`}
        </p>
        <TextInput
          data-search
          w={220}
          aria-label="Search the comparison"
          placeholder="Search name, value"
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Switch
          label="Differences only"
          checked={differences}
          onChange={(event) => navigateRecordings({ differences: event.currentTarget.checked })}
        />
        <CopyButton label="Copy as Markdown" text={() => writeComparison(comparison, differences)} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <section className={classes.scroll} tabIndex={0} aria-label="The comparison">
        <ul className={classes.notes} aria-label="What was compared">
          {[comparison.compared, ...comparison.notes].map((note) => (
            <li key={note}>
              <PlainText text={note} />
            </li>
          ))}
        </ul>
        <table className={classes.table}>
          <caption className={classes.hidden}>
            {comparison.left} beside {comparison.right}
          </caption>
          <colgroup>
            <col className={classes.markColumn} />
            <col className={classes.whatColumn} />
            <col />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">
                <span className={classes.hidden}>Same or not</span>
              </th>
              <th scope="col">What</th>
              <th scope="col">
                Left: <PlainText text={comparison.left} />
              </th>
              <th scope="col">
                Right: <PlainText text={comparison.right} />
              </th>
            </tr>
          </thead>
          {groups.map((group) => (
            <Section key={group.section} group={group} />
          ))}
        </table>
        {!shown && (
          <EmptyState
            title={text === '' ? 'Nothing differs' : 'No fact has these words'}
            text={text === '' ? 'Both sides decide the same in everything that is compared.' : 'Clear the search.'}
          />
        )}
      </section>
    </>
  )
}

function Section({ group }: { group: DifferenceGroup }) {
  const [all, setAll] = useState(false)
  const rows = all ? group.rows : group.rows.slice(0, firstRows)
  return (
    <tbody>
      <tr className={classes.section}>
        <th scope="rowgroup" colSpan={4}>
          {sectionTitles[group.section]}
          <span className={classes.count}>
            {group.different === 0
              ? `all ${formatNumber(group.total)} the same`
              : `${formatNumber(group.different)} of ${formatNumber(group.total)} ${group.different === 1 ? 'differs' : 'differ'}`}
          </span>
        </th>
      </tr>
      {rows.map((row) => (
        <Row key={row.what} row={row} />
      ))}
      {rows.length < group.rows.length && (
        <tr>
          <td colSpan={4}>
            <Button size="compact-sm" variant="default" onClick={() => setAll(true)}>
              Show all {formatNumber(group.rows.length)}
            </Button>
          </td>
        </tr>
      )}
    </tbody>
  )
}

function Row({ row }: { row: Difference }) {
  return (
    <tr data-differs={!row.same || undefined}>
      <td className={classes.mark}>
        {row.same ? <IconEqual size={14} aria-hidden /> : <IconEqualNot size={14} aria-hidden />}
        <span>{row.same ? 'same' : 'differs'}</span>
      </td>
      <th scope="row">
        <PlainText text={row.what} />
      </th>
      <Value own={row.left} other={row.right} />
      <Value own={row.right} other={row.left} />
    </tr>
  )
}

function Value({ own, other }: { own: string; other: string }) {
  if (own === '–')
    return (
      <td>
        <span className={classes.absent}>not there</span>
      </td>
    )
  return (
    <td>
      {markParts(own, other).map((part, index) =>
        part.differs ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one value never move
          <strong key={index}>
            <PlainText text={part.text} />
          </strong>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <PlainText key={index} text={part.text} />
        ),
      )}
    </td>
  )
}
