import type { CellValue } from '../../stores/analysis-location.ts'
import type { ColourScale } from './colour-scale.ts'
import { shortText } from './matrix.ts'
import classes from './transitions.module.css'

const steps = 24

/** What a colour stands for: the ramp with numbers under it. */
export function Legend({ scale, value }: { scale: ColourScale; value: CellValue }) {
  const [first = 0, last = 1] = [scale.ticks[0], scale.ticks.at(-1)]
  const at = (share: number) => {
    const place = share * (scale.ticks.length - 1)
    const low = scale.ticks[Math.floor(place)] ?? first
    const high = scale.ticks[Math.ceil(place)] ?? last
    return low + (high - low) * (place - Math.floor(place))
  }
  const colours = Array.from({ length: steps }, (_, step) => scale.colour(at(step / (steps - 1))).css)
  return (
    <div
      className={classes.legend}
      role="img"
      aria-label={`${scale.said}, from ${shortText(first, value)} to ${shortText(last, value)}`}
    >
      <div
        className={classes.ramp}
        style={{ backgroundImage: `linear-gradient(90deg, ${colours.join(', ')})` }}
        title={scale.said}
      />
      <div className={classes.ticks}>
        {scale.ticks.map((tick, place) => (
          <span key={tick} style={{ left: `${(place / (scale.ticks.length - 1)) * 100}%` }}>
            {shortText(value === 'count' ? Math.round(tick) : tick, value)}
          </span>
        ))}
      </div>
    </div>
  )
}
