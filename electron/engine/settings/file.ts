import * as z from 'zod'
import { Connection, StoreSettings } from '../../../shared/contract/connection.ts'
import type { FileKind } from './versioned-file.ts'

/** The settings file, whole. Strict: a field that this version does not know is not dropped in silence at the next write. */
export const SettingsDocument = z.strictObject({
  version: z.literal(1),
  connections: z.array(Connection.strict()),
  activeId: z.string().nullable(),
  store: StoreSettings,
})
export type SettingsDocument = z.infer<typeof SettingsDocument>

export const settingsFile: FileKind<SettingsDocument> = {
  name: 'settings',
  version: 1,
  schema: SettingsDocument,
  empty: { version: 1, connections: [], activeId: null, store: { kind: 'embedded', path: null, table: 'otel_traces' } },
}
