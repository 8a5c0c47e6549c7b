import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportRecord } from '../../../shared/contract/import.ts'
import { recordingOfImport } from '../../../shared/contract/recording-ids.ts'
import type { OpenedRecordings } from '../recording/opened.ts'
import type { Store } from '../store/types.ts'

/** Imports wherever they are: in the trace store, or in the memory of an opened recording. Their ids tell them apart. */
export interface Imports {
  /** Of a recording, or (null) of the trace store; never of both. Throws `recording-gone`. */
  list(recording: string | null): Promise<ImportRecord[]>
  /** Throws `usage` or `recording-gone`. */
  get(importId: string): Promise<ImportRecord>
  remove(importId: string): Promise<void>
}

export const createImports = (opened: OpenedRecordings, store: () => Promise<Store>): Imports => ({
  list: async (recording) => (recording === null ? await store() : opened.get(recording).store).listImports(),
  async get(importId) {
    const record = opened.findImport(importId)?.record ?? (await (await store()).getImport(importId))
    if (record === null) throw new CompanionError('usage', 'The store holds no such import')
    return record
  },
  async remove(importId) {
    const recording = recordingOfImport(importId)
    await (recording === null ? await store() : opened.get(recording).store).removeImport(importId)
  },
})
