import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import type { QueryClient } from '@tanstack/react-query'
import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useDeferredValue } from 'react'
import type { Shell } from '../../shared/contract/shell.ts'
import type { EngineClient } from '../stores/engine.tsx'
import { EngineContext } from '../stores/engine.tsx'
import { styleNonce } from './nonce.ts'
import { cssVariables, theme } from './theme.ts'

interface ProvidersProps {
  readonly client: EngineClient
  readonly shell: Shell
  readonly queries: QueryClient
  readonly children: ReactNode
}

export function Providers({ client, shell, queries, children }: ProvidersProps) {
  // What is told before is kept for them.
  const viewShown = useDeferredValue(true, false)
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} getStyleNonce={() => styleNonce} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <EngineContext value={{ client, shell }}>
          {viewShown && <Notifications position="bottom-right" limit={3} autoClose={4000} />}
          {children}
        </EngineContext>
      </QueryClientProvider>
    </MantineProvider>
  )
}
