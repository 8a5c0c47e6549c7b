import { Button, Modal } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import type { ImportRecord } from '../../../shared/contract/import.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { importsChanged } from '../../stores/imports-changed.ts'
import { navigate } from '../../stores/navigation.ts'
import { useStoppable } from '../../stores/use-stoppable.ts'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf } from '../../widgets/format.ts'
import { PageWait } from '../../widgets/page.tsx'
import classes from './simulations.module.css'

interface DeleteDialogProps {
  readonly record: ImportRecord
  readonly open: boolean
  readonly onClose: () => void
}

/** Asks before an import is deleted. A store that is silent can be left: whatever it did until then, the lists are read anew. */
export function DeleteDialog({ record, open, onClose }: DeleteDialogProps) {
  const client = useEngine()
  const queries = useQueryClient()
  const removal = useStoppable(
    (signal) => client.imports.remove({ importId: record.importId }, { signal }),
    () => importsChanged(queries),
  )
  const { isPending, isError, error } = removal.mutation
  const remove = () =>
    removal.mutation.mutate(undefined, {
      onSuccess: () => {
        onClose()
        // Its details close without waiting for the list.
        navigate({ importId: null }, 'replace')
        notifications.show({ message: `${countOf(record.spans, 'span')} deleted from the store.` })
      },
    })
  const close = () => {
    if (isPending) removal.stop()
    onClose()
  }
  return (
    <Modal opened={open} onClose={close} title="Delete this import?" size={440}>
      <p>
        {countOf(record.spans, 'span')} of {record.simulation ?? record.project} go from the trace store. Phoenix keeps them; they
        can be imported again.
      </p>
      {isError && <FailurePanel failure={toFailure(error)} />}
      {isPending && <PageWait onCancel={removal.stop}>Deleting</PageWait>}
      <div className={classes.modalActions}>
        <Button variant="default" disabled={isPending} onClick={close} data-autofocus>
          Keep it
        </Button>
        <Button color="red.9" aria-disabled={isPending} onClick={() => isPending || remove()}>
          Delete {countOf(record.spans, 'span')}
        </Button>
      </div>
    </Modal>
  )
}
