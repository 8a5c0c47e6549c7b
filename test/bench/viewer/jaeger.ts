/**
 * Jaeger's own page, measured once with the harness on a machine of this kind; milliseconds by spans. It is not run here.
 */
export const jaegerFirstMs: ReadonlyMap<number, number> = new Map([
  [1204, 1700],
  [5000, 2000],
  [20_000, 2400],
  [50_000, 3400],
])
export const jaegerClickMs: ReadonlyMap<number, number> = new Map([
  [1204, 1000],
  [50_000, 2800],
])
/** The flame graph of 50,000 spans. */
export const jaegerFlameMs = 7400

export const anchoredNote =
  'Jaeger is not run here: its figure was measured once, in the same way on a machine of this kind, and is taken as it was. How fast that machine was at the moment is not known, so nothing is scaled; what the calibration loop took in each run here is printed with the run.'
