// Checks the three worlds one by one; each has its own `lib` and `types`, so that a breach of the import rules is a type error too.
import { spawnSync } from 'node:child_process'

const worlds = ['tsconfig.shared.json', 'tsconfig.node.json', 'tsconfig.renderer.json']
const failed = worlds.filter((project) => spawnSync('tsc', ['-p', project], { stdio: 'inherit' }).status !== 0)
if (failed.length > 0) console.error(`type errors in ${failed.join(', ')}`)
process.exitCode = failed.length > 0 ? 1 : 0
