import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'

/** The engine's process and the command line: ES modules for the shipped Node, everything bundled but what is native. */
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'out',
    // `out` holds the shell and the page too.
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'node22',
    minify: false,
    sourcemap: true,
    rollupOptions: {
      input: { 'engine/index': 'electron/engine/process/index.ts', 'cli/index': 'electron/cli/index.ts' },
      external: [/^node:/, ...builtinModules, /^chdb(?:\/|$)/, 'keytar'],
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
    },
  },
  ssr: { noExternal: true },
})
