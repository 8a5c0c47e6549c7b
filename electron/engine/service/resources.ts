import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Finds a file that ships beside the program, by walking up from this module: the repository's root when run from source, the
 * build's or package's folder otherwise. Throws when it is nowhere: then the installation is broken.
 */
export async function findResource(relativePath: string): Promise<string> {
  for (let directory = dirname(fileURLToPath(import.meta.url)); ; directory = dirname(directory)) {
    const candidate = join(directory, relativePath)
    const found = await access(candidate).then(
      () => true,
      () => false,
    )
    if (found) return candidate
    if (directory === dirname(directory)) throw new Error(`${relativePath} is missing from this installation`)
  }
}
