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
  const [unitUs, unit] = atUs === 0 ? [1e6, 's'] : unitOf(Math.max(Math.abs(atUs), stepUs))
  if (unit === 'min') return clock(atUs)
  const digits = Math.min(9, Math.max(0, Math.ceil(-Math.log10(stepUs / unitUs) - 1e-9)))
  return `${atUs === 0 ? '0' : (atUs / unitUs).toFixed(digits)} ${unit}`
}

/**
 * A length of time for people: three to four figures and the unit that fits, `1.25 s`, `340 µs`, `2:05 min`.
 * For display only; exact times stay in the span.
 */
export function formatDuration(us: number): string {
  if (!(us > 0)) return '0 µs'
  const [unitUs, unit] = unitOf(us)
  if (unit === 'min') return clock(us)
  const value = us / unitUs
  return `${Number(value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2))} ${unit}`
}

function unitOf(us: number): [number, string] {
  if (us >= 60e6) return [60e6, 'min']
  if (us >= 1e6) return [1e6, 's']
  if (us >= 1000) return [1000, 'ms']
  return us >= 1 ? [1, 'µs'] : [0.001, 'ns']
}

function clock(us: number): string {
  const seconds = us / 1e6
  const whole = Math.floor(seconds)
  const days = Math.floor(whole / 86_400)
  const hours = Math.floor(whole / 3600) % 24
  const minutes = Math.floor(whole / 60) % 60
  const rest = `${String(whole % 60).padStart(2, '0')}`
  const head = days > 0 ? `${days} d ` : ''
  return hours > 0 || days > 0 ? `${head}${hours}:${String(minutes).padStart(2, '0')}:${rest} h` : `${minutes}:${rest} min`
}
