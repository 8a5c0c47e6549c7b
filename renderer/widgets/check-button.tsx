import { Button } from '@mantine/core'
import type { ImportRequest } from '../../shared/contract/import.ts'
import type { AppLocation } from '../stores/location.ts'
import { navigate } from '../stores/navigation.ts'
import { formOf } from '../stores/request.ts'
import { useRequestActions } from '../stores/use-request.ts'

/**
 * Runs the check that a failure names, or (null) all of them, for what failed, and shows them. `form`: what the page works with from
 * then on; all that failed, unless given.
 */
export function CheckButton({
  check,
  request,
  form = formOf(request),
}: {
  check: string | null
  request: ImportRequest
  form?: Partial<AppLocation>
}) {
  const actions = useRequestActions()
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={() => {
        navigate({ view: 'checks', search: check ?? '', ...form })
        actions.check(check === null ? null : [check], request)
      }}
    >
      {check === null ? 'Run the checks' : 'Run the check'}
    </Button>
  )
}
