import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import type { ImportRequest } from '../../shared/contract/import.ts'
import type { SimulationInput } from '../../shared/correlation/simulation-input.ts'
import { parseSimulationInput } from '../../shared/correlation/simulation-input.ts'
import { useEngine } from './engine.tsx'
import { importsChanged } from './imports-changed.ts'
import { importJob, runChecks, runImport, runPreview } from './jobs.ts'
import type { PreviewTab } from './location.ts'
import { navigate, useLocation, useNavigation } from './navigation.ts'
import { useActiveConnection, useConnections } from './queries.ts'
import { describeRequest, formOf, freshPreview, sameQuestion } from './request.ts'

/**
 * The simulation of the form whose next import may take the place of an earlier one. Of that simulation alone, and for one
 * import: it must not wait, unseen, for another one. Not in the URL: a link must not be able to set it.
 */
export const useReplace = create<{ of: string | null }>(() => ({ of: null }))

export const forgetReplace = (): void => useReplace.setState({ of: null })

/** Whether the import that the form describes replaces an earlier one, and the way to say so. */
export function useReplaceChoice(): { replace: boolean; setReplace: (replace: boolean) => void } {
  const { simulation } = useLocation()
  const connection = useActiveConnection()
  const described = JSON.stringify([connection?.id ?? null, simulation.trim()])
  const replace = useReplace(({ of }) => of === described)
  return { replace, setReplace: (wanted) => useReplace.setState({ of: wanted ? described : null }) }
}

/** What is wrong with the text in a field for an exact time. The URL still holds the time before it, which is not what is shown. */
export const useUnreadable = create<{ readonly start: string | null; readonly end: string | null }>(() => ({
  start: null,
  end: null,
}))

export type DescribedRequest = { readonly request: ImportRequest } | { readonly missing: string }

/** What the form asks for at this moment, or what is missing. */
export function useRequest(): DescribedRequest & { input: SimulationInput | null } {
  const location = useLocation()
  const connection = useActiveConnection()
  const { replace } = useReplaceChoice()
  const unreadable = useUnreadable(({ start, end }) => start ?? end)
  const input = location.simulation.trim() === '' ? null : parseSimulationInput(location.simulation)
  if (input?.kind === 'invalid') return { missing: input.reason, input }
  if (location.window.kind === 'exact' && unreadable !== null) return { missing: unreadable, input }
  return { ...describeRequest(location, connection?.id ?? null, input?.simulation ?? null, replace), input }
}

/** One import runs at a time, however another one is asked for: that says whose is under way. */
function isImporting(): boolean {
  const job = importJob.useJob.getState()
  if (job.phase !== 'running') return false
  const message = `An import of ${job.request.simulation ?? 'a whole window'} is under way. Wait for it or cancel it, then import.`
  notifications.show({ id: 'importing', message })
  return true
}

/**
 * The three things that a person does: with what the form asks, or, beside a result, with what that result was asked for. Each
 * says nothing where something is missing: the form does.
 */
export function useRequestActions() {
  const client = useEngine()
  const queries = useQueryClient()
  const { data } = useConnections()
  const described = useRequest()
  const request = 'request' in described ? described.request : null
  const form = (asked: ImportRequest) => (request && sameQuestion(asked, request) ? {} : formOf(asked))
  return {
    request,
    preview: (asked: ImportRequest | null = request, tab: PreviewTab | null = null) => {
      if (!asked) return
      navigate({ view: 'preview', ...freshPreview, ...form(asked), tab })
      void runPreview(client, asked)
    },
    import: async (asked: ImportRequest | null = request) => {
      if (!asked || isImporting()) return
      navigate({ view: 'preview', ...form(asked) })
      forgetReplace()
      const importId = await runImport(client, asked)
      // Whoever has gone on to another view keeps what is looked at there.
      if (importId !== null && useNavigation.getState().location.view === 'preview')
        navigate({ importId, source: null }, 'replace')
      await importsChanged(queries, importId)
    },
    check: (only: readonly string[] | null = null, asked: ImportRequest | null = request) => {
      if (!asked) return
      const connection = data?.connections.find(({ id }) => id === asked.connectionId)
      void runChecks(client, asked, only, connection ?? null)
    },
    cancelImport: () => importJob.cancel(),
  }
}
