import type { HtmlTagDescriptor, Plugin } from 'vite'

/** The view that the program starts with. */
const firstView = /\/preview-page-[\w-]+\.(?:js|css)$/
/** The fonts of the first view, in the letters that it is written in. */
const firstFonts = /\/(?:inter|jetbrains-mono)-latin-wght-normal-[\w-]+\.woff2$/

/**
 * Names in the page what it would ask for only after its code has run, or after it was laid out: the first view, and the fonts,
 * without which it is laid out twice, the first time in fonts that the system has to look for.
 */
export function preloadFirstView(): Plugin {
  return {
    name: 'preload-first-view',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        if (bundle === undefined) return []
        return Object.keys(bundle).flatMap((file) => {
          const tag = tagOf(file)
          return tag === null ? [] : [tag]
        })
      },
    },
  }
}

/** Styles are not preloaded but used: the view's own code then finds them there. */
function tagOf(file: string): HtmlTagDescriptor | null {
  const link = (attributes: Readonly<Record<string, string | boolean>>): HtmlTagDescriptor => ({
    tag: 'link',
    injectTo: 'head',
    attrs: { ...attributes, crossorigin: true, href: `./${file}` },
  })
  if (firstFonts.test(file)) return link({ rel: 'preload', as: 'font', type: 'font/woff2' })
  if (!firstView.test(file)) return null
  return file.endsWith('.css') ? link({ rel: 'stylesheet' }) : link({ rel: 'modulepreload' })
}
