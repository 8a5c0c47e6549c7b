import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import zlib from 'node:zlib'

const gunzip = promisify(zlib.gunzip)

/** One recorded project: the answers of `GET …/spans/otlpv1`, newest page first, as text. */
export interface ReplayProject {
  readonly name: string
  readonly pages: readonly string[]
}

/** Reads the projects of a folder: each has a folder of its own with `page-1.json` or `page-1.json.gz` and so on. `names` picks some. */
export async function loadRecordings(folder: string, names?: readonly string[]): Promise<ReplayProject[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = entries.filter((entry) => entry.isDirectory() && (names?.includes(entry.name) ?? true)).map((entry) => entry.name)
  const missing = names?.filter((name) => !found.includes(name)) ?? []
  if (missing.length > 0) throw new Error(`no recording named ${missing.join(', ')} in ${folder}`)
  const projects = await Promise.all(found.sort().map((name) => loadRecording(path.join(folder, name), name)))
  return projects.filter(({ pages }) => pages.length > 0)
}

/** Reads one recorded project. */
export async function loadRecording(folder: string, name: string): Promise<ReplayProject> {
  const files = (await readdir(folder)).flatMap((file) => {
    const match = /^page-(\d+)\.json(?:\.gz)?$/.exec(file)
    return match ? [{ file, number: Number(match[1]) }] : []
  })
  files.sort((a, b) => a.number - b.number)
  const pages = await Promise.all(
    files.map(async ({ file }) => {
      const bytes = await readFile(path.join(folder, file))
      return (file.endsWith('.gz') ? await gunzip(bytes) : bytes).toString('utf8')
    }),
  )
  return { name, pages }
}
