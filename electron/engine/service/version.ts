import { readFile } from 'node:fs/promises'
import { findResource } from './resources.ts'

/** The product's version, from package.json. */
export async function productVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(await findResource('package.json'), 'utf8'))
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null
  if (typeof version !== 'string') throw new Error('package.json names no version')
  return version
}
