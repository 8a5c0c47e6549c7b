import type { Command } from './commands/command.ts'
import { commands } from './commands/index.ts'
import { formatTable } from './table.ts'

const optionLines: readonly (readonly [string, string])[] = [
  ['--host URL', 'Phoenix base address; a path prefix is kept'],
  ['--project NAME', 'the Phoenix project that the agent writes to'],
  ['--connection NAME', 'a saved connection in place of host and project'],
  ['--with-key', 'read the API key from the terminal (hidden) or standard input'],
  ['--simulation ID', 'simulation output id, or the address of a Coval result'],
  ['--from T --to T', 'the window; times with a zone, 2026-11-22T14:38:02Z'],
  ['--last 30m', 'the window that ends now'],
  ['--store DIR|URL', 'embedded store directory, or http(s)://user@host:8123/database'],
  ['--table NAME', 'the table of that store (otel_traces)'],
  ['--with-password', 'read the ClickHouse password like a key'],
  ['--limits documented', 'read only the five pages that Coval’s page documents'],
  ['--strategy scan', 'read the whole window instead of selecting'],
  ['--budget 90', 'seconds for the whole run'],
  ['--replace', 'import again in place of an earlier import'],
  ['--only CHECK', 'run one check; may be repeated'],
  ['--fail-if TEXT', 'exit code 3 where it holds or cannot be computed, as p95(llm) > 2s; may be repeated'],
  ['--allow-partial', 'let a threshold pass over a partial import too'],
  ['--port N', 'port of the loopback host; a free one unless given'],
  ['--no-open', 'print the link and open no browser'],
  ['--output FILE', 'where the file goes (-o)'],
  ['--record FILE', 'write what Phoenix answers to this run into a recording, redacted; also when it fails'],
  ['--level structure', 'what a recording shows: structure, text (masked) or everything'],
  ['--preview', 'print exactly what would go in, and write nothing'],
  ['--live', 'compare with a live connection in place of a second file'],
  ['--json', 'one JSON document on standard output'],
]

/** What the program can do; for one command, its form and its options. */
export function helpText(command: Command | null): string {
  if (command !== null) {
    const known = new Set<string>(command.options)
    const options = optionLines.filter(([form]) => [...form.matchAll(/--([a-z-]+)/g)].some(([, name]) => known.has(name ?? '')))
    return `coval-companion ${command.name} ${command.form}\n  ${command.summary}\n\n${formatTable(options, ['left', 'left'])}`
  }
  const rows = commands.map(({ name, form, summary }) => [`${name} ${form}`.trim(), summary])
  return `coval-companion: Coval’s Phoenix import on your own machine\n\n${formatTable(rows, ['left', 'left'])}

Without --connection or --host, Phoenix's own variables count: PHOENIX_COLLECTOR_ENDPOINT, PHOENIX_API_KEY, PHOENIX_PROJECT_NAME.
Exit codes: 0 done, 1 failed, 2 usage, 3 empty, or a check or threshold failed, 4 skipped or imported already, 130 cancelled.
Options of a command: coval-companion COMMAND --help`
}
