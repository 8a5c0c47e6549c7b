import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus, release, totalmem } from 'node:os'
import path from 'node:path'
import { timeProcess } from '../measure/timed-process.ts'

const chdbPackage = path.join(import.meta.dirname, '..', '..', '..', 'node_modules', 'chdb', 'package.json')

/** The machine's size and the programs' versions; nothing that names the machine. */
export async function describeMachine(versions: {
  /** Null where nothing measured asks one. */
  readonly phoenix: string | null
  readonly clickhouse: string | null
  readonly python: readonly string[]
}): Promise<string> {
  const processor = cpus()[0]?.model.trim() || 'an unnamed processor'
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const system = `${process.platform} ${release().split('-')[0]} ${process.arch}`
  const { output } = await timeProcess('curl', ['--version'])
  const curl = output.split(' ').slice(0, 2).join(' ')
  const chdb = JSON.parse(await readFile(chdbPackage, 'utf8')) as { version: string }
  const programs = [
    `Node ${process.versions.node}`,
    ...(versions.phoenix === null ? [] : [`Phoenix ${versions.phoenix} on SQLite`]),
    `chdb ${chdb.version}${versions.clickhouse === null ? '' : ` (ClickHouse ${versions.clickhouse})`}`,
    curl,
    ...versions.python.map((one) => one.replace('==', ' ')),
  ]
  return `${new Date().toISOString().slice(0, 10)} · ${availableParallelism()} cores (${processor}) · ${memory} · ${system} · ${programs.join(' · ')}. Everything ran on this one machine${versions.phoenix === null ? '' : ', Phoenix included'}.`
}
