import { IconAlertTriangle } from '@tabler/icons-react'
import { useId } from 'react'
import type { RedactionLevel } from '../../../shared/contract/recordings.ts'
import classes from './draft.module.css'
import { levels } from './levels.ts'

/** What the file shows, from least to all. */
export function LevelChoice({ level, onChange }: { level: RedactionLevel; onChange: (level: RedactionLevel) => void }) {
  const id = useId()
  return (
    <fieldset className={classes.levels}>
      <legend>What the file shows</legend>
      {levels.map((one) => (
        <label key={one.level} className={classes.level} data-chosen={one.level === level || undefined}>
          <input
            type="radio"
            name={`${id}-level`}
            value={one.level}
            checked={one.level === level}
            aria-labelledby={`${id}-${one.level}`}
            aria-describedby={`${id}-${one.level}-sentence`}
            onChange={() => onChange(one.level)}
          />
          <span>
            <span className={classes.levelName} id={`${id}-${one.level}`}>
              {one.name}
              {one.level === 'structure' && <span className={classes.usual}> the default</span>}
            </span>
            <span className={classes.sentence} id={`${id}-${one.level}-sentence`}>
              {one.sentence}
            </span>
          </span>
        </label>
      ))}
      {level === 'everything' && (
        <p className={classes.warning} role="alert">
          <IconAlertTriangle size={16} aria-hidden />
          <span>
            <strong>Nothing is hidden.</strong> Whoever gets this file reads everything that your agent and its users said. Only
            keys and passwords are kept out.
          </span>
        </p>
      )}
      <p className={classes.note}>What matches, what nearly matches and what is aliased stays the same at every level.</p>
    </fieldset>
  )
}
