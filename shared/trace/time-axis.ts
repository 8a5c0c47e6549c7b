/** The stretch of time that a view shows, in microseconds since the simulation's start. */
export interface Viewport {
  readonly startUs: number
  readonly endUs: number
}

/** Nothing is shown closer than this; below it, offsets of a long simulation lose their digits. */
export const closestUs = 0.1

export const fitAll = (durationUs: number): Viewport => ({ startUs: 0, endUs: Math.max(durationUs, closestUs) })

/** Fits a span with a twentieth of its length to either side. */
export function fitSpan(span: Viewport, durationUs: number): Viewport {
  const room = Math.max((span.endUs - span.startUs) / 20, closestUs)
  return clampViewport({ startUs: span.startUs - room, endUs: span.endUs + room }, durationUs)
}

/** Zooms about `anchorUs`, which stays where it is on screen. `factor` 2 shows half as much time. */
export function zoomAt(viewport: Viewport, factor: number, anchorUs: number, durationUs: number): Viewport {
  const length = Math.max((viewport.endUs - viewport.startUs) / factor, closestUs)
  const share = (anchorUs - viewport.startUs) / (viewport.endUs - viewport.startUs || 1)
  const startUs = anchorUs - share * length
  return clampViewport({ startUs, endUs: startUs + length }, durationUs)
}

/** Moves by microseconds; at either end it stops, the length stays. */
export const pan = (viewport: Viewport, byUs: number, durationUs: number): Viewport =>
  clampViewport({ startUs: viewport.startUs + byUs, endUs: viewport.endUs + byUs }, durationUs)

/** The nearest viewport of that length that lies within the simulation. */
export function clampViewport(viewport: Viewport, durationUs: number): Viewport {
  const whole = Math.max(durationUs, closestUs)
  const length = Math.min(Math.max(viewport.endUs - viewport.startUs, closestUs), whole)
  const startUs = Math.min(Math.max(viewport.startUs, 0), whole - length)
  return { startUs, endUs: startUs + length }
}

export interface Tick {
  readonly atUs: number
  readonly label: string
}

const steps = [1, 2, 5]
const longSteps = [60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400].map((seconds) => seconds * 1e6)

/** Round times within the viewport, at most `most` of them, with labels exact to the step. */
export function ticksOf(viewport: Viewport, most: number): Tick[] {
  const length = viewport.endUs - viewport.startUs
  if (!(length > 0) || most < 1) return []
  const step = roundStep(length / most)
  const ticks: Tick[] = []
  for (let number = Math.ceil(viewport.startUs / step); number * step <= viewport.endUs && ticks.length < most; number++) {
    ticks.push({ atUs: number * step, label: tickLabel(number * step, step) })
  }
  return ticks
}

/** The smallest round step that is not below `leastUs`: 1, 2, 5 times a power of ten, then minutes, hours, days. */
function roundStep(leastUs: number): number {
  if (leastUs > 30e6) {
    const long = longSteps.find((step) => step >= leastUs)
    return long ?? roundStepOfTen(leastUs / 86_400e6) * 86_400e6
  }
  return roundStepOfTen(leastUs)
}

function roundStepOfTen(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return (steps.find((step) => step * power >= least * (1 - 1e-12)) ?? 10) * power
}

function tickLabel(atUs: number, stepUs: number): string {
  if (atUs === 0) return '0 s'
  const size = Math.max(Math.abs(atUs), stepUs)
  const [unitUs, , unit] = [...units].reverse().find(([us]) => size >= us) ?? units[0]
  const digits = Math.min(9, Math.max(0, Math.ceil(-Math.log10(stepUs / unitUs) - 1e-9)))
  return size >= 60e6 ? clock(atUs, digits) : `${(atUs / unitUs).toFixed(digits)} ${unit}`
}

/**
 * A length of time for people: three to four figures and the unit that fits, `1.25 s`, `340 µs`; from a minute on to the tenth of
 * a second, `2:05 min`, `1:01.4 min`. What rounds up to the next unit is told in it. For display only; exact times stay in the span.
 */
export function formatDuration(us: number): string {
  if (!(us > 0)) return '0 µs'
  for (const [unitUs, most, unit] of units) {
    const value = us / unitUs
    const rounded = Number(value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2))
    if (rounded < most) return `${rounded} ${unit}`
  }
  return clock(us, 1)
}

/** How long after the start of the simulation: `+340 µs`; its very start is `0 s`. */
export const formatOffset = (us: number): string => (us === 0 ? '0 s' : `+${formatDuration(us)}`)

/** Microseconds of each unit, and how many of it make the next. */
const units = [
  [0.001, 1000, 'ns'],
  [1, 1000, 'µs'],
  [1000, 1000, 'ms'],
  [1e6, 60, 's'],
] as const

/** `2:05 min`, `1:02:03.25 h`, with so many digits of a second at most. */
function clock(us: number, digits: number): string {
  const parts = Math.round((us / 1e6) * 10 ** digits)
  const whole = Math.floor(parts / 10 ** digits)
  const days = Math.floor(whole / 86_400)
  const hours = Math.floor(whole / 3600) % 24
  const minutes = Math.floor(whole / 60) % 60
  const fraction = String(parts % 10 ** digits).padStart(digits, '0')
  const rest = `${String(whole % 60).padStart(2, '0')}${Number(fraction) === 0 ? '' : `.${fraction}`}`
  const head = days > 0 ? `${days} d ` : ''
  return hours > 0 || days > 0 ? `${head}${hours}:${String(minutes).padStart(2, '0')}:${rest} h` : `${minutes}:${rest} min`
}
