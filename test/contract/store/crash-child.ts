import { flushCompileCache } from 'node:module'
import { connectEmbedded } from '../../../electron/engine/store/connection/embedded.ts'
import { connectServer } from '../../../electron/engine/store/connection/server.ts'
import { openStore } from '../../../electron/engine/store/open-store.ts'
import type { StoreLocation } from '../../../electron/engine/store/types.ts'
import { everything, header, noon, traceRow } from './rows.ts'

/**
 * A process of its own that uses a store until it is killed. Arguments: a directory or a location as JSON, then `hold` (open and
 * stay), `look` (say what is there and end) or `import` (say what is there, then replace one import for ever). The third argument
 * `step:n` kills the process at that step of the n-th import. Each line on stdout is one JSON object.
 */
const [where = '', mode = 'hold', stopAt = ''] = process.argv.slice(2)
const location: StoreLocation = where.startsWith('{')
  ? JSON.parse(where)
  : { kind: 'embedded', path: where, table: 'otel_traces' }
const [stopStep, stopCount] = stopAt.split(':')
let imports = 0

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

const store = await openStore(location, {
  onStep: (step) => {
    if (step === stopStep && imports === Number(stopCount)) process.kill(process.pid, 'SIGKILL')
  },
})

// A process that is killed keeps nothing that it compiled.
flushCompileCache()

if (mode !== 'hold') say(await lookAround())
else say({ open: true })

if (mode === 'hold') await new Promise(() => setInterval(() => null, 1_000))
if (mode === 'import') for (;;) await importNext()
await store.close()

/** The import that counts and its spans' names, every row of the table by import, and what else there is. */
async function lookAround() {
  const behind = location.kind === 'embedded' ? await connectEmbedded(location.path) : await connectServer(location)
  const record = await store.findImport('sim')
  const spans = record === null ? [] : await store.readSpans(record.importId)
  const rows = await behind.query<{ id: string; rows: number }>(
    "SELECT ResourceAttributes['coval.import.id'] AS id, toInt32(count()) AS rows FROM otel_traces GROUP BY id",
  )
  const tables = await behind.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'coval_staging_')",
  )
  await behind.close()
  return {
    generation: record === null ? 0 : Number(spans[0]?.SpanName ?? -1),
    // One name and as many spans as were written: the import is whole.
    whole: record === null || (new Set(spans.map((span) => span.SpanName)).size === 1 && spans.length === record.spans),
    spans: spans.length,
    strayRows: rows.filter(({ id }) => id !== record?.importId).map(({ rows }) => rows),
    ownRows: rows.find(({ id }) => id === record?.importId)?.rows ?? 0,
    staging: tables.map(({ name }) => name),
  }
}

async function importNext(): Promise<void> {
  imports += 1
  const old = await store.findImport('sim')
  const generation = old === null ? 1 : Number((await store.readSpans(old.importId))[0]?.SpanName) + 1
  const writer = await store.beginImport(header('sim'), { replaces: old?.importId ?? null, signal: new AbortController().signal })
  // Half of the spans lie before midnight and half after it: two partitions, two parts.
  const rows = Array.from({ length: 200 + (generation % 5) * 100 }, (_, span) =>
    traceRow({ trace: 1, span, at: noon + BigInt(span % 2) * 50_400_000_000_000n, SpanName: String(generation) }),
  )
  const half = rows.length / 2
  await Promise.all([writer.write(rows.slice(0, half)), writer.write(rows.slice(half))])
  await writer.commit(everything('sim'))
  say({ committed: generation })
}
