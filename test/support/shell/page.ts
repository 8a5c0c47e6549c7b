// A page without a face: the product's transport, held where a test can reach it, and every message that came to this page.
import '../../../renderer/transport/no-eval.ts'
import { connectEngine, connectShell } from '../../../renderer/transport/index.ts'
import { callEveryProcedure } from '../every-procedure.ts'
import type { ProbeClient } from '../probe-contract.ts'
import type { ProbePage } from './probe-page.ts'

const received: string[] = []
const listen = MessagePort.prototype.addEventListener
MessagePort.prototype.addEventListener = function (this: MessagePort, type: string, listener: unknown) {
  if (type === 'message') {
    listen.call(this, type, (event: Event) => {
      const { data } = event as MessageEvent<unknown>
      received.push(typeof data === 'string' ? data : new TextDecoder('latin1').decode(data as ArrayBuffer))
    })
  }
  listen.call(this, type, listener as EventListener)
}

const violations: string[] = []
document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.violatedDirective} ${event.blockedURI}`)
})

const connection = connectEngine()
const probe: ProbePage = {
  client: connection.client as ProbeClient,
  status: connection.status,
  shell: connectShell(),
  callEveryProcedure,
  received,
  violations,
}
Object.assign(window, { probe })
