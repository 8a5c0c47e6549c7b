import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

const file = path.join(import.meta.dirname, '..', '..', '..', 'docs', 'benchmarks.md')

/** Replaces what stands between the markers of this part in docs/benchmarks.md; the words around them are people's. */
export async function writeMeasured(part: string, text: string): Promise<void> {
  const before = await readFile(file, 'utf8')
  const [opening, closing] = [`<!-- measured ${part}: begin (npm run bench writes this) -->`, `<!-- measured ${part}: end -->`]
  const from = before.indexOf(opening)
  const to = before.indexOf(closing)
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has lost the markers of ${part}`)
  await writeFile(file, `${before.slice(0, from + opening.length)}\n\n${text}\n\n${before.slice(to)}`)
}
