import type { RedactionEntry } from '../../../shared/contract/recordings.ts'
import { formatNumber } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { fates, pivotRedaction } from './redaction-rows.ts'
import classes from './redaction-table.module.css'

const meanings = {
  kept: 'Stays as it was: on the list of harmless things',
  tagged: 'Became a salted tag: equal stays equal, nothing can be read',
  masked: 'The shape stays, the words are replaced',
  dropped: 'Left out',
} as const

/** What became of how many things in which place. */
export function RedactionTable({ entries }: { entries: readonly RedactionEntry[] }) {
  const rows = pivotRedaction(entries)
  if (rows.length === 0) return <p className={classes.none}>Nothing was replaced or left out.</p>
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Place</th>
          {fates.map((fate) => (
            <th key={fate} scope="col" title={meanings[fate]}>
              {fate}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ place, counts }) => (
          <tr key={place}>
            <th scope="row">
              <PlainText text={place} />
            </th>
            {fates.map((fate) => (
              <td key={fate} data-fate={fate} data-zero={counts[fate] === 0 || undefined}>
                {formatNumber(counts[fate])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
