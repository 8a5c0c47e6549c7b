import { authorisedCheck } from './authorised.ts'
import { clockCheck } from './clock.ts'
import { connectionCheck } from './connection.ts'
import { correlationCheck } from './correlation.ts'
import { dnsCheck } from './dns.ts'
import { httpCheck } from './http.ts'
import { inputOutputCheck } from './input-output.ts'
import { keyCheck } from './key.ts'
import { keychainCheck } from './keychain.ts'
import { lateSpansCheck } from './late-spans.ts'
import { limitsCheck } from './limits.ts'
import { nativeTracesCheck } from './native-traces.ts'
import { projectCheck } from './project.ts'
import { publicAddressCheck } from './public-address.ts'
import { readableSpansCheck } from './readable-spans.ts'
import { serverCheck } from './server.ts'
import { spansInWindowCheck } from './spans-in-window.ts'
import { storeReachableCheck } from './store-reachable.ts'
import { storeWritableCheck } from './store-writable.ts'
import { tcpCheck } from './tcp.ts'
import { tlsCheck } from './tls.ts'
import { tokensCheck } from './tokens.ts'
import { twoIdsCheck } from './two-ids.ts'
import { windowReadCheck } from './window-read.ts'

/** Every check, in the order in which the page shows them: from the connection outwards, then the spans, then the store. */
export const checks = [
  connectionCheck,
  keyCheck,
  keychainCheck,
  dnsCheck,
  tcpCheck,
  tlsCheck,
  httpCheck,
  publicAddressCheck,
  serverCheck,
  authorisedCheck,
  clockCheck,
  projectCheck,
  windowReadCheck,
  spansInWindowCheck,
  correlationCheck,
  twoIdsCheck,
  limitsCheck,
  readableSpansCheck,
  lateSpansCheck,
  tokensCheck,
  inputOutputCheck,
  storeReachableCheck,
  storeWritableCheck,
  nativeTracesCheck,
] as const

export type CheckId = (typeof checks)[number]['id']

export { type Check, evaluateCheck } from './define.ts'
