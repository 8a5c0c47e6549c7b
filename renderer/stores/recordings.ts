import { useQuery } from '@tanstack/react-query'
import type { ConnectionView } from '../../shared/contract/connection.ts'
import type { ImportRequest, Progress } from '../../shared/contract/import.ts'
import type { Comparison, ComparisonSide, HeldCase, OpenedRecording, ReplayedReports } from '../../shared/contract/recordings.ts'
import type { EngineClient } from './engine.tsx'
import { useEngine } from './engine.tsx'
import { ask, useActiveConnection } from './queries.ts'
import { createStreamJob } from './stream-job.ts'

type EventOf<Call extends (...input: never[]) => Promise<AsyncIterable<unknown>>> =
  Awaited<ReturnType<Call>> extends AsyncIterable<infer Event> ? Event : never

export const recordingKeys = {
  held: ['recordings', 'held'],
  opened: ['recordings', 'opened'],
  draft: (heldId: string, level: string) => ['recordings', 'draft', heldId, level],
  lines: (draftId: string) => ['recordings', 'lines', draftId],
  search: (draftId: string, text: string) => ['recordings', 'search', draftId, text],
  text: (draftId: string, line: number, offset: number) => ['recordings', 'text', draftId, line, offset],
} as const

/** Cases that can still be recorded. Any preview, import or check adds one, so the list is asked for anew whenever it is shown. */
export function useHeldCases() {
  const client = useEngine()
  return useQuery({ queryKey: recordingKeys.held, queryFn: () => ask(() => client.recordings.held()), staleTime: 0 })
}

export function useOpenedRecordings() {
  const client = useEngine()
  return useQuery({ queryKey: recordingKeys.opened, queryFn: () => ask(() => client.recordings.opened()) })
}

/** The recording behind a connection; null for a connection to a Phoenix. */
export function useRecordingOf(connectionId: string | null): OpenedRecording | null {
  const { data } = useOpenedRecordings()
  return data?.find(({ connection }) => connection.id === connectionId) ?? null
}

/** The recording that the page works with; null where it works with a Phoenix. */
export const useActiveRecording = (): OpenedRecording | null => useRecordingOf(useActiveConnection()?.id ?? null)

/** The recording whose answers come from this host, as imports name it. */
export function useRecordingAt(): (host: string) => OpenedRecording | null {
  const { data } = useOpenedRecordings()
  return (host) => data?.find(({ connection }) => connection.host === host) ?? null
}

/** The newest held case of a request on a connection. */
export const findHeld = (
  held: readonly HeldCase[],
  connection: Pick<ConnectionView, 'id' | 'project'>,
  simulation: string | null,
): HeldCase | null =>
  held.find((one) => one.simulation === simulation && one.connectionId === connection.id && one.project === connection.project) ??
  null

interface RecordLive {
  readonly progress: Progress | null
  readonly held: HeldCase | null
}

export const recordJob = createStreamJob<ImportRequest, EventOf<EngineClient['recordings']['record']>, RecordLive>(
  'the recording',
  { progress: null, held: null },
  (live, event) => (event.kind === 'progress' ? { ...live, progress: event } : { ...live, held: event.held }),
)

interface ReplayLive {
  readonly progress: Progress | null
  readonly reports: ReplayedReports | null
}

/** The request is the recording's id. */
export const replayJob = createStreamJob<string, EventOf<EngineClient['recordings']['replay']>, ReplayLive>(
  'the replay',
  { progress: null, reports: null },
  (live, event) => (event.kind === 'progress' ? { ...live, progress: event } : { ...live, reports: event.reports }),
)

export interface ComparisonRequest {
  readonly left: ComparisonSide
  readonly right: ComparisonSide
}

interface CompareLive {
  readonly progress: Progress | null
  readonly comparison: Comparison | null
}

export const compareJob = createStreamJob<ComparisonRequest, EventOf<EngineClient['recordings']['compare']>, CompareLive>(
  'the comparison',
  { progress: null, comparison: null },
  (live, event) => (event.kind === 'progress' ? { ...live, progress: event } : { ...live, comparison: event.comparison }),
)

export const runRecord = (client: EngineClient, request: ImportRequest) =>
  recordJob.run(request, (signal) => client.recordings.record(request, { signal }))

export const runReplay = (client: EngineClient, id: string) =>
  replayJob.run(id, (signal) => client.recordings.replay({ id }, { signal }))

export const runCompare = (client: EngineClient, sides: ComparisonRequest) =>
  compareJob.run(sides, (signal) => client.recordings.compare(sides, { signal }))
