import type { SpanSource } from '../../../shared/contract/index.ts'
import { previewJob } from '../../stores/jobs.ts'
import { useLocation } from '../../stores/navigation.ts'
import { useImports } from '../../stores/queries.ts'
import { formatDateTime, formatNumber } from '../../widgets/format.ts'

export interface LabelledSource {
  readonly source: SpanSource
  readonly label: string
}

export const sourceId = (source: SpanSource): string => (source.kind === 'import' ? source.importId : source.kind)

/**
 * What can be looked at: the preview on screen, and every import. The link's import wins, then the preview, then the newest. While
 * the imports are being read, the link's one is waited for.
 */
export function useSources() {
  const { importId } = useLocation()
  const imports = useImports()
  const report = previewJob.useJob((job) => (job.phase === 'idle' ? null : job.live.report))
  const preview: LabelledSource[] =
    report && report.outcome === 'matched'
      ? [
          {
            source: { kind: 'preview', previewId: report.previewId },
            label: `Preview · ${report.simulation ?? report.project} · ${formatNumber(report.spans.matched)} spans`,
          },
        ]
      : []
  const imported = (imports.data ?? []).map(
    (record): LabelledSource => ({
      source: { kind: 'import', importId: record.importId },
      label: `Import · ${record.simulation ?? record.project} · ${formatDateTime(record.importedAt)}`,
    }),
  )
  const sources = [...preview, ...imported]
  const linked = sources.find(({ source }) => source.kind === 'import' && source.importId === importId)
  const awaited = importId !== null && imports.isPending
  return { sources, chosen: linked ?? (awaited ? null : (sources[0] ?? null)), imports }
}
