import { defineConfig } from 'electron-vite'
import { shellConfig } from '../../../scripts/shell-config.ts'

const here = new URL('.', import.meta.url).pathname

/** The product's own shell around a page that is only a client: tests of the shell do not wait for the UI's build. */
export default defineConfig({
  ...shellConfig,
  renderer: {
    root: here,
    build: { target: 'chrome108', modulePreload: { polyfill: false }, rollupOptions: { input: `${here}index.html` } },
  },
})
