import type { Connection } from '../../../renderer/transport/port-link.ts'
import type { Shell } from '../../../shared/contract/shell.ts'
import type { callEveryProcedure } from '../every-procedure.ts'
import type { ProbeClient } from '../probe-contract.ts'

/** What the probe's page holds as `window.probe`. */
export interface ProbePage {
  readonly client: ProbeClient
  readonly status: Connection['status']
  readonly shell: Shell
  readonly callEveryProcedure: typeof callEveryProcedure
  /** Every message that came to this page, as text. */
  readonly received: readonly string[]
  /** What the policy stopped. */
  readonly violations: readonly string[]
}
