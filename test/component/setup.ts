// What jsdom lacks of a browser and Mantine asks for. Measurements are all zero here, but for what opens something; what depends on
// them belongs into e2e/.
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

/** A wide, light screen with reduced motion: what opens is there at once, and no test waits for frames. */
function matchMotion(media: string): MediaQueryList {
  const target = new EventTarget()
  return Object.assign(target, {
    media,
    matches: media.includes('prefers-reduced-motion: reduce'),
    onchange: null,
    addListener: (listener: EventListener | null) => target.addEventListener('change', listener),
    removeListener: (listener: EventListener | null) => target.removeEventListener('change', listener),
  }) as MediaQueryList
}

// What opens something has a place in the window: Mantine hides what was opened beside a target that is out of sight.
const { getBoundingClientRect: measure } = Element.prototype
Element.prototype.getBoundingClientRect = function place(this: Element): DOMRect {
  return this.hasAttribute('aria-haspopup') ? new DOMRect(8, 8, 24, 24) : measure.call(this)
}
for (const [side, length] of Object.entries({ clientWidth: 1280, clientHeight: 840 }))
  Object.defineProperty(document.documentElement, side, { value: length })

window.ResizeObserver ??= StillResizeObserver
window.matchMedia ??= matchMotion
// Fonts never arrive, so nothing has to be measured again.
if (document.fonts === undefined) Object.defineProperty(document, 'fonts', { value: new EventTarget() })
Element.prototype.scrollIntoView ??= function scrollIntoView(this: Element) {
  this.setAttribute('data-scrolled-into-view', '')
}
