/** True for the id of a recording, and of the connection to it. It comes from the file's content: the same on every machine. */
export const isRecordingId = (id: string): boolean => /^recording-[0-9a-f]{12}$/.test(id)

/** The recording whose import this is; null for an import of the trace store. */
export const recordingOfImport = (importId: string): string | null => /^(recording-[0-9a-f]{12})\./.exec(importId)?.[1] ?? null

/** The id of the connection to the bundled recording, which is saved nowhere. */
export const demoConnectionId = 'demo'
