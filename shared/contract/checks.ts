import * as z from 'zod'
import { Iso, reportFormat } from './import.ts'

export const CheckVerdict = z.enum(['pass', 'warn', 'fail', 'skipped'])
export type CheckVerdict = z.infer<typeof CheckVerdict>

/** Where the one next step leads; the app makes a button of it, the command line a sentence. */
export const NextStep = z.object({
  text: z.string(),
  action: z
    .enum([
      'replace-key',
      'edit-connection',
      'pick-project',
      'change-window',
      'show-near-misses',
      'show-snippet',
      'open-store',
      'switch-simulation',
      'import',
      'retry',
    ])
    .nullable(),
  /** A project name, simulation id or the like that the action starts from. */
  value: z.string().nullable(),
  /** Of `change-window`: the window to look at instead, where one is known. */
  window: z.object({ start: Iso, end: Iso }).optional(),
})
export type NextStep = z.infer<typeof NextStep>

export const CheckResult = z.object({
  id: z.string(),
  title: z.string(),
  /** The symptom of Coval's page that this check explains, or null. */
  symptom: z.string().nullable(),
  /** Words that people search for: "401", "connection refused". */
  keywords: z.array(z.string()),
  verdict: CheckVerdict,
  /** What was seen, as facts; one line each. */
  evidence: z.array(z.string()),
  next: NextStep.nullable(),
})
export type CheckResult = z.infer<typeof CheckResult>

export const CheckReport = z.object({ format: z.literal(reportFormat), checks: z.array(CheckResult) })
export type CheckReport = z.infer<typeof CheckReport>

export const CheckEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gathering'), what: z.string() }),
  z.object({ kind: z.literal('check'), result: CheckResult }),
  z.object({ kind: z.literal('report'), report: CheckReport }),
])
export type CheckEvent = z.infer<typeof CheckEvent>
