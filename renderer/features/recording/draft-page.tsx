import { ActionIcon, Button, Loader } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowLeft, IconFileDownload } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { DraftCase, RedactionLevel } from '../../../shared/contract/recordings.ts'
import { type EngineClient, useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { navigate, navigateRecordings } from '../../stores/navigation.ts'
import { ask } from '../../stores/queries.ts'
import { recordingKeys, useHeldCases } from '../../stores/recordings.ts'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { formatBytes } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { saveBlob } from '../../widgets/save-text.ts'
import classes from './draft.module.css'
import { DraftFacts } from './draft-facts.tsx'
import { DraftLines } from './draft-lines.tsx'
import { fetchFile } from './fetch-file.ts'
import { LevelChoice } from './level-choice.tsx'

/** Exactly what the file of a held case would hold at each level. Nothing is written before *Save file*. */
export function DraftPage({ heldId }: { heldId: string }) {
  // Not in the link and not remembered: every file starts from the level that shows least.
  const [level, setLevel] = useState<RedactionLevel>('structure')
  const client = useEngine()
  const cases = useHeldCases()
  const held = cases.data?.find((one) => one.id === heldId) ?? null
  const draft = useQuery({
    queryKey: recordingKeys.draft(heldId, level),
    queryFn: () => ask(() => client.recordings.draft({ heldId, level })),
    // The same until it is made anew, and forgotten when nobody looks at it: the case may hold newer answers by then.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const saving = useRef<Promise<unknown>>(Promise.resolve())
  const save = useMutation({
    mutationFn: async ({ draftId }: DraftCase) => {
      const fetched = fetchFile(client, draftId)
      saving.current = fetched
      const { fileName, blob } = await fetched
      saveBlob(fileName, blob)
      return fileName
    },
    onSuccess: (fileName) =>
      notifications.show({ title: 'Saved', message: `${fileName} holds the case. Open it here to see what others will see.` }),
  })
  const leave = () => navigateRecordings({ draft: false }, 'push')
  const shown = draft.isFetching ? undefined : draft.data
  useDropWhenLeft(client, shown?.draftId ?? null, saving)
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <ActionIcon aria-label="Back to the cases" onClick={leave}>
          <IconArrowLeft size={16} />
        </ActionIcon>
        <h1>
          Record{' '}
          {held ? (
            held.simulation === null ? (
              'a whole window'
            ) : (
              <code>
                <PlainText text={held.simulation} />
              </code>
            )
          ) : (
            'a case'
          )}
        </h1>
        {held && (
          <p className={classes.from}>
            <PlainText text={`${held.connectionName} / ${held.project}`} /> · {held.jobs.join(', ')}
          </p>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={leave}>
            Cancel
          </Button>
          <Button
            leftSection={<IconFileDownload size={15} />}
            disabled={!shown}
            loading={save.isPending}
            onClick={() => shown && save.mutate(shown)}
          >
            {saveWords(level)}
            {shown ? `, ${formatBytes(shown.packedBytes)}` : ''}
          </Button>
        </div>
      </header>
      <div className={classes.body}>
        <div className={classes.left}>
          <LevelChoice level={level} onChange={setLevel} />
          {save.isError && (
            <FailurePanel failure={toFailure(save.error)}>
              <Button size="compact-sm" variant="default" onClick={() => void draft.refetch().then(() => save.reset())}>
                Make it anew
              </Button>
            </FailurePanel>
          )}
          {draft.isFetching && (
            <p className={classes.wait} role="status">
              <Loader size={14} /> Redacting and sweeping for secrets; nothing is written
            </p>
          )}
          {draft.isError && !draft.isFetching && (
            <FailurePanel failure={toFailure(draft.error)}>
              <Button size="compact-sm" variant="default" onClick={() => void draft.refetch()}>
                Try again
              </Button>
              {toFailure(draft.error).code === 'recording-gone' && (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => {
                    navigateRecordings({ held: null, draft: false })
                    navigate({ view: 'preview' })
                  }}
                >
                  Run it again in Import
                </Button>
              )}
            </FailurePanel>
          )}
          {shown && <DraftFacts draft={shown} />}
        </div>
        <div className={classes.right}>{shown && <DraftLines key={shown.draftId} draft={shown} />}</div>
      </div>
    </div>
  )
}

/** A draft may hold everything unredacted: the engine forgets it when nobody looks at it any more, and what is being saved is saved. */
function useDropWhenLeft(client: EngineClient, draftId: string | null, saving: { readonly current: Promise<unknown> }) {
  const leaving = useRef(new Map<string, number>())
  useEffect(() => {
    if (draftId === null) return
    const left = leaving.current
    // React may leave and come back at once.
    window.clearTimeout(left.get(draftId))
    return () => {
      const drop = () => void client.recordings.dropDraft({ draftId }).catch(() => undefined)
      left.set(
        draftId,
        window.setTimeout(() => void saving.current.then(drop, drop), 100),
      )
    }
  }, [client, draftId, saving])
}

function saveWords(level: RedactionLevel): string {
  return level === 'everything' ? 'Save with everything in it' : 'Save file'
}
