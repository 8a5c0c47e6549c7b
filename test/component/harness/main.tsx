import '../../../renderer/app/nonce.ts'
import '../../../renderer/app/mantine.css'
import '../../../renderer/app/tokens.css'
import '../../../renderer/app/global.css'
import { createRoot } from 'react-dom/client'
import { App } from '../../../renderer/app/app.tsx'
import { Providers } from '../../../renderer/app/providers.tsx'
import { createQueryClient } from '../../../renderer/stores/queries.ts'
import { connectShell } from '../../../renderer/transport/index.ts'
import type { Failure } from '../../../shared/contract/errors.ts'
import { createFakeEngine } from '../support/fake-engine.ts'

// `?first`: no connection yet; `?fail=preview.run`: that procedure fails; `?hang`: long calls never end.
const query = new URLSearchParams(window.location.search)
const failure: Failure = {
  code: 'phoenix-unauthorized',
  message: 'Phoenix refused the key: 401 “Invalid token”',
  next: 'Replace the key of this connection.',
  check: 'authorised',
}
const failing = query.get('fail')
const engine = createFakeEngine({
  pace: Number(query.get('pace') ?? 120),
  hang: query.has('hang'),
  imports: Number(query.get('imports') ?? 14),
  recordings: {
    held: Number(query.get('held') ?? 5),
    opened: query.get('open')?.split(',') ?? [],
    lines: Number(query.get('lines') ?? 27),
    changed: query.has('changed')
      ? ['preview: matching spans 183, was 192', 'import: outcome empty, was imported', 'checks: cap fail, was pass']
      : [],
  },
  ...(query.has('first') ? { connections: [] } : {}),
  ...(failing
    ? {
        failures: {
          [failing]: query.has('down')
            ? {
                code: 'engine-down',
                message: 'The engine ended unexpectedly.',
                next: 'It starts again by itself; then try again.',
                check: null,
              }
            : failure,
        },
      }
    : {}),
})
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <Providers client={engine.client} shell={connectShell()} queries={createQueryClient()}>
      <App />
    </Providers>,
  )
