import { Button } from '@mantine/core'
import { IconDownload, IconFileImport, IconTimeline } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { DragEvent } from 'react'
import { useMemo, useRef, useState } from 'react'
import { formatDuration } from '../../../shared/trace/time-axis.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { useLocation } from '../../stores/navigation.ts'
import { openViewer } from '../../stores/open-viewer.ts'
import { useGiveUp } from '../../stores/queries.ts'
import type { ListedSource } from '../../stores/sources.ts'
import { useChosenSource, useListedSources } from '../../stores/sources.ts'
import { formatSource } from '../../stores/span-source.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { ImportButton } from '../../widgets/import-button.tsx'
import { PageFailure, PageWait } from '../../widgets/page.tsx'
import { PartialNotice } from '../../widgets/partial-notice.tsx'
import { SourceSelect } from '../../widgets/source-select.tsx'
import { saveExport } from './export-otlp.ts'
import { oneTraceModel, showOnly } from './one-trace.ts'
import { openTraceFile } from './open-file.ts'
import { linkedSource, openedQuery } from './open-query.ts'
import classes from './trace.module.css'
import type { TraceModel } from './trace-model.ts'
import { isManyTraces } from './trace-model.ts'
import { TraceViewer } from './trace-viewer.tsx'

/** The trace viewer: which simulation, what is cut of it, and its views. */
export function TracePage() {
  const client = useEngine()
  const linked = linkedSource(useLocation())
  const first = useQuery(openedQuery(client, linked))
  const { sources, pending, failure, giveUp, again } = useListedSources(linked === null || !first.isPending)
  const chosen = useChosenSource(sources)
  const source = linked ?? chosen?.source ?? null
  const id = source && formatSource(source)
  const stop = useGiveUp()
  const opened = useQuery(openedQuery(client, source))
  const file = useRef<HTMLInputElement>(null)
  const openFile = useMutation({
    mutationFn: (picked: File) => openTraceFile(client, picked),
    onSuccess: (header) => openViewer(header.source),
  })
  const drop = useDrop((dropped) => openFile.mutate(dropped))
  const { only } = useLocation().viewer
  const whole = opened.data
  const model = useMemo(() => (whole && only !== null ? (oneTraceModel(whole, only) ?? whole) : whole), [whole, only])
  const save = useMutation({
    mutationFn: async () => {
      if (source && model) await saveExport(client, source, model.header.title, model.only?.traceId ?? null)
    },
  })
  const trouble = openFile.error ?? save.error

  return (
    <div className={classes.page} {...drop.handlers}>
      <header className={classes.top}>
        <h1>Trace</h1>
        {id && <SourceSelect sources={withOpened(sources, id, whole)} chosen={id} />}
        {model && <Facts model={model} />}
        {whole && model?.only && (
          <span className={classes.only}>
            Trace {formatNumber((whole.tree.traceOf[model.wholeIndex(0)] ?? 0) + 1)} of {formatNumber(whole.tree.traces.length)}{' '}
            alone
            <Button variant="subtle" size="compact-xs" onClick={() => showOnly(null)}>
              All traces
            </Button>
          </span>
        )}
        <div className={classes.actions}>
          <input
            ref={file}
            type="file"
            hidden
            aria-label="OTLP JSON file"
            accept=".json,.jsonl,.ndjson,application/json"
            onChange={(event) => {
              const picked = event.currentTarget.files?.[0]
              event.currentTarget.value = ''
              if (picked) openFile.mutate(picked)
            }}
          />
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconFileImport size={14} />}
            loading={openFile.isPending}
            onClick={() => file.current?.click()}
          >
            Open file
          </Button>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconDownload size={14} />}
            disabled={!model || model.trace.spans.length === 0}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {model?.only ? 'Export this trace' : 'Export OTLP'}
          </Button>
        </div>
      </header>
      <PartialNotice partial={model?.header.partial ?? null} />
      {model && model.header.malformed.length > 0 && (
        <p className={classes.partial} role="note">
          <strong>Partial.</strong> {countOf(model.header.malformed.length, 'span')} of the file could not be read; the summary
          tells why.
        </p>
      )}
      {model && only !== null && model.only === null && (
        <p className={classes.partial} role="note">
          Trace <code>{only}</code> is not in this simulation; all of it is shown.
        </p>
      )}
      {trouble && (
        <div className={classes.failure}>
          <FailurePanel failure={toFailure(trouble)} />
        </div>
      )}
      {source === null && !pending && failure === null && (
        <EmptyState
          icon={<IconTimeline size={28} stroke={1.4} />}
          title="No simulation to show yet"
          text="Import one, or drop an OTLP JSON file here; Phoenix’s own download will do."
        >
          <ImportButton />
          <Button variant="default" onClick={() => file.current?.click()}>
            Open file
          </Button>
        </EmptyState>
      )}
      {source === null && pending && <PageWait onCancel={giveUp}>Asking the trace store</PageWait>}
      {source === null && failure !== null && <PageFailure error={failure} onAgain={again} />}
      {source !== null && opened.isPending && (
        <PageWait onCancel={() => stop(openedQuery(client, source).queryKey)}>Reading the spans</PageWait>
      )}
      {opened.isError && <PageFailure error={opened.error} onAgain={() => void opened.refetch()} />}
      {model && model.trace.spans.length === 0 && (
        <EmptyState
          icon={<IconTimeline size={28} stroke={1.4} />}
          title="There is no span in it"
          text="The import found none, or the file holds none that could be read."
        />
      )}
      {model && source && model.trace.spans.length > 0 && (
        <TraceViewer key={`${id} ${model.only?.traceId ?? ''}`} source={source} model={model} />
      )}
      {drop.over && <div className={classes.drop}>Drop an OTLP JSON file to open it</div>}
    </div>
  )
}

/** A source that no list has, such as a file, by its name. */
function withOpened(sources: readonly ListedSource[], id: string, model: TraceModel | undefined): readonly ListedSource[] {
  if (!model || sources.some((one) => one.id === id)) return sources
  const { header } = model
  const { source, origin, simulation, spans } = header
  const opened = { id, source, origin, simulation, title: header.title, project: header.project ?? '', start: header.start ?? '' }
  return [{ ...opened, spans, partial: header.partial !== null }, ...sources]
}

function Facts({ model }: { model: TraceModel }) {
  const { header, trace } = model
  const parts = [
    `${countOf(header.spans, 'span')}${isManyTraces(model) ? ` in ${countOf(header.traces, 'trace')}` : ''}`,
    formatDuration(trace.durationUs),
  ]
  return <span className={classes.facts}>{parts.join(' · ')}</span>
}

/** A file held over the page, and dropped. */
function useDrop(onDrop: (file: File) => void) {
  const [over, setOver] = useState(false)
  const holdsFile = (event: DragEvent) => event.dataTransfer.types.includes('Files')
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!holdsFile(event)) return
        event.preventDefault()
        setOver(true)
      },
      onDragLeave: (event: DragEvent) => {
        if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) return
        setOver(false)
      },
      onDrop: (event: DragEvent) => {
        const [dropped] = event.dataTransfer.files
        setOver(false)
        if (!dropped) return
        event.preventDefault()
        onDrop(dropped)
      },
    },
  }
}
