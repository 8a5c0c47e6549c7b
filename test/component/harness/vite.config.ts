import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The page on an engine in memory, to look at it in any Chromium: `npx vite test/component/harness`. Never shipped. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  css: { transformer: 'lightningcss' },
  build: { target: 'chrome108', outDir: '../../../out/harness', emptyOutDir: true },
})
