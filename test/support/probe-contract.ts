import { type ContractRouterClient, eventIterator, oc } from '@orpc/contract'
import * as z from 'zod'
import { contract } from '../../shared/contract/index.ts'

/** Beside the product's contract: what is asked of a transport but does not occur in it (yet). */
const probe = {
  echo: oc.input(z.object({ when: z.date(), big: z.bigint() })).output(z.object({ when: z.date(), big: z.bigint() })),
  rows: oc
    .input(z.object({ count: z.number() }))
    .output(z.array(z.object({ id: z.string(), name: z.string(), index: z.number() }))),
  /** Counts until it is stopped. */
  count: oc.output(eventIterator(z.object({ count: z.number() }))),
  /** What happened to `count` calls in this process so far. */
  counted: oc.output(z.object({ started: z.number(), stopped: z.number(), events: z.number() })),
  /** Fails by a bug whose text holds every secret of the vault. */
  bug: oc.output(z.void()),
  /** The same, after one event. */
  lateBug: oc.output(eventIterator(z.number())),
  /** Never answers. */
  hang: oc.output(z.void()),
}
export const probeContract = { ...contract, probe }
export type ProbeClient = ContractRouterClient<typeof probeContract>
