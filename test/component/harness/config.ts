import react from '@vitejs/plugin-react'
import type { InlineConfig } from 'vite'

/** The page on an engine in memory. Never shipped. */
export const harness: InlineConfig = {
  configFile: false,
  root: import.meta.dirname,
  plugins: [react()],
  css: { transformer: 'lightningcss' },
  build: { target: 'chrome108', outDir: '../../../out/harness', emptyOutDir: true },
}
