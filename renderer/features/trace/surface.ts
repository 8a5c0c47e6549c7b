import { useEffect, useLayoutEffect, useRef, useState } from 'react'

/** A canvas to draw on, in CSS pixels, cleared. */
export interface Surface {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  /** The value of a CSS variable of the theme. */
  readonly colour: (name: string) => string
  readonly font: (px: number, weight?: number) => string
}

let palette: { scheme: string; colours: Map<string, string>; family: string } | null = null

/** Colours are looked up once a theme: asking for a computed style in every frame would cost a layout. */
function readPalette() {
  const scheme = document.documentElement.getAttribute('data-mantine-color-scheme') ?? ''
  if (palette?.scheme !== scheme || palette.family === '')
    palette = { scheme, colours: new Map(), family: getComputedStyle(document.body).fontFamily }
  return palette
}

export function themeColour(name: string): string {
  const { colours } = readPalette()
  const known = colours.get(name)
  if (known !== undefined) return known
  const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  colours.set(name, value)
  return value
}

/** Counts changes of the theme and of the loaded fonts, which a canvas does not follow by itself. */
function useLook(): number {
  const [look, setLook] = useState(0)
  useEffect(() => {
    const change = () => setLook((count) => count + 1)
    const themes = new MutationObserver(change)
    themes.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] })
    document.fonts.addEventListener('loadingdone', change)
    return () => {
      themes.disconnect()
      document.fonts.removeEventListener('loadingdone', change)
    }
  }, [])
  return look
}

/** The screen's pixels for one of CSS; changes when the window moves to another screen or the page is zoomed. */
function usePixelRatio(): number {
  const [ratio, setRatio] = useState(() => window.devicePixelRatio || 1)
  useEffect(() => {
    const query = window.matchMedia(`(resolution: ${ratio}dppx)`)
    const change = () => setRatio(window.devicePixelRatio || 1)
    query.addEventListener('change', change)
    return () => query.removeEventListener('change', change)
  }, [ratio])
  return ratio
}

/** A canvas that is drawn anew in the frame in which `draw` changes. Returns the ref to put on it. */
export function useSurface(width: number, height: number, draw: (surface: Surface) => void) {
  const ref = useRef<HTMLCanvasElement>(null)
  const look = useLook()
  const ratio = usePixelRatio()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` is what the colours come from
  useLayoutEffect(() => {
    const canvas = ref.current
    if (!canvas || width <= 0 || height <= 0) return
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
    // Setting the size throws the bitmap away, which costs more than clearing it.
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w
      canvas.height = h
      canvas.style.width = `${w / ratio}px`
      canvas.style.height = `${h / ratio}px`
    }
    const context = canvas.getContext('2d')
    if (!context) return
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    const { family } = readPalette()
    draw({ context, width, height, colour: themeColour, font: (px, weight = 400) => `${weight} ${px}px ${family}` })
  }, [width, height, draw, look, ratio])
  return ref
}
