import { Button } from '@mantine/core'
import type { Failure } from '../../shared/contract/errors.ts'
import type { ImportRequest } from '../../shared/contract/import.ts'
import { navigate } from '../stores/navigation.ts'
import { CheckButton } from './check-button.tsx'
import { RecordCaseButton } from './record-case-button.tsx'

/** What helps after an import or a preview that failed, beside doing it again. */
export const FailureActions = ({ failure, request }: { failure: Failure; request: ImportRequest }) => (
  <>
    <ReplaceKeyButton failure={failure} connectionId={request.connectionId} />
    <CheckButton check={failure.check} request={request} />
    <RecordCaseButton request={request} />
  </>
)

/** Opens the field of the key, where another one is what helps. */
export function ReplaceKeyButton({ failure, connectionId }: { failure: Failure; connectionId: string }) {
  if (failure.code !== 'phoenix-unauthorized' && failure.code !== 'key-origin-mismatch') return null
  return (
    <Button size="compact-sm" onClick={() => navigate({ view: 'connection', edit: connectionId, focus: 'key' })}>
      Replace key
    </Button>
  )
}
