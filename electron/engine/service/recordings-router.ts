import { filePieceBytes } from '../../../shared/contract/file-pieces.ts'
import type { Progress } from '../../../shared/contract/import.ts'
import type { OpenedRecording } from '../../../shared/contract/recordings.ts'
import { type Opened, viewOpened } from '../recording/opened.ts'
import { Uploads } from '../recording/uploads.ts'
import { viewConnection } from '../settings/index.ts'
import type { Engine } from './engine.ts'
import { type Implementer, typedStream } from './implementer.ts'
import { streamJob } from './jobs.ts'
import { createRecordings } from './recordings.ts'

/** `recordings.…`: recording, opening and comparing cases. */
export function createRecordingsRouter(os: Implementer, engine: Engine) {
  const recordings = createRecordings(engine)
  const uploads = new Uploads()
  const view = async (opened: Opened): Promise<OpenedRecording> => ({
    ...viewOpened(opened),
    connection: await viewConnection(engine.credentials, opened.connection, { saved: false }),
  })
  return {
    held: os.recordings.held.handler(() => recordings.held()),
    record: os.recordings.record.handler(({ input, signal }) =>
      typedStream(
        streamJob<Progress | { kind: 'held'; held: ReturnType<typeof recordings.held>[number] }>(signal, async (emit, stop) => ({
          kind: 'held',
          held: await recordings.record(input, { signal: stop, onProgress: emit }),
        })),
      ),
    ),
    draft: os.recordings.draft.handler(({ input }) => recordings.draft(input.heldId, input.level)),
    draftLines: os.recordings.draftLines.handler(({ input }) =>
      recordings.drafts.lines(input.draftId, input.offset, input.limit),
    ),
    draftText: os.recordings.draftText.handler(({ input }) =>
      recordings.drafts.text(input.draftId, input.number, input.offset, input.length),
    ),
    searchLines: os.recordings.searchLines.handler(({ input, signal }) =>
      recordings.drafts.search(input.draftId, input.text, input.from, signal),
    ),
    dropDraft: os.recordings.dropDraft.handler(({ input }) => recordings.drafts.drop(input.draftId)),
    file: os.recordings.file.handler(({ input }) => {
      const { fileName, bytes } = recordings.drafts.file(input.draftId)
      const piece = bytes.subarray(input.offset, input.offset + filePieceBytes)
      return { fileName, bytes: bytes.length, base64: piece.toString('base64') }
    }),
    upload: os.recordings.upload.handler(({ input }) => uploads.add(input.uploadId, Buffer.from(input.base64, 'base64'))),
    open: os.recordings.open.handler(async ({ input }) => view(await recordings.open(input.name, uploads.take(input.uploadId)))),
    opened: os.recordings.opened.handler(() => Promise.all(engine.jobs.opened.list().map(view))),
    close: os.recordings.close.handler(({ input }) => recordings.close(input.id)),
    replay: os.recordings.replay.handler(({ input, signal }) =>
      typedStream(
        streamJob<Progress | { kind: 'reports'; reports: Awaited<ReturnType<typeof recordings.replay>> }>(
          signal,
          async (emit, stop) => ({
            kind: 'reports',
            reports: await recordings.replay(input.id, { signal: stop, onProgress: emit }),
          }),
        ),
      ),
    ),
    compare: os.recordings.compare.handler(({ input, signal }) =>
      typedStream(
        streamJob<Progress | { kind: 'comparison'; comparison: Awaited<ReturnType<typeof recordings.compare>> }>(
          signal,
          async (emit, stop) => ({
            kind: 'comparison',
            comparison: await recordings.compare(input.left, input.right, { signal: stop, onProgress: emit }),
          }),
        ),
      ),
    ),
  }
}
