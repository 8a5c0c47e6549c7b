// What jsdom lacks of a browser and Mantine asks for. Measurements are all zero here; what depends on them belongs into e2e/.
import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

afterEach(() => {
  cleanup()
  window.localStorage.clear()
})

// Mantine's warnings name an element, which takes seconds to print with all that React hangs on it.
const { warn } = console
console.warn = (...told: unknown[]) => warn(...told.map((one) => (one instanceof Element ? `<${one.localName}>` : one)))

class StillResizeObserver implements ResizeObserver {
  readonly #seen = new Set<Element>()
  observe(target: Element): void {
    this.#seen.add(target)
  }
  unobserve(target: Element): void {
    this.#seen.delete(target)
  }
  disconnect(): void {
    this.#seen.clear()
  }
}

/** No query matches: a wide, light screen without reduced motion. */
function matchNothing(media: string): MediaQueryList {
  const target = new EventTarget()
  return Object.assign(target, {
    media,
    matches: false,
    onchange: null,
    addListener: (listener: EventListener | null) => target.addEventListener('change', listener),
    removeListener: (listener: EventListener | null) => target.removeEventListener('change', listener),
  }) as MediaQueryList
}

window.ResizeObserver ??= StillResizeObserver
window.matchMedia ??= matchNothing
// Fonts never arrive, so nothing has to be measured again.
if (document.fonts === undefined) Object.defineProperty(document, 'fonts', { value: new EventTarget() })
Element.prototype.scrollIntoView ??= function scrollIntoView(this: Element) {
  this.setAttribute('data-scrolled-into-view', '')
}
