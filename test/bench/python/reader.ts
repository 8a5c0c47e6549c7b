import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { collectorStatements } from '../../contract/store/collector-tables.ts'
import { temporaryFolder } from '../setup/cache.ts'

export interface PythonReader {
  /** Reads and inserts into an empty table; milliseconds as Python took them. */
  readAndInsert(request: { host: string; project: string; start: string; end: string; limit: number }): Promise<number>
  stop(): Promise<void>
}

/** Phoenix's Python client and chDB's Python session in a process of their own. */
export async function startPythonReader(python: string): Promise<PythonReader> {
  const folder = await temporaryFolder('python')
  const program = path.join(import.meta.dirname, 'read_and_insert.py')
  const child = spawn(python, [program, path.join(folder, 'store')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (request: object): Promise<Record<string, number>> => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const line = await lines.next()
    if (line.done) throw new Error("Python's part ended early")
    return JSON.parse(line.value) as Record<string, number>
  }
  const stop = async () => {
    child.stdin.end()
    await gone
    await rm(folder, { recursive: true, force: true })
  }
  try {
    // The lookup's view would only cost it time.
    for (const statement of collectorStatements('classic').slice(0, 1)) await ask({ statement })
  } catch (error) {
    await stop()
    throw error
  }
  return {
    async readAndInsert(request) {
      await ask({ statement: 'TRUNCATE TABLE otel_traces' })
      const { elapsedMs, rows } = await ask(request)
      if (elapsedMs === undefined || rows !== request.limit) throw new Error(`Python inserted ${rows} rows`)
      return elapsedMs
    },
    stop,
  }
}
