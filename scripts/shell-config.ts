import react from '@vitejs/plugin-react'
import type { UserConfig } from 'electron-vite'
import { preloadFirstView } from './preload-first-view.ts'
import { wrapInFunctions } from './wrap-in-functions.ts'

const here = (path: string) => new URL(`../${path}`, import.meta.url).pathname

/** Without Zod and what needs it: what is drawn first has no schemas. */
export const isCommon =
  /\/node_modules\/(?!zod\/)|\/shared\/(?!contract\/|checks\/)|\/renderer\/(?:stores|widgets|transport)\/|\/renderer\/app\/[\w-]+\.css$/

/**
 * The shell and the page. One build for two Electrons: 45 ships, 22 (Node 16.17, Chrome 108) is what the tests can get; so main and
 * preload are CommonJS with everything bundled but keytar, and lightningcss lowers the styles.
 */
export const shellConfig: UserConfig = {
  main: {
    build: {
      outDir: 'out/main',
      target: 'node16.17',
      minify: false,
      sourcemap: true,
      externalizeDeps: false,
      lib: { entry: here('electron/main/index.ts'), formats: ['cjs'] },
      // Packaged, main lies in an archive, where Electron's `require` finds keytar and its `import()` does not.
      rollupOptions: {
        external: ['keytar'],
        output: { entryFileNames: 'index.cjs', chunkFileNames: '[name].cjs', dynamicImportInCjs: false },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node16.17',
      minify: false,
      externalizeDeps: false,
      lib: { entry: here('electron/preload/index.ts'), formats: ['cjs'] },
      rollupOptions: { output: { entryFileNames: 'index.cjs' } },
    },
  },
  renderer: {
    root: here('renderer'),
    plugins: [react(), preloadFirstView(), wrapInFunctions()],
    css: { transformer: 'lightningcss' },
    build: {
      outDir: 'out/renderer',
      target: 'chrome108',
      modulePreload: { polyfill: false },
      cssMinify: 'lightningcss',
      minify: 'oxc',
      // A data: URL would need a hole in the policy for fonts.
      assetsInlineLimit: 0,
      rollupOptions: {
        input: here('renderer/index.html'),
        output: {
          // What the views stand on is one file, not thirty that are each asked for; with Mantine's styles before those of our own
          // widgets, which override them.
          codeSplitting: { groups: [{ name: 'common', test: isCommon }] },
        },
      },
    },
  },
}
