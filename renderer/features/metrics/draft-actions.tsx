import { Button } from '@mantine/core'
import { Removal } from '../../widgets/removal.tsx'

/** What can be done with a card whose text is a draft until it is saved: remove what is saved, discard what is typed, save it. */
export function DraftActions<T>({
  saved,
  forgotten,
  changed,
  missing,
  saving,
  remove,
  onRemoved,
  onDiscard,
  onSave,
}: {
  /** Its name; null for one that is being made. */
  saved: string | null
  /** What a removal takes with it, and what it does not. */
  forgotten: string
  changed: boolean
  /** What keeps it from being saved; null when nothing does. */
  missing: string | null
  saving: boolean
  remove: () => Promise<T>
  onRemoved: () => unknown
  onDiscard: () => void
  onSave: () => void
}) {
  return (
    <>
      {saved !== null && (
        <Removal title={`Remove ${saved}?`} text={forgotten} remove={remove} onRemoved={onRemoved}>
          {(start) => (
            <Button variant="subtle" color="red" size="compact-sm" onClick={start}>
              Remove
            </Button>
          )}
        </Removal>
      )}
      {changed && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={onDiscard}>
          Discard
        </Button>
      )}
      {(changed || saved === null) && (
        <Button size="compact-sm" disabled={missing !== null} loading={saving} title={missing ?? undefined} onClick={onSave}>
          Save
        </Button>
      )}
    </>
  )
}
