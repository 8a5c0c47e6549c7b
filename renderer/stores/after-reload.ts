import { useEffect, useRef } from 'react'
import type { ImportRequest } from '../../shared/contract/import.ts'
import { useEngine } from './engine.tsx'
import { importJob, previewJob, recallPreview } from './jobs.ts'
import { useConnections } from './queries.ts'
import { sameQuestion } from './request.ts'
import { useRequest } from './use-request.ts'

/** What this tab remembers of its own runs: a link from elsewhere only fills the form. */
const keys = { preview: 'coval-companion.preview', import: 'coval-companion.import' } as const

/** `previewId`: null while the preview is under way. */
interface RememberedPreview {
  readonly request: ImportRequest
  readonly previewId: string | null
}

// A page that goes takes its calls with it; that they end then is not what became of them.
let going = false
window.addEventListener('pagehide', () => {
  going = true
})
window.addEventListener('pageshow', () => {
  going = false
})

function remember(key: string, value: unknown): void {
  if (going) return
  if (value === null) window.sessionStorage.removeItem(key)
  else window.sessionStorage.setItem(key, JSON.stringify(value))
}

previewJob.useJob.subscribe((job) => {
  const previewId = job.phase === 'idle' ? null : (job.live.report?.previewId ?? null)
  const kept = job.phase === 'running' || (job.phase === 'done' && previewId !== null)
  remember(keys.preview, kept ? ({ request: job.request, previewId } satisfies RememberedPreview) : null)
})

importJob.useJob.subscribe((job) => remember(keys.import, job.phase === 'running' ? job.request : null))

function recall<Kept>(key: string): Kept | null {
  const text = window.sessionStorage.getItem(key)
  return text === null ? null : (JSON.parse(text) as Kept)
}

/**
 * Shows after a reload, once, what this tab had: the preview that the form describes, from the engine's memory, and what the reload
 * has ended. Nothing is asked of Phoenix before a person says so.
 */
export function useAfterReload(): void {
  const client = useEngine()
  const { isFetched } = useConnections()
  const described = useRequest()
  const decided = useRef(false)
  useEffect(() => {
    if (!isFetched || decided.current) return
    decided.current = true
    const [ended, preview] = [recall<ImportRequest>(keys.import), recall<RememberedPreview>(keys.preview)]
    if (ended !== null && importJob.useJob.getState().phase === 'idle') importJob.interrupted(ended)
    if (preview === null || previewJob.useJob.getState().phase !== 'idle') return
    if (!('request' in described) || !sameQuestion(described.request, preview.request)) return
    if (preview.previewId === null) previewJob.interrupted(described.request)
    else void recallPreview(client, described.request, preview.previewId)
  }, [client, isFetched, described])
}
