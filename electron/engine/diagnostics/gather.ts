import { type DiagnosticFacts, type Fact, type FactName, failed } from '../../../shared/checks/facts.ts'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import { realClock } from '../phoenix/clock.ts'
import { unlessAborted } from '../phoenix/job.ts'
import { allSkipped, type Step, type StepContext, steps } from './steps.ts'
import type { DiagnosticDependencies } from './types.ts'

export interface GatherOptions {
  readonly signal: AbortSignal
  /** The facts to look for, with all that they need; everything unless given. */
  readonly wanted?: readonly FactName[]
  readonly onStep?: (what: string) => void
  readonly onFact?: (name: FactName, fact: Fact<unknown>) => void
}

/**
 * Gathers facts live, each once, within the request's budget. An expected failure is a fact; throws only `cancelled`, and
 * bugs.
 */
export async function gatherFacts(
  request: ImportRequest,
  dependencies: DiagnosticDependencies,
  { signal, wanted, onStep, onFact }: GatherOptions,
): Promise<DiagnosticFacts> {
  const facts: Record<string, Fact<unknown>> = {}
  const stop = new AbortController()
  const { clock = realClock } = dependencies
  const context: StepContext = {
    request,
    dependencies,
    signal: AbortSignal.any([signal, stop.signal]),
    clock,
    deadline: clock.elapsed() + request.budgetSeconds * 1000,
    value(name) {
      const fact = (facts as DiagnosticFacts)[name]
      if (fact?.state !== 'known') throw new Error(`a step reads the fact ${name} without needing it`)
      return fact.value
    },
    store: null,
  }

  async function perform(step: Step): Promise<void> {
    if (signal.aborted) throw new CompanionError('cancelled', 'the checks were cancelled')
    const reason = missing(step, facts)
    if (reason === null) onStep?.(step.what)
    const given = reason === null ? await runStep(step, context) : allSkipped(step.gives, reason)
    for (const name of step.gives) {
      const fact = given[name]
      if (fact === undefined) throw new Error(`the step "${step.what}" did not give ${name}`)
      facts[name] = fact
      onFact?.(name, fact)
    }
  }

  const running = new Map<Step, Promise<void>>()
  for (const step of chooseSteps(wanted)) {
    const before = [...running].filter(([other]) => other.gives.some((name) => step.needs.includes(name)))
    const run = Promise.all(before.map(([, promise]) => promise)).then(() => perform(step))
    // One bug or cancellation ends the others at once; it is thrown below.
    run.catch(() => stop.abort())
    running.set(step, run)
  }
  const settled = await untilCancelled(Promise.allSettled(running.values()), signal)
  const reasons = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  if (reasons.length > 0) throw reasons.find((reason) => !(reason instanceof CompanionError)) ?? reasons[0]
  return facts as DiagnosticFacts
}

/** A store cannot be interrupted: cancelling does not wait for it. */
async function untilCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await unlessAborted(work, signal)
  } catch (error) {
    throw signal.aborted ? new CompanionError('cancelled', 'the checks were cancelled') : error
  }
}

async function runStep(step: Step, context: StepContext): Promise<DiagnosticFacts> {
  try {
    return await step.run(context)
  } catch (error) {
    if (!(error instanceof CompanionError) || error.code === 'cancelled') throw error
    // The first fact failed; what the step would have found behind it was not looked at.
    const [first, ...rest] = step.gives
    return { ...(first === undefined ? {} : { [first]: failed(error.code, error.message) }), ...allSkipped(rest, error.message) }
  }
}

/** Why a step cannot run, in the words of the first fact that is missing. */
function missing(step: Step, facts: Readonly<Record<string, Fact<unknown>>>): string | null {
  for (const name of step.needs) {
    const fact = facts[name]
    if (fact?.state === 'failed') return fact.message
    if (fact?.state === 'skipped') return fact.reason
  }
  return null
}

/** The steps that give the wanted facts, and those that they need, in order. */
function chooseSteps(wanted: readonly FactName[] | undefined): Step[] {
  if (wanted === undefined) return [...steps]
  const names = new Set(wanted)
  const chosen: Step[] = []
  for (const step of [...steps].reverse()) {
    if (!step.gives.some((name) => names.has(name))) continue
    chosen.unshift(step)
    for (const name of step.needs) names.add(name)
  }
  return chosen
}
