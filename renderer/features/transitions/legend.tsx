import type { CellValue } from '../../stores/analysis-location.ts'
import type { ColourScale } from './colour-scale.ts'
import { shortText } from './matrix.ts'
import classes from './transitions.module.css'

const steps = 25
const places = [0, 0.25, 0.5, 0.75, 1]

/** What a colour stands for: the ramp with numbers under it. */
export function Legend({ scale, value }: { scale: ColourScale; value: CellValue }) {
  const colours = Array.from({ length: steps }, (_, step) => scale.colour(scale.numberAt(step / (steps - 1))).css)
  const textAt = (place: number) => {
    const number = scale.numberAt(place)
    return shortText(value === 'count' ? Math.round(number) : number, value)
  }
  // Few steps in all give the same whole number twice.
  const ticks = places.filter((place, at) => at === 0 || textAt(place) !== textAt(places[at - 1] ?? 0))
  return (
    <div className={classes.legend} role="img" aria-label={`${scale.said}, from ${textAt(0)} to ${textAt(1)}`} title={scale.said}>
      <div className={classes.ramp} style={{ backgroundImage: `linear-gradient(90deg, ${colours.join(', ')})` }} />
      <div className={classes.ticks}>
        {ticks.map((place) => (
          <span key={place} style={{ left: `${place * 100}%` }}>
            {textAt(place)}
          </span>
        ))}
      </div>
    </div>
  )
}
