import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ImportRequest } from '../../shared/contract/import.ts'
import type { SpanSource } from '../../shared/contract/index.ts'
import { isRecordingId } from '../../shared/contract/recording-ids.ts'
import { useEngine } from './engine.tsx'
import { previewJob } from './jobs.ts'
import { useLocation } from './navigation.ts'
import { ask, queryKeys, useGiveUp, useImports, useRecordingInUse } from './queries.ts'
import { formatSource } from './span-source.ts'

/** One simulation that can be looked at, and what tells it from the others. */
export interface ListedSource {
  /** As `formatSource` writes it. */
  readonly id: string
  readonly source: SpanSource
  readonly origin: 'preview' | 'import' | 'native' | 'file'
  readonly simulation: string | null
  /** The simulation output id, else where the spans are from. */
  readonly title: string
  readonly project: string
  /** Start of the window or of the first span. */
  readonly start: string
  readonly spans: number
  readonly partial: boolean
}

const nativeKey = ['native-groups'] as const

/** Native spans are the store's: not asked for while the page works with a recording, nor before they are `wanted`. */
export function useNativeGroups(wanted = true) {
  const client = useEngine()
  const recording = useRecordingInUse()
  return useQuery({
    queryKey: nativeKey,
    queryFn: ({ signal }) => ask(() => client.trace.listNative({ limit: 1000 }, { signal })),
    enabled: wanted && recording === null,
  })
}

/**
 * Everything in the store, newest import first, then native spans; and before them the preview on screen. While the page works with
 * a recording: what was previewed and imported of that. Native spans are listed once they are wanted: the store answers one question
 * after the other.
 */
export function useListedSources(nativeWanted = true): {
  sources: readonly ListedSource[]
  pending: boolean
  failure: unknown
  /** Stops the reading of the lists; `again` asks anew. */
  giveUp: () => void
  again: () => void
} {
  const imports = useImports()
  const native = useNativeGroups(nativeWanted)
  const giveUp = useGiveUp()
  const recording = useRecordingInUse()
  const preview = previewJob.useJob((job) => (job.phase === 'idle' || !isOf(job.request, recording) ? null : job.live.report))
  const sources = useMemo(() => {
    const listed: Omit<ListedSource, 'id'>[] = []
    if (preview && preview.outcome === 'matched')
      listed.push({
        source: { kind: 'preview', previewId: preview.previewId },
        origin: 'preview',
        simulation: preview.simulation,
        title: preview.simulation ?? `Window of ${preview.project}`,
        project: preview.project,
        start: preview.window?.start ?? '',
        spans: preview.spans.matched,
        partial: preview.partial !== null,
      })
    for (const record of imports.data ?? [])
      listed.push({
        source: { kind: 'import', importId: record.importId },
        origin: 'import',
        simulation: record.simulation,
        title: record.simulation ?? `Window of ${record.project}`,
        project: record.project,
        start: record.window.start,
        spans: record.spans,
        partial: record.partial !== null,
      })
    for (const group of (recording === null && native.data?.groups) || [])
      listed.push({
        source: group.source,
        origin: 'native',
        simulation: group.simulation,
        title: group.simulation ?? (group.source.kind === 'native' ? `Trace ${group.source.id}` : 'Native spans'),
        project: group.services.join(', '),
        start: group.start,
        spans: group.spans,
        partial: false,
      })
    return listed.map((one) => ({ ...one, id: formatSource(one.source) }))
  }, [imports.data, native.data, preview, recording])
  return {
    sources,
    pending: imports.isPending,
    failure: imports.error,
    giveUp: () => {
      giveUp(queryKeys.imports)
      giveUp(nativeKey)
    },
    again: () => {
      void imports.refetch()
      if (recording === null) void native.refetch()
    },
  }
}

/** Whether a request asks the recording, or (null) no recording. */
const isOf = ({ connectionId }: ImportRequest, recording: string | null): boolean =>
  recording === null ? !isRecordingId(connectionId) : connectionId === recording

/** The link's source (even one that is in no list, such as a file), else its import, else the first of the list. */
export function useChosenSource(sources: readonly ListedSource[]): { source: SpanSource; id: string } | null {
  const { source, importId } = useLocation()
  if (source) return { source, id: formatSource(source) }
  const imported = sources.find((one) => one.source.kind === 'import' && one.source.importId === importId)
  const first = imported ?? sources[0] ?? null
  // What was previewed and then imported is looked at as it was stored.
  const stored =
    first?.origin === 'preview' && first.simulation !== null
      ? sources.find((one) => one.origin === 'import' && one.simulation === first.simulation)
      : undefined
  return stored ?? first
}
