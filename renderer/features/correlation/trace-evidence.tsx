import { useState } from 'react'
import type { Evidence } from '../../../shared/contract/import.ts'
import { countOf } from '../../widgets/format.ts'
import classes from './correlation.module.css'

/** Lines that are listed before somebody asks for all; the engine keeps twenty of a trace. */
const fewLines = 3

/** `session_id = 6tyN…`, as Phoenix shows the key. */
export const evidenceKey = ({ key, place }: Evidence): string =>
  place === 'metadata' && !key.startsWith('metadata') ? `metadata.${key}` : key

/** Every span by which a trace matches, where it is more than one; each leads to its attributes. */
export function TraceEvidence({
  evidence,
  selected,
  onSelect,
}: {
  evidence: readonly Evidence[]
  selected: string | null
  onSelect: (spanId: string) => void
}) {
  const [all, setAll] = useState(false)
  if (evidence.length < 2) return null
  const shown = all ? evidence : evidence.slice(0, fewLines)
  return (
    <section className={classes.evidenceList} aria-label="Where the id is">
      <h3>Matches in {countOf(evidence.length, 'place')}</h3>
      <ul>
        {shown.map((one) => (
          <li key={`${one.spanId}-${one.place}-${one.key}`}>
            <button type="button" aria-pressed={one.spanId === selected} onClick={() => onSelect(one.spanId)}>
              <code>{evidenceKey(one)}</code> on {one.root ? `the root, ${one.spanName}` : one.spanName}
            </button>
          </li>
        ))}
      </ul>
      {evidence.length > shown.length && (
        <button type="button" className={classes.more} onClick={() => setAll(true)}>
          Show all {evidence.length}
        </button>
      )}
    </section>
  )
}
