/**
 * Jaeger's own page, measured once with the harness on a machine of this kind; milliseconds by spans. It is not run here, so its
 * figures are scaled by the harness's calibration: a machine that is slower today would have been slower for Jaeger too.
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

/** What the calibration loop takes on that kind of machine while nothing else runs. */
export const anchorCalibrationMs = 22

/** An anchor on this machine at the moment at which its own loop took `calibrationMs`. */
export const scaledAnchor = (anchorMs: number, calibrationMs: number): number => (anchorMs * calibrationMs) / anchorCalibrationMs

export const anchoredNote = `Jaeger is not run here: its figure was measured once, in the same way on a machine of this kind, and is scaled by the calibration loop of each run over the ${anchorCalibrationMs} ms that it takes there.`
