// Adds to package-lock.json the optional platform packages that the registry in use does not serve: npm ≥ 11.16 leaves them out
// and `npm ci` then refuses its own lockfile (npm/cli#9846). Run by `npm run lock`.
import { readFileSync, writeFileSync } from 'node:fs'
import { completeLockfile, findMissingPackages, type Lockfile } from './lockfile.ts'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8')) as Lockfile
const missing = findMissingPackages(lock)
if (missing.length > 0) writeFileSync(file, `${JSON.stringify(completeLockfile(lock), null, 2)}\n`)
console.log(missing.length === 0 ? 'the lockfile is complete' : `added ${missing.map(({ name }) => name).join(', ')}`)
