import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder, without a slash at the end. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url)).replace(/[\\/]$/, '')

/** What builds and tests leave behind; the same names stand in .gitignore. */
const LEFT_BEHIND = new Set(['.git', '.cache', 'node_modules', 'out', 'dist', 'coverage', 'test-results', 'playwright-report'])

/** Every file of the project, as a path from the root with forward slashes, in order. */
export function listProjectFiles(folder = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !LEFT_BEHIND.has(entry.name) && !entry.name.endsWith('.tsbuildinfo'))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? listProjectFiles(path) : [relative(ROOT, path).replaceAll('\\', '/')]
    })
    .sort()
}

/** Whether the compiler or Vite reads the file as source. */
export function isSource(file: string): boolean {
  return /\.([cm]?[jt]s|tsx)$/.test(file)
}
