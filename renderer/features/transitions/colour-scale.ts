import type { CellValue } from '../../stores/analysis-location.ts'

export type Scheme = 'light' | 'dark'

export interface Colour {
  readonly css: string
  /** A text on it that reads well. */
  readonly ink: string
}

/** Lightness, chroma and hue of a ramp's two ends, in OKLCH. */
interface Ramp {
  readonly from: readonly [number, number, number]
  readonly to: readonly [number, number, number]
}

// Lightness runs evenly from the surface away, so that equal steps of the value look equal and a print in grey still reads.
// Hues: indigo for steps, orange for errors, indigo and ochre for gap and overlap; each pair is told apart by every kind of colour vision.
const ramps: Record<Scheme, Record<'steps' | 'errors' | 'overlap', Ramp>> = {
  light: {
    steps: { from: [0.955, 0.018, 275], to: [0.36, 0.17, 272] },
    errors: { from: [0.955, 0.02, 60], to: [0.43, 0.145, 35] },
    overlap: { from: [0.955, 0.025, 90], to: [0.45, 0.09, 75] },
  },
  dark: {
    steps: { from: [0.33, 0.06, 275], to: [0.9, 0.07, 270] },
    errors: { from: [0.33, 0.05, 40], to: [0.88, 0.1, 65] },
    overlap: { from: [0.33, 0.04, 85], to: [0.88, 0.1, 90] },
  },
}

function linearToByte(value: number): number {
  const clipped = Math.max(0, Math.min(1, value))
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055
  return Math.round(encoded * 255)
}

/** Björn Ottosson's OKLab; returns sRGB bytes and the relative luminance. */
function oklch(lightness: number, chroma: number, hue: number): { rgb: [number, number, number]; luminance: number } {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s
  return {
    rgb: [linearToByte(red), linearToByte(green), linearToByte(blue)],
    luminance: 0.2126 * Math.max(0, red) + 0.7152 * Math.max(0, green) + 0.0722 * Math.max(0, blue),
  }
}

const darkInk = '#000000'
const lightInk = '#ffffff'

function colourAt(ramp: Ramp, share: number): Colour {
  const at = Math.max(0, Math.min(1, share))
  const mix = (index: 0 | 1 | 2) => ramp.from[index] + (ramp.to[index] - ramp.from[index]) * at
  const { rgb, luminance } = oklch(mix(0), mix(1), mix(2))
  // The better of two contrasts; only pure black and white reach 4.5 on every lightness.
  const ink = (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? darkInk : lightInk
  return { css: `rgb(${rgb.join(' ')})`, ink }
}

export interface ColourScale {
  /** How numbers become colours, for the legend. */
  readonly said: string
  readonly colour: (number: number) => Colour
  /** The number at a place of the legend, from 0 at the left to 1. */
  readonly numberAt: (place: number) => number
}

/** The scale of one value over all numbers of the matrix. Shares and rates always run from 0 to 100 %, so that pictures compare. */
export function colourScale(value: CellValue, numbers: readonly number[], scheme: Scheme): ColourScale {
  const { steps, errors, overlap } = ramps[scheme]
  switch (value) {
    case 'count': {
      const most = Math.max(1, ...numbers)
      return {
        said: 'colour by the square root of the count',
        colour: (number) => colourAt(steps, Math.sqrt(number / most)),
        numberAt: (place) => place * place * most,
      }
    }
    case 'share':
      return { said: 'colour by share', colour: (number) => colourAt(steps, number), numberAt: (place) => place }
    case 'errors':
      return { said: 'colour by error rate', colour: (number) => colourAt(errors, number), numberAt: (place) => place }
    case 'gap': {
      // Gaps run from microseconds to minutes: the colour goes by magnitude above a millisecond, both ways from zero.
      const size = (us: number) => Math.log10(1 + Math.abs(us) / 1000)
      const most = Math.max(size(1000), ...numbers.map(size))
      const back = (share: number) => (10 ** (Math.abs(share) * most) - 1) * 1000 * Math.sign(share)
      const overlaps = numbers.some((number) => number < 0)
      return {
        said: `colour by magnitude${overlaps ? '; the second began before the first ended where it is below zero' : ''}`,
        colour: (number) => colourAt(number < 0 ? overlap : steps, size(number) / most),
        numberAt: (place) => back(overlaps ? place * 2 - 1 : place),
      }
    }
  }
}
