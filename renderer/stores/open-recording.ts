import type { QueryClient } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import type { Failure } from '../../shared/contract/errors.ts'
import { filePieceBytes } from '../../shared/contract/file-pieces.ts'
import type { OpenedRecording } from '../../shared/contract/recordings.ts'
import { caseLimits } from '../../shared/recording/limits.ts'
import type { EngineClient } from './engine.tsx'
import { useEngine } from './engine.tsx'
import { toFailure } from './failure.ts'
import { forgetPreviewOf } from './jobs.ts'
import { navigate, navigateRecordings, useNavigation } from './navigation.ts'
import { ask, queryKeys } from './queries.ts'
import { recordingKeys } from './recordings.ts'

type Opening =
  | { readonly phase: 'idle' }
  | { readonly phase: 'opening'; readonly name: string }
  | { readonly phase: 'failed'; readonly name: string; readonly failure: Failure }

/** The file that is on its way in: one place for the button, the palette and a file that is dropped anywhere. */
export const useOpening = create<Opening>(() => ({ phase: 'idle' }))

export const dismissOpening = () => useOpening.setState({ phase: 'idle' }, true)

/** Imports of a recording are not those of the store: a link's import means nothing on the other side. */
export const withoutImport = { importId: null, source: null, trace: null, span: null } as const

/** What the file dialog offers; what a file is, its content says. */
export const openableFiles = '.cvcase,.json,.jsonl'

const tooLarge = (file: File): Failure => ({
  code: 'recording-unreadable',
  message: `The file has ${Math.ceil(file.size / 2 ** 20)} MiB, and a recording may have ${caseLimits.packedBytes / 2 ** 20} MiB.`,
  next: 'Nothing was read. Ask for a recording of a shorter window.',
  check: null,
})

/** Bytes as base64. */
function readBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onerror = () => reject(reader.error ?? new Error('the file cannot be read'))
    // A data URL: everything behind its comma. An empty file has none.
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '')
    reader.readAsDataURL(file)
  })
}

const unreadable = (error: unknown): Failure => ({
  code: 'recording-unreadable',
  message: `The file cannot be read: ${error instanceof Error ? error.message : String(error)}`,
  next: 'Choose it again; a folder cannot be opened.',
  check: null,
})

/** A folder that was dropped: nothing of it is read. */
export const refuseFolder = (name: string) =>
  useOpening.setState(
    {
      phase: 'failed',
      name,
      failure: {
        code: 'recording-unreadable',
        message: 'This is a folder.',
        next: 'Drop the files themselves: one or more .cvcase, .json or .jsonl.',
        check: null,
      },
    },
    true,
  )

async function openOne(client: EngineClient, file: File): Promise<OpenedRecording | Failure> {
  if (file.size > caseLimits.packedBytes) return tooLarge(file)
  let uploadId: string | null = null
  // An empty file is one empty piece: the engine says what it is not.
  for (let offset = 0; uploadId === null || offset < file.size; offset += filePieceBytes) {
    let base64: string
    try {
      base64 = await readBase64(file.slice(offset, offset + filePieceBytes))
    } catch (error) {
      return unreadable(error)
    }
    const piece: { uploadId: string | null; base64: string } = { uploadId, base64 }
    try {
      uploadId = (await ask(() => client.recordings.upload(piece))).uploadId
    } catch (error) {
      return toFailure(error)
    }
  }
  const upload = { name: file.name.slice(0, 500), uploadId }
  try {
    return await ask(() => client.recordings.open(upload))
  } catch (error) {
    return toFailure(error)
  }
}

/** Opens one file after the other and shows the last; stops at the first that cannot be opened. */
export async function openRecordings(client: EngineClient, queries: QueryClient, files: readonly File[]): Promise<void> {
  for (const file of files) {
    useOpening.setState({ phase: 'opening', name: file.name }, true)
    const opened = await openOne(client, file)
    if ('code' in opened) {
      useOpening.setState({ phase: 'failed', name: file.name, failure: opened }, true)
      break
    }
    navigate({ view: 'recordings' })
    navigateRecordings({ tab: 'opened', opened: opened.id })
  }
  if (useOpening.getState().phase === 'opening') dismissOpening()
  await Promise.all([
    queries.invalidateQueries({ queryKey: recordingKeys.opened }),
    queries.invalidateQueries({ queryKey: queryKeys.connections }),
  ])
}

/** Opening by a dialog or from a drop. */
export function useOpenRecordings() {
  const client = useEngine()
  const queries = useQueryClient()
  const open = (files: readonly File[]) => openRecordings(client, queries, files)
  const choose = () => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = openableFiles
    input.multiple = true
    input.onchange = () => void open([...(input.files ?? [])])
    input.click()
  }
  return { open, choose }
}

/** Lets a recording go, with what was imported from it; a page that worked with it goes back to the engine's own choice. */
export async function closeRecording(client: EngineClient, queries: QueryClient, recording: OpenedRecording): Promise<void> {
  await ask(() => client.recordings.close({ id: recording.id }))
  forgetPreviewOf(recording.connection.id)
  const { location } = useNavigation.getState()
  if (location.connection === recording.id) navigate({ connection: null, ...withoutImport }, 'replace')
  if (location.recordings.opened === recording.id) navigateRecordings({ opened: null })
  await Promise.all([
    queries.invalidateQueries({ queryKey: recordingKeys.opened }),
    queries.invalidateQueries({ queryKey: queryKeys.connections }),
    queries.invalidateQueries({ queryKey: queryKeys.imports }),
  ])
}
