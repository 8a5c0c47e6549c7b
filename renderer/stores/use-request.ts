import { useQueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import type { ImportRequest } from '../../shared/contract/import.ts'
import type { SimulationInput } from '../../shared/correlation/simulation-input.ts'
import { parseSimulationInput } from '../../shared/correlation/simulation-input.ts'
import { useEngine } from './engine.tsx'
import { importJob, runChecks, runImport, runPreview } from './jobs.ts'
import { navigate, useLocation } from './navigation.ts'
import { queryKeys, useActiveConnection } from './queries.ts'
import { describeRequest } from './request.ts'

/** Whether the next import may take the place of an earlier one. Not in the URL: a link must not be able to set it. */
export const useReplace = create<{ replace: boolean; setReplace(replace: boolean): void }>((set) => ({
  replace: false,
  setReplace: (replace) => set({ replace }),
}))

export type DescribedRequest = { readonly request: ImportRequest } | { readonly missing: string }

/** What the form asks for at this moment, or what is missing. */
export function useRequest(): DescribedRequest & { input: SimulationInput | null } {
  const location = useLocation()
  const connection = useActiveConnection()
  const replace = useReplace((state) => state.replace)
  const input = location.simulation.trim() === '' ? null : parseSimulationInput(location.simulation)
  if (input?.kind === 'invalid') return { missing: input.reason, input }
  return { ...describeRequest(location, connection?.id ?? null, input?.simulation ?? null, replace), input }
}

/** The three things that a person does with the form. Each says nothing where something is missing: the form does. */
export function useRequestActions() {
  const client = useEngine()
  const queries = useQueryClient()
  const described = useRequest()
  const request = 'request' in described ? described.request : null
  return {
    request,
    preview: (change: Partial<ImportRequest> = {}) => {
      if (!request) return
      navigate({ view: 'preview', tab: null, trace: null, span: null, brush: null, verdict: null, text: '' })
      void runPreview(client, { ...request, ...change })
    },
    import: async (change: Partial<ImportRequest> = {}) => {
      if (!request) return
      navigate({ view: 'preview' })
      await runImport(client, { ...request, ...change })
      await queries.invalidateQueries({ queryKey: queryKeys.imports })
      await queries.invalidateQueries({ queryKey: queryKeys.store })
    },
    check: (only: readonly string[] | null = null) => {
      if (request) void runChecks(client, request, only)
    },
    cancelImport: () => importJob.cancel(),
  }
}
