import type { ImportRecord, ImportReport, ImportRequest } from '../../../shared/contract/import.ts'
import { isRecordingId, recordingOfImport } from '../../../shared/contract/recording-ids.ts'
import { importRecords, importReport } from './scenario.ts'

/** The imports of an engine in memory: of its store, and of each recording apart. */
export function createImports(count: number) {
  let stored = importRecords(count)
  let ofRecordings: ImportRecord[] = []
  let made = count

  /** Leaves a record, in place of the earlier one of its simulation. What is there already, and not to be replaced, stays. */
  function write(request: ImportRequest): ImportReport {
    const report = importReport(request)
    if (report.outcome !== 'imported') return report
    const { connectionId, simulation } = request
    if (isRecordingId(connectionId)) {
      const record = recordOf(report, `${connectionId}.${ofRecordings.length + 1}`)
      ofRecordings = [record, ...ofRecordings]
      return { ...report, importId: record.importId }
    }
    const earlier = stored.find((record) => record.simulation === simulation)
    if (earlier !== undefined && !request.replace) return report
    const record = recordOf(report, `import-${++made}`)
    stored = [record, ...stored.filter((one) => one !== earlier)]
    return { ...report, importId: record.importId }
  }

  return {
    write,
    list: (recording: string | null): ImportRecord[] =>
      recording === null ? stored : ofRecordings.filter(({ importId }) => recordingOfImport(importId) === recording),
    remove: (importId: string) => {
      stored = stored.filter((one) => one.importId !== importId)
    },
  }
}

function recordOf({ simulation, project, host, spans, traces }: ImportReport, importId: string): ImportRecord {
  const [record] = importRecords(1)
  if (record === undefined) throw new Error('there are records')
  return { ...record, importId, simulation, project, host, spans: spans.written, traces }
}
