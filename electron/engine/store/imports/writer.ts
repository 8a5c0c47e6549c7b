import { randomBytes } from 'node:crypto'
import { CompanionError } from '../../../../shared/contract/errors.ts'
import type { TraceRow } from '../../../../shared/otlp/span.ts'
import type { Connection } from '../connection/connection.ts'
import { untilStopped } from '../connection/stopping.ts'
import { traceColumnNames } from '../schema/columns.ts'
import type { TraceTable } from '../schema/trace-table.ts'
import type { ImportHeader, ImportWriter } from '../types.ts'
import { chooseSpans, type StagedSpan } from './choice.ts'
import { type Cleaner, liveImports } from './cleaning.ts'
import { proveCopied } from './copied.ts'
import type { ImportLog, LogFacts } from './log.ts'
import { copyStaged, createStaging, dropStaging, rowTime, stagedLines, stagingTable } from './staging.ts'
import type { ImportStanding } from './standing.ts'

/** The points between which a crash may fall, in order. */
export const writerSteps = ['started', 'staging', 'staged', 'committing', 'copied', 'complete', 'cleaned', 'dropped'] as const
export type WriterStep = (typeof writerSteps)[number]

interface Tables {
  readonly log: ImportLog
  readonly cleaner: Cleaner
}

/** Connection, log and cleaner end with the import's signal. */
export interface WriterSurroundings extends Tables {
  readonly connection: Connection
  /** The same with a signal that fires somewhat later: for what has to be known or removed after the end as well. */
  readonly lasting: Tables & { readonly signal: AbortSignal }
  readonly table: TraceTable
  /** Settings of a statement that has to see what was written before it. */
  readonly seeAll: readonly string[]
  /** Milliseconds between two signs of life on a server. */
  readonly pulseMs: number
  /** Called after each step has happened. */
  readonly onStep: (step: WriterStep) => void | Promise<void>
  /** Told of a failure after which nothing more is owed: what it left is cleaned at the next opening. */
  readonly onProblem: (error: unknown) => void
}

/** Logs the start and creates the staging table. The order of steps is what makes a crash harmless (ADR 0003). */
export async function startImport(
  around: WriterSurroundings,
  header: ImportHeader,
  options: { replaces: string | null; signal: AbortSignal },
): Promise<ImportWriter> {
  const { connection, log, lasting, onStep } = around
  const { signal } = options
  const importId = randomBytes(12).toString('hex')
  const staged: StagedSpan[] = []
  const facts: LogFacts = { importId, header, supersedes: options.replaces }
  let queue: Promise<void> = Promise.resolve()
  let phase: 'writing' | 'committed' | 'abandoned' = 'writing'

  throwIfStopped(signal)
  liveImports.add(importId)
  try {
    await log.append('started', facts)
    await onStep('started')
    await connection.command(createStaging(importId))
    await onStep('staging')
  } catch (error) {
    await takeBack().catch(ignoreExpected)
    liveImports.delete(importId)
    throw error
  }
  const pulse = connection.kind === 'server' ? setInterval(showLife, around.pulseMs).unref() : null

  function showLife(): void {
    // A missed sign of life is made up by the next one; one whose lease ran out learns it at commit.
    log.append('started', facts).catch(around.onProblem)
  }

  function finish(): void {
    if (pulse !== null) clearInterval(pulse)
    liveImports.delete(importId)
  }

  async function takeBack(): Promise<void> {
    const one = (await lasting.log.judge(header.identity)).get(importId)
    if (one !== undefined && one.standing !== 'purged') await lasting.cleaner.remove([one])
  }

  function ignoreExpected(error: unknown): void {
    if (!(error instanceof CompanionError)) throw error
    around.onProblem(error)
  }

  async function stage(rows: readonly TraceRow[]): Promise<void> {
    for (const lines of stagedLines(rows, importId)) {
      throwIfStopped(signal)
      await connection.insert(stagingTable(importId), traceColumnNames, lines, signal)
    }
    await onStep('staged')
  }

  return {
    importId,

    async write(rows) {
      if (phase !== 'writing') throw new Error(`write after the import was ${phase}`)
      for (const row of rows) staged.push({ traceId: row.TraceId, spanId: row.SpanId, start: rowTime(row.Timestamp) })
      const written = queue.then(() => stage(rows))
      queue = written
      // Whoever does not wait for this write learns of its failure from the next one or from `commit`.
      written.catch(ignore)
      await untilCancelled(written, signal)
    },

    async commit({ window, traceIds, maxSpans, partial, report }) {
      if (phase !== 'writing') throw new Error(`commit after the import was ${phase}`)
      await untilCancelled(queue, signal)
      throwIfStopped(signal)
      const choice = chooseSpans(staged, traceIds, maxSpans)
      const { spans, range } = choice
      const settledHeader = { ...header, window: window ?? header.window }
      const whole: LogFacts = {
        ...facts,
        header: settledHeader,
        spans,
        traceIds: choice.traceIds,
        range,
        partial,
        report: report(spans),
      }
      await log.append('committing', whole)
      await onStep('committing')
      if (range !== null) {
        const { table, seeAll } = around
        const keep = { onlyLoggedTraces: spans < staged.length, maxSpans: choice.cut ? maxSpans : null }
        const copy = copyStaged(importId, table.name, keep, seeAll)
        await connection.command(copy.sql, copy.parameters, signal)
        const place = { first: String(range.first), last: String(range.last) }
        await untilCancelled(proveCopied(connection, seeAll, { table, importId, range: place, spans }, signal), signal)
      }
      await onStep('copied')
      throwIfStopped(signal)
      const standings = await complete(lasting.log, whole)
      phase = 'committed'
      await onStep('complete')
      try {
        await around.cleaner.remove([...standings.values()].filter((one) => one.standing === 'hidden'))
        await onStep('cleaned')
        await dropStaging(connection, importId)
        await onStep('dropped')
      } catch (error) {
        around.onProblem(error)
      } finally {
        finish()
      }
      return spans
    },

    async abandon() {
      if (phase !== 'writing') return
      phase = 'abandoned'
      try {
        // The rows that are on their way must have arrived before they are removed.
        await untilCancelled(queue.catch(ignore), lasting.signal)
        await takeBack()
      } catch (error) {
        ignoreExpected(error)
      } finally {
        finish()
      }
    },
  }
}

/**
 * The step that makes the import visible; too short to be cut, and its fate must be known. Where the answer was lost on the way, the
 * log tells whether it happened; where the store has taken the entry, a replica that has not heard of it says nothing against it.
 * Answers how the imports of its identity stand then.
 */
async function complete(log: ImportLog, facts: LogFacts): Promise<ReadonlyMap<string, ImportStanding>> {
  let failure: unknown = null
  try {
    await log.append('complete', facts)
  } catch (error) {
    failure = error
  }
  const standings = await log.judge(facts.header.identity)
  const standing = standings.get(facts.importId)?.standing
  if (standing === 'dead' || standing === 'purged')
    throw new CompanionError('store-failed', 'the import was given up by another process, because it showed no life for too long')
  // `hidden`: another process completed the same import a moment later.
  const counted = standing === 'visible' || standing === 'hidden'
  if (failure !== null && !counted) throw failure
  return standings
}

function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new CompanionError('cancelled', 'the import was stopped')
}

/** Answers as soon as `signal` fires; the work itself goes on to its own end. */
async function untilCancelled(work: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await untilStopped(work, signal)
  } catch (error) {
    throwIfStopped(signal)
    throw error
  }
}

/** For a failure that somebody else is told of. */
function ignore(): void {
  return
}
